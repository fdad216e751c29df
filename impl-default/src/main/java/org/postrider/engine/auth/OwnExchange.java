// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.auth;

import java.util.Optional;
import org.postrider.AuthResponder;
import org.postrider.spi.AuthFailure;
import org.postrider.spi.AuthMechanism;

/** An exchange that the caller of a session conducts himself. */
public final class OwnExchange implements AuthMechanism {

    private final AuthResponder responder;

    /** Hands each challenge to the caller. */
    public OwnExchange(AuthResponder responder) {
        this.responder = responder;
    }

    @Override
    public Optional<byte[]> initialResponse() {
        return responder.respond(Optional.empty());
    }

    @Override
    public byte[] respond(byte[] challenge) throws AuthFailure {
        return responder.respond(Optional.of(challenge)).orElseThrow(() -> new AuthFailure("the caller cancelled it"));
    }

    /** The caller sees every challenge, and decides by cancelling. */
    @Override
    public boolean isComplete() {
        return true;
    }

    @Override
    public void dispose() {
        // The secrets are the caller's.
    }
}
