// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.postrider.internal.Escape;

/**
 * A user name and a password. Thread-safe. The password is held as characters that {@link #destroy} overwrites; copies that the virtual machine
 * made when it moved them are out of reach.
 */
public final class PasswordCredentials implements Credentials {

    private final String user;
    private final String authorizationId;
    private final Supplier<char[]> password;
    private final Runnable wipe;
    private final AtomicBoolean destroyed;

    private PasswordCredentials(
            String user, String authorizationId, Supplier<char[]> password, Runnable wipe, AtomicBoolean destroyed) {
        if (user.isEmpty()) {
            throw new IllegalArgumentException("the user name is empty");
        }
        this.user = user;
        this.authorizationId = authorizationId;
        this.password = password;
        this.wipe = wipe;
        this.destroyed = destroyed;
    }

    static PasswordCredentials of(String user, char[] password) {
        if (password.length == 0) {
            throw new IllegalArgumentException("the password of " + Escape.quoted(user) + " is empty");
        }
        char[] own = password.clone();
        return new PasswordCredentials(user, "", () -> own.clone(), () -> Arrays.fill(own, '\0'), new AtomicBoolean());
    }

    static PasswordCredentials of(String user, Supplier<char[]> password) {
        return new PasswordCredentials(user, "", password, () -> {}, new AtomicBoolean());
    }

    /**
     * Acts as another user, where the server allows it.
     *
     * @param identity the authorization identity (RFC 4422 section 3.4.1)
     * @return a changed copy, which shares the password and its destruction
     */
    public PasswordCredentials actingAs(String identity) {
        Objects.requireNonNull(identity, "identity");
        return new PasswordCredentials(user, identity, password, wipe, destroyed);
    }

    /** {@return the user name} */
    public String user() {
        return user;
    }

    /** {@return whom to act as; empty to act as the user} */
    public String authorizationId() {
        return authorizationId;
    }

    /**
     * A copy of the password, for a mechanism.
     *
     * @return the characters, to be overwritten by the caller
     * @throws IllegalStateException if these credentials were destroyed, or if the supplier of the password fails
     */
    public char[] copyPassword() {
        checkNotDestroyed();
        char[] copy;
        try {
            copy = Objects.requireNonNull(password.get(), "it returned null");
        } catch (RuntimeException e) {
            throw new IllegalStateException("the supplier of the password of " + Escape.quoted(user) + " failed", e);
        }
        // Once more after the copy was taken, since another thread may overwrite meanwhile.
        if (destroyed.get()) {
            Arrays.fill(copy, '\0');
        }
        checkNotDestroyed();
        return copy;
    }

    private void checkNotDestroyed() {
        if (destroyed.get()) {
            throw new IllegalStateException("the credentials of " + Escape.quoted(user) + " were destroyed");
        }
    }

    /** Overwrites the password; may be called again. */
    @Override
    public void destroy() {
        destroyed.set(true);
        wipe.run();
    }

    @Override
    public boolean isDestroyed() {
        return destroyed.get();
    }

    /** {@return the user name, and no password} */
    @Override
    public String toString() {
        return "password of " + Escape.quoted(user);
    }
}
