// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import java.io.IOException;
import java.util.Optional;

/**
 * Where tokens come from: {@link OAuthTokens}, a vault, a cloud's metadata service. Asked by the thread that authenticates, so an
 * implementation is safe for any thread and comes back in finite time. No message of its exceptions holds a secret.
 */
@FunctionalInterface
public interface TokenSupplier {

    /**
     * A token for one authentication; asked each time.
     *
     * @return a new one each time, since it is destroyed after use
     * @throws IOException if there is none
     */
    AccessToken token() throws IOException;

    /**
     * Another token, after a server refused the last one. Asked once at most in an authentication.
     *
     * @return the token; empty if it could only be the refused one again, which would be a second refusal on the way to a locked account
     * @throws IOException if it cannot be had
     */
    default Optional<AccessToken> refreshed() throws IOException {
        return Optional.empty();
    }
}
