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
 * Code of others that the engine calls: a service of a provider, or a callback of the caller's. It has a name for messages, and what it throws
 * unchecked or returns as null becomes a {@link ProviderException}. The name is made when something fails, and not before.
 */
public final class Callee {

    private final Supplier<String> name;

    private Callee(Supplier<String> name) {
        this.name = name;
    }

    /**
     * A service of a provider.
     *
     * @param providers where it was looked up
     * @param type the service interface
     * @param service its name there
     */
    public static Callee service(Providers providers, Class<?> type, String service) {
        return new Callee(() -> Escape.text(kind(type) + " " + service) + " of "
                + providers.providerOf(type, service).map(Callee::describe).orElse("no provider"));
    }

    /**
     * Makes a service, as {@link Providers#get(Class, String)} does.
     *
     * @throws ProviderException if its provider fails to make it
     */
    public static <T> Optional<T> make(Providers providers, Class<T> type, String service, Stage stage)
            throws ProviderException {
        try {
            return providers.get(type, service);
        } catch (IllegalStateException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ProviderException(String.valueOf(e.getMessage()), stage, Delivery.NOT_SENT, cause);
        }
    }

    /**
     * An object that the caller gave.
     *
     * @param kind what it is, such as {@code host resolver}
     * @param callback the object
     */
    public static Callee callback(String kind, Object callback) {
        return new Callee(() -> kind + " " + described(callback.getClass()));
    }

    /** An object that this one has made. */
    public Callee made(Object product) {
        return new Callee(() -> described(product.getClass()) + " of " + name());
    }

    private static String kind(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "TransportFactory" -> "the transport";
            case "AuthMechanismFactory" -> "the mechanism";
            case "Extension" -> "the extension";
            default -> "the " + type.getSimpleName();
        };
    }

    private static String describe(Provider provider) {
        try {
            return "provider " + Providers.describe(provider);
        } catch (RuntimeException | Error e) {
            return "provider " + described(provider.getClass());
        }
    }

    private static String described(Class<?> type) {
        return Escape.text(type.getName() + " (" + Origin.of(type) + ")");
    }

    /** Its name for messages: what it is, whose, and where that comes from. */
    public String name() {
        return name.get();
    }

    /**
     * What to throw for an exception or error that its contract does not allow. An {@link InterruptedException} leaves the thread interrupted.
     *
     * @param asked the method, such as {@code plan(..)}
     * @param thrown what it threw
     * @param stage where in the dialogue
     */
    public ProviderException threw(String asked, Throwable thrown, Stage stage) {
        return new ProviderException(describe(asked, thrown), stage, Delivery.NOT_SENT, thrown);
    }

    /**
     * What it did, in words.
     *
     * @param asked the method
     * @param thrown what it threw
     */
    public String describe(String asked, Throwable thrown) {
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return name() + " threw " + Escape.text(String.valueOf(thrown)) + " when " + asked
                + " was called, which its contract does not allow; mend or remove it";
    }

    /**
     * What to throw for something that its contract does not allow.
     *
     * @param fault what it did, such as {@code returned null from open(..)}
     * @param stage where in the dialogue
     */
    public ProviderException did(String fault, Stage stage) {
        return new ProviderException(
                name() + " " + fault + ", which its contract does not allow; mend or remove it",
                stage,
                Delivery.NOT_SENT,
                null);
    }

    /**
     * Checks what it returned.
     *
     * @param value what it returned
     * @param asked the method
     * @param stage where in the dialogue
     * @return the value
     * @throws ProviderException if it is null
     */
    public <T> T nonNull(@Nullable T value, String asked, Stage stage) throws ProviderException {
        if (value == null) {
            throw did("returned null from " + asked, stage);
        }
        return value;
    }
}
