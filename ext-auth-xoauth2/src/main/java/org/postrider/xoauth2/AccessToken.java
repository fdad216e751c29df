// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import javax.security.auth.Destroyable;
import org.jspecify.annotations.Nullable;

/**
 * A bearer token (RFC 6750). Thread-safe. Held as characters that {@link #destroy} overwrites; copies that the virtual machine or an OAuth
 * library made are out of reach.
 */
public final class AccessToken implements Destroyable {

    private final char[] value;
    private final @Nullable Instant expiry;
    private volatile boolean destroyed;

    private AccessToken(char[] value, @Nullable Instant expiry) {
        this.value = value;
        this.expiry = expiry;
    }

    /**
     * A token of which it is not known how long it serves.
     *
     * @param value copied; overwrite your own when you need it no more
     * @return the token
     * @throws IllegalArgumentException if it is no {@code b64token} (RFC 6750 section 2.1), which no server could tell from an attack
     */
    public static AccessToken of(char[] value) {
        return checked(value, null);
    }

    /**
     * A token that expires.
     *
     * @param value copied; overwrite your own when you need it no more
     * @param expiry when it ceases to serve
     * @return the token
     * @throws IllegalArgumentException if it is no {@code b64token} (RFC 6750 section 2.1)
     */
    public static AccessToken of(char[] value, Instant expiry) {
        return checked(value, expiry);
    }

    private static AccessToken checked(char[] value, @Nullable Instant expiry) {
        char[] own = value.clone();
        if (!BearerSyntax.isToken(own)) {
            Arrays.fill(own, '\0');
            throw new IllegalArgumentException(
                    "an access token is letters, digits and - . _ ~ + / with = at the end only (RFC 6750)");
        }
        return new AccessToken(own, expiry);
    }

    /**
     * A copy of the characters.
     *
     * @return to be overwritten by the caller
     * @throws IllegalStateException if the token was destroyed
     */
    public char[] copyValue() {
        char[] copy = value.clone();
        // Asked after the copy was taken, since another thread may overwrite meanwhile.
        if (destroyed) {
            Arrays.fill(copy, '\0');
            throw new IllegalStateException("the access token was destroyed");
        }
        return copy;
    }

    /** {@return when it ceases to serve, if that is known} */
    public Optional<Instant> expiry() {
        return Optional.ofNullable(expiry);
    }

    AccessToken copy() {
        return new AccessToken(copyValue(), expiry);
    }

    /** Overwrites the characters; may be called again. */
    @Override
    public void destroy() {
        destroyed = true;
        Arrays.fill(value, '\0');
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }

    /** {@return the expiry, and nothing of the token} */
    @Override
    public String toString() {
        return expiry == null ? "access token" : "access token until " + expiry;
    }
}
