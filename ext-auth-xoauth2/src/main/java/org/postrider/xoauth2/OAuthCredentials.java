// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import java.util.concurrent.atomic.AtomicBoolean;
import org.postrider.Credentials;

/** A user and where his access tokens come from, for OAUTHBEARER and XOAUTH2. Thread-safe. */
public final class OAuthCredentials implements Credentials {

    private final String user;
    private final TokenSupplier supplier;
    private final Runnable wipe;
    private final AtomicBoolean destroyed = new AtomicBoolean();

    private OAuthCredentials(String user, TokenSupplier supplier, Runnable wipe) {
        if (!BearerSyntax.isField(user)) {
            throw new IllegalArgumentException("the user " + Text.quoted(user)
                    + " is empty or holds Ctrl-A, NUL, CR, LF or half a surrogate pair");
        }
        this.user = user;
        this.supplier = supplier;
        this.wipe = wipe;
    }

    /**
     * A user whose token is asked for at each authentication.
     *
     * @param user the mail address, as the server knows it
     * @param supplier gives the tokens; the caller's, so it outlives {@link #destroy}
     * @return the credentials
     * @throws IllegalArgumentException if the user is empty or holds what would end the field: Ctrl-A, NUL, CR, LF
     */
    public static OAuthCredentials of(String user, TokenSupplier supplier) {
        return new OAuthCredentials(user, supplier, () -> {});
    }

    /**
     * A user and the one token there is.
     *
     * @param user the mail address, as the server knows it
     * @param token copied; overwrite your own when you need it no more
     * @return the credentials
     * @throws IllegalArgumentException if the user is malformed, or the token is no {@code b64token} (RFC 6750 section 2.1)
     */
    public static OAuthCredentials ofToken(String user, char[] token) {
        AccessToken own = AccessToken.of(token);
        return new OAuthCredentials(user, own::copy, own::destroy);
    }

    /** {@return the user} */
    public String user() {
        return user;
    }

    /**
     * Where the tokens come from, for a mechanism.
     *
     * @return the supplier
     * @throws IllegalStateException if these credentials were destroyed
     */
    public TokenSupplier supplier() {
        if (destroyed.get()) {
            throw new IllegalStateException("the credentials of " + Text.quoted(user) + " were destroyed");
        }
        return supplier;
    }

    /** Overwrites a token given by {@link #ofToken}, and gives no supplier any more; may be called again. */
    @Override
    public void destroy() {
        destroyed.set(true);
        wipe.run();
    }

    @Override
    public boolean isDestroyed() {
        return destroyed.get();
    }

    /** {@return the user, and no token} */
    @Override
    public String toString() {
        return "access token of " + Text.quoted(user);
    }
}
