// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.guard;

import java.util.Optional;
import java.util.function.Supplier;
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

    /** Asked when something fails, and not before. */
    private final Supplier<String> who;

    private final Stage stage;
    private final boolean quoting;

    private Guard(Supplier<String> who, Stage stage, boolean quoting) {
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
        return new Guard(() -> named(provider) + ", " + Escape.text(service), stage, true);
    }

    /**
     * Guards a service of a provider.
     *
     * @param providers where it was looked up
     * @param type the service interface
     * @param name its name there
     * @param stage when it is called
     */
    public static Guard ofService(Providers providers, Class<?> type, String name, Stage stage) {
        return new Guard(
                () -> providers.providerOf(type, name).map(Guard::named).orElse("no provider") + ", "
                        + Escape.text(kind(type) + " " + name),
                stage,
                true);
    }

    private static String kind(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "TransportFactory" -> "transport";
            case "AuthMechanismFactory" -> "mechanism";
            case "Extension" -> "extension";
            default -> type.getSimpleName();
        };
    }

    private static String named(Provider provider) {
        try {
            return "provider " + Providers.describe(provider);
        } catch (RuntimeException | Error e) {
            return "provider " + named(provider.getClass());
        }
    }

    private static String named(Class<?> type) {
        return Escape.text(type.getName() + " (" + Origin.of(type) + ")");
    }

    /**
     * Guards an object that the caller handed to the session.
     *
     * @param callback the object
     * @param role the interface by which it is called
     * @param stage when it is called
     */
    public static Guard ofCallback(Object callback, Class<?> role, Stage stage) {
        return new Guard(() -> "the " + role.getSimpleName() + " " + named(callback.getClass()), stage, true);
    }

    /** Guards an object that the guarded code has made. */
    public Guard ofProduct(Object product) {
        return new Guard(() -> who() + ", " + named(product.getClass()), stage, quoting);
    }

    /** Whose code it is, what part of it, and where that comes from. */
    public String who() {
        return who.get();
    }

    /**
     * Makes a service, as {@link Providers#get(Class, String)} does.
     *
     * @throws ProviderException if its provider fails to make it
     */
    public static <T> Optional<T> make(Providers providers, Class<T> type, String name, Stage stage)
            throws ProviderException {
        try {
            return providers.get(type, name);
        } catch (IllegalStateException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ProviderException(String.valueOf(e.getMessage()), stage, Delivery.NOT_SENT, cause);
        }
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

    /**
     * What to throw for something that the code threw against its contract.
     *
     * @param method what was called, for the message
     * @param e what it threw; an {@link InterruptedException} leaves the thread interrupted
     */
    public ProviderException threw(String method, Throwable e) {
        if (isFatal(e)) {
            throw (Error) e;
        }
        return breach(method, thrown(e), e);
    }

    /** In words, that code threw something. */
    public String thrown(Throwable e) {
        if (e instanceof InterruptedException) {
            // Thrown past the compiler; the interrupt is the caller's and must not be lost.
            Thread.currentThread().interrupt();
        }
        return "threw " + (quoting ? e.toString() : e.getClass().getName());
    }

    /**
     * Makes the exception.
     *
     * @param method what was called
     * @param did what the code did in place of what its contract says
     * @param cause what it threw, if anything
     */
    public ProviderException breach(String method, String did, @Nullable Throwable cause) {
        return new ProviderException(describe(method, did), stage, Delivery.NOT_SENT, cause);
    }

    /** The message of such an exception. */
    public String describe(String method, String did) {
        return who() + ": " + method + " " + Escape.text(did)
                + "; report it to the author of that code, or go without it";
    }
}
