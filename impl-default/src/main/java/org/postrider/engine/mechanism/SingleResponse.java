// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.mechanism;

import com.google.common.primitives.Bytes;
import java.util.Arrays;
import java.util.Optional;
import org.postrider.AnonymousCredentials;
import org.postrider.ExternalCredentials;
import org.postrider.PasswordCredentials;
import org.postrider.spi.AuthContext;
import org.postrider.spi.AuthFailure;
import org.postrider.spi.AuthMechanism;

/** The mechanisms that say all in one response. */
final class SingleResponse implements AuthMechanism {

    private static final byte[] NUL = {0};

    private final byte[] response;
    private boolean said;
    private boolean repeated;

    private SingleResponse(byte[] response) {
        this.response = response;
    }

    /** PLAIN (RFC 4616). User and password go as given, in UTF-8; preparing them is the server's part (section 2). */
    static Optional<AuthMechanism> plain(AuthContext context) {
        PasswordCredentials credentials = (PasswordCredentials) context.credentials();
        byte[] password = Passwords.utf8(credentials);
        try {
            return Optional.of(new SingleResponse(Bytes.concat(
                    Passwords.utf8(credentials.authorizationId()),
                    NUL,
                    Passwords.utf8(credentials.user()),
                    NUL,
                    password)));
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    /** EXTERNAL (RFC 4422 appendix A). */
    static Optional<AuthMechanism> external(AuthContext context) {
        ExternalCredentials credentials = (ExternalCredentials) context.credentials();
        return Optional.of(new SingleResponse(Passwords.utf8(credentials.authorizationId())));
    }

    /** ANONYMOUS (RFC 4505). */
    static Optional<AuthMechanism> anonymous(AuthContext context) {
        AnonymousCredentials credentials = (AnonymousCredentials) context.credentials();
        return Optional.of(new SingleResponse(Passwords.utf8(credentials.trace())));
    }

    @Override
    public Optional<byte[]> initialResponse() {
        said = true;
        return Optional.of(response);
    }

    /** Some servers do not look at an initial response, and ask for it: it is sent once more. */
    @Override
    public byte[] respond(byte[] challenge) throws AuthFailure {
        if (repeated) {
            throw new AuthFailure("the server wants to know more than there is to say");
        }
        repeated = true;
        return response;
    }

    @Override
    public byte[] respondToText(String challenge) throws AuthFailure {
        return respond(new byte[0]);
    }

    @Override
    public boolean isComplete() {
        return said;
    }

    @Override
    public void dispose() {
        Arrays.fill(response, (byte) 0);
    }
}
