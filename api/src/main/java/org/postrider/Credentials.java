// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Objects;
import java.util.function.Supplier;
import javax.security.auth.Destroyable;

/**
 * What a session proves its identity with. The kind decides which SASL mechanisms can serve. An implementation shows no secret in
 * {@code toString}.
 */
public interface Credentials extends Destroyable {

    /**
     * A user and a password, for SCRAM, PLAIN, LOGIN and CRAM-MD5.
     *
     * @param user the user name, as the server knows it
     * @param password copied; overwrite your own when you no longer need it
     * @return the credentials
     * @throws IllegalArgumentException if either is empty
     */
    static PasswordCredentials password(String user, char[] password) {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        return PasswordCredentials.of(user, password);
    }

    /**
     * A user and a password that is asked for at each authentication.
     *
     * @param user the user name, as the server knows it
     * @param password returns a new array each time, which is overwritten after use
     * @return the credentials
     * @throws IllegalArgumentException if the user name is empty
     */
    static PasswordCredentials passwordFrom(String user, Supplier<char[]> password) {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        return PasswordCredentials.of(user, password);
    }

    /**
     * What proves the identity lies outside the exchange: the client certificate of {@link TlsSettings}. For EXTERNAL (RFC 4422 appendix A).
     *
     * @param authorizationId whom to act as; empty for whom the certificate names
     * @return the credentials
     */
    static ExternalCredentials external(String authorizationId) {
        Objects.requireNonNull(authorizationId, "authorizationId");
        return new ExternalCredentials(authorizationId);
    }

    /**
     * No identity, for ANONYMOUS (RFC 4505).
     *
     * @param trace a mail address, or 1 to 255 characters without {@code @} that mean something to the server's operator
     * @return the credentials
     * @throws IllegalArgumentException if it is neither
     */
    static AnonymousCredentials anonymous(String trace) {
        Objects.requireNonNull(trace, "trace");
        return new AnonymousCredentials(trace);
    }
}
