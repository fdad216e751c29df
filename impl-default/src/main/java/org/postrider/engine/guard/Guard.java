// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.guard;

import org.jspecify.annotations.Nullable;
import org.postrider.Delivery;
import org.postrider.Provider;
import org.postrider.ProviderException;
import org.postrider.Providers;
import org.postrider.Stage;
import org.postrider.internal.Escape;
import org.postrider.internal.Origin;

/**
 * Calls code of a provider or of the caller. Whatever that code throws against its contract, and a null that it must not return, becomes one
 * {@link ProviderException} that names whose code it is, where it comes from and what it was asked to do.
 *
 * <p>Errors are caught too: a {@link LinkageError} is the usual sign of a plugin built against another version, and a
 * {@link StackOverflowError} of one that calls itself. Other {@link VirtualMachineError}s pass as they are, because after them no code can rely
 * on the virtual machine, and they say nothing about the plugin.
 */
public final class Guard {

    private final String who;
    private final Stage stage;
    private final boolean quoting;

    private Guard(String who, Stage stage, boolean quoting) {
        this.who = who;
        this.stage = stage;
        this.quoting = quoting;
    }

    /**
     * Guards the code of a provider.
     *
     * @param provider whose code is called
     * @param service what part of it, such as {@code AUTH mechanism PLAIN}
     * @param stage when it is called
     */
    public static Guard ofProvider(Provider provider, String service, Stage stage) {
        return new Guard("provider " + Providers.describe(provider) + ", " + Escape.text(service), stage, true);
    }

    /**
     * Guards an object that the caller handed to the session.
     *
     * @param callback the object
     * @param role the interface by which it is called
     * @param stage when it is called
     */
    public static Guard ofCallback(Object callback, Class<?> role, Stage stage) {
        Class<?> type = callback.getClass();
        return new Guard(
                Escape.text("the " + role.getSimpleName() + " " + type.getName() + " (" + Origin.of(type) + ")"),
                stage,
                true);
    }

    /** The same guard, whose messages name the class of what was thrown but not its text, which may hold a secret. */
    public Guard withoutQuoting() {
        return new Guard(who, stage, false);
    }

    /**
     * A call that may throw one kind of checked exception.
     *
     * @param <T> what it returns
     * @param <X> what it may throw
     */
    @FunctionalInterface
    public interface Call<T, X extends Exception> {
        /** Calls the guarded code. */
        @Nullable
        T call() throws X;
    }

    /**
     * Calls, with a result that must not be null.
     *
     * @param method what is called, for the message
     * @param allowed the checked exception that belongs to the contract
     * @throws X as the code throws it
     * @throws ProviderException if the code throws anything else or returns null
     */
    public <T, X extends Exception> T call(String method, Class<X> allowed, Call<T, X> code)
            throws X, ProviderException {
        T result;
        try {
            result = code.call();
        } catch (Throwable e) {
            if (allowed.isInstance(e)) {
                throw allowed.cast(e);
            }
            throw threw(method, e);
        }
        if (result == null) {
            throw breach(method, "returned null", null);
        }
        return result;
    }

    /**
     * Calls code whose contract has no checked exception.
     *
     * @param method what is called, for the message
     * @throws ProviderException if the code throws anything or returns null
     */
    public <T> T call(String method, Call<T, Exception> code) throws ProviderException {
        return call(method, ProviderException.class, () -> {
            try {
                return code.call();
            } catch (ProviderException e) {
                // Only the engine makes these; one that comes from a plugin is like any other exception.
                throw threw(method, e);
            } catch (Exception e) {
                throw threw(method, e);
            }
        });
    }

    /**
     * Runs code that returns nothing.
     *
     * @param method what is called, for the message
     * @throws ProviderException if the code throws anything
     */
    public void run(String method, Runnable code) throws ProviderException {
        call(method, () -> {
            code.run();
            return true;
        });
    }

    /** Whether an error says nothing about the code that it came out of, and must pass as it is. */
    public static boolean isFatal(Throwable e) {
        return e instanceof VirtualMachineError && !(e instanceof StackOverflowError);
    }

    private ProviderException threw(String method, Throwable e) {
        if (isFatal(e)) {
            throw (Error) e;
        }
        if (e instanceof InterruptedException) {
            // Thrown past the compiler; the interrupt is the caller's and must not be lost.
            Thread.currentThread().interrupt();
        }
        return breach(method, "threw " + (quoting ? e.toString() : e.getClass().getName()), e);
    }

    /**
     * Makes the exception.
     *
     * @param method what was called
     * @param did what the code did in place of what its contract says
     * @param cause what it threw, if anything
     */
    public ProviderException breach(String method, String did, @Nullable Throwable cause) {
        return new ProviderException(
                who + ": " + method + " " + Escape.text(did)
                        + "; report it to the author of that code, or go without it",
                stage,
                Delivery.NOT_SENT,
                cause);
    }
}
