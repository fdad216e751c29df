// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.auth;

import java.util.Optional;
import org.postrider.AuthResponder;
import org.postrider.spi.AuthFailure;
import org.postrider.spi.AuthMechanism;

/** A mechanism whose responses come from the caller of the session. */
final class CallerMechanism implements AuthMechanism {

    private final AuthResponder responder;

    CallerMechanism(AuthResponder responder) {
        this.responder = responder;
    }

    @Override
    public Optional<byte[]> initialResponse() {
        return responder.respond(Optional.empty());
    }

    @Override
    public byte[] respond(byte[] challenge) throws AuthFailure {
        return responder.respond(Optional.of(challenge)).orElseThrow(CallerMechanism::cancelled);
    }

    @Override
    public byte[] respondToText(String challenge) throws AuthFailure {
        return responder
                .respondToText(challenge)
                .orElseThrow(() -> new AuthFailure("a challenge of the server is not base64, and was not answered"));
    }

    private static AuthFailure cancelled() {
        return new AuthFailure("the caller cancelled it");
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
