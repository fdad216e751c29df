// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.mechanism;

import com.google.common.primitives.Bytes;
import java.util.Arrays;
import java.util.Optional;
import org.postrider.PasswordCredentials;
import org.postrider.spi.AuthContext;
import org.postrider.spi.AuthFailure;
import org.postrider.spi.AuthMechanism;

/** PLAIN (RFC 4616): all in one response. User and password go as given, in UTF-8; preparing them is the server's part (section 2). */
final class PlainMechanism implements AuthMechanism {

    private static final byte[] NUL = {0};

    private final byte[] message;
    private boolean said;

    private PlainMechanism(PasswordCredentials credentials) {
        byte[] password = Passwords.utf8(credentials);
        message = Bytes.concat(
                Passwords.utf8(credentials.authorizationId()), NUL, Passwords.utf8(credentials.user()), NUL, password);
        Arrays.fill(password, (byte) 0);
    }

    static Optional<AuthMechanism> in(AuthContext context) {
        return Optional.of(new PlainMechanism((PasswordCredentials) context.credentials()));
    }

    @Override
    public Optional<byte[]> initialResponse() {
        said = true;
        return Optional.of(message);
    }

    @Override
    public byte[] respond(byte[] challenge) throws AuthFailure {
        throw new AuthFailure("the server wants to know more than PLAIN has to say");
    }

    @Override
    public boolean isComplete() {
        return said;
    }

    @Override
    public void dispose() {
        Arrays.fill(message, (byte) 0);
    }
}
