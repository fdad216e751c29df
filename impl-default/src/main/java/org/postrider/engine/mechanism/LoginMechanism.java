// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.mechanism;

import java.util.Arrays;
import java.util.Optional;
import org.postrider.PasswordCredentials;
import org.postrider.spi.AuthContext;
import org.postrider.spi.AuthFailure;
import org.postrider.spi.AuthMechanism;

/** LOGIN: the user name to the first prompt, the password to the second, whatever the prompts say. */
final class LoginMechanism implements AuthMechanism {

    private final byte[] user;
    private final byte[] password;
    private int prompts;

    private LoginMechanism(PasswordCredentials credentials) {
        this.user = Passwords.utf8(credentials.user());
        this.password = Passwords.utf8(credentials);
    }

    static Optional<AuthMechanism> in(AuthContext context) {
        return Optional.of(new LoginMechanism((PasswordCredentials) context.credentials()));
    }

    /** None: a server that ignores it and asks again would get the password as the user name. */
    @Override
    public Optional<byte[]> initialResponse() {
        return Optional.empty();
    }

    @Override
    public byte[] respond(byte[] challenge) throws AuthFailure {
        return next();
    }

    /** Some servers send their prompts as they are and not in base64. */
    @Override
    public byte[] respondToText(String challenge) throws AuthFailure {
        return next();
    }

    private byte[] next() throws AuthFailure {
        prompts++;
        return switch (prompts) {
            case 1 -> user;
            case 2 -> password;
            default -> throw new AuthFailure("the server asks for more than user and password");
        };
    }

    @Override
    public boolean isComplete() {
        return prompts == 2;
    }

    @Override
    public void dispose() {
        Arrays.fill(password, (byte) 0);
    }
}
