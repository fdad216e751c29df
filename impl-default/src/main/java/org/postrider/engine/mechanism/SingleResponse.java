// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.mechanism;

import java.util.Optional;
import org.postrider.AnonymousCredentials;
import org.postrider.Credentials;
import org.postrider.ExternalCredentials;
import org.postrider.spi.AuthFailure;
import org.postrider.spi.AuthMechanism;

/** EXTERNAL (RFC 4422 appendix A) and ANONYMOUS (RFC 4505): one response without a secret. */
final class SingleResponse implements AuthMechanism {

    private final byte[] response;
    private boolean said;

    private SingleResponse(String text) {
        this.response = Passwords.utf8(text);
    }

    static Optional<AuthMechanism> external(Credentials credentials) {
        return Optional.of(new SingleResponse(((ExternalCredentials) credentials).authorizationId()));
    }

    static Optional<AuthMechanism> anonymous(Credentials credentials) {
        return Optional.of(new SingleResponse(((AnonymousCredentials) credentials).trace()));
    }

    @Override
    public Optional<byte[]> initialResponse() {
        said = true;
        return Optional.of(response);
    }

    @Override
    public byte[] respond(byte[] challenge) throws AuthFailure {
        throw new AuthFailure("the server wants to know more than there is to say");
    }

    @Override
    public boolean isComplete() {
        return said;
    }

    @Override
    public void dispose() {
        // There is no secret.
    }
}
