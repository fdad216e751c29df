// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.internal.Escape;

/**
 * Loads providers one by one, so that a broken one does not take the others with it. {@code hasNext} and {@code next} are guarded
 * together, because either may throw for the same provider; a missing superclass is a {@link LinkageError} and no
 * {@link ServiceConfigurationError}; and an error of the enumeration itself can repeat without end, so failures in a row are bounded.
 */
final class ProviderLoader {

    private static final int SLOW_SECONDS = 2;
    private static final Executor AFTER_A_WHILE = CompletableFuture.delayedExecutor(SLOW_SECONDS, TimeUnit.SECONDS);
    private static final int MAX_FAILURES_IN_A_ROW = 30;
    /** The provider that this thread is making, with its place. */
    private static final ThreadLocal<@Nullable String> UNDER_CONSTRUCTION = new ThreadLocal<>();

    private final List<Provider> providers = new ArrayList<>();
    private final List<ProviderProblem> problems = new ArrayList<>();
    private final List<Throwable> unplaced = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final @Nullable ClassLoader loader;
    private final @Nullable ModuleLayer layer;
    private final Disabled disabled;
    private final Provider builtIn;
    private ProviderSource.@Nullable Declarations declared;

    private ProviderLoader(
            @Nullable ClassLoader loader, @Nullable ModuleLayer layer, Disabled disabled, Provider builtIn) {
        this.loader = loader;
        this.layer = layer;
        this.disabled = disabled;
        this.builtIn = builtIn;
    }

    /** Refuses to look for providers in the constructor of one, where it would find none or go on without end. */
    static void checkNotInConstructor() {
        String provider = UNDER_CONSTRUCTION.get();
        if (provider != null) {
            throw new IllegalStateException(
                    "the constructor of the provider " + provider
                            + " asks for the installed providers, which are not known before it returns; ask when a service is used");
        }
    }

    /** What was found, and what was not. */
    record Found(List<Provider> providers, List<ProviderProblem> problems) {}

    /**
     * Loads.
     *
     * @param services the providers to iterate over
     * @param loader whose services files are read for the messages
     * @param layer whose descriptors are read for the messages
     * @param disabled what must not be instantiated, or used
     * @param builtIn the provider whose service interfaces are those of the engine
     */
    static Found load(
            ServiceLoader<Provider> services,
            @Nullable ClassLoader loader,
            @Nullable ModuleLayer layer,
            Disabled disabled,
            Provider builtIn) {
        ProviderLoader loading = new ProviderLoader(loader, layer, disabled, builtIn);
        loading.iterate(services.stream().iterator());
        if (!loading.unplaced.isEmpty()) {
            loading.placeTheRest();
        }
        return new Found(loading.providers, loading.problems);
    }

    private void iterate(Iterator<ServiceLoader.Provider<Provider>> handles) {
        int failures = 0;
        while (failures < MAX_FAILURES_IN_A_ROW) {
            ServiceLoader.Provider<Provider> handle;
            try {
                if (!handles.hasNext()) {
                    return;
                }
                handle = handles.next();
            } catch (ServiceConfigurationError | LinkageError e) {
                failures++;
                place(e);
                continue;
            }
            failures = 0;
            instantiate(handle);
        }
    }

    private static void warnOfSlow(String type, String place) {
        System.getLogger(Providers.class.getName())
                .log(
                        System.Logger.Level.WARNING,
                        "the constructor of the provider {0} of {1} has not returned after {2} s; nothing goes on before it does",
                        type,
                        place,
                        SLOW_SECONDS);
    }

    private void instantiate(ServiceLoader.Provider<Provider> handle) {
        Class<? extends Provider> type = handle.type();
        seen.add(type.getName());
        if (disabled.hasClass(type.getName())) {
            return;
        }
        String place = ProviderSource.of(type);
        CompletableFuture<Void> slow =
                CompletableFuture.runAsync(() -> warnOfSlow(type.getName(), place), AFTER_A_WHILE);
        UNDER_CONSTRUCTION.set(Escape.text(type.getName() + " (" + place + ")"));
        try {
            Provider provider = handle.get();
            Optional<String> fault = faultOf(provider);
            if (fault.isPresent()) {
                problem(type.getName(), place, fault.get(), null);
            } else if (!disabled.hasId(provider.id())) {
                providers.add(provider);
                reportOtherVersions(type, place);
            }
        } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
            problem(type.getName(), place, "it cannot be created: " + rootOf(e), e);
        } finally {
            slow.cancel(false);
            UNDER_CONSTRUCTION.remove();
        }
    }

    /** The service loader makes one provider of a class, however many jars have the class. */
    private void reportOtherVersions(Class<?> type, String used) {
        List<String> places = declared().places().getOrDefault(type.getName(), List.of());
        for (String place : places) {
            if (places.size() > 1 && !ProviderSource.areSame(place, used)) {
                problem(
                        type.getName(),
                        place,
                        "it is not used, since the same class is in " + used
                                + ", which the class path has first; if they are two versions, remove one",
                        null);
            }
        }
    }

    private ProviderSource.Declarations declared() {
        if (declared == null) {
            declared = ProviderSource.declared(loader, layer);
        }
        return declared;
    }

    /** The classes that are declared and were neither loaded nor found to be broken, each with its place. */
    private Map<String, String> pending() {
        Map<String, String> pending = new LinkedHashMap<>();
        declared().places().forEach((name, places) -> pending.put(name, places.get(0)));
        pending.keySet().removeAll(seen);
        return pending;
    }

    /** Finds the provider a failed look-up was about: the class the error names, if it names one that is declared. */
    private void place(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        Map<String, String> pending = pending();
        Optional<String> named = pending.keySet().stream()
                .filter(name -> mentions(message, name))
                .findFirst();
        if (named.isPresent()) {
            String place = pending.remove(named.get());
            problem(
                    named.get(),
                    place == null ? ProviderSource.UNKNOWN : place,
                    "it cannot be loaded: " + rootOf(failure) + adviceOn(message),
                    failure);
        } else {
            unplaced.add(failure);
        }
    }

    /** A class that was declared and neither loaded nor named by an error is what an error that names nothing was about. */
    private void placeTheRest() {
        Map<String, String> pending = pending();
        List<String> unreadable = declared().unreadable();
        List<String> left = new ArrayList<>(pending.keySet());
        for (Throwable failure : unplaced) {
            String message = Escape.text(String.valueOf(failure.getMessage()));
            boolean namesAFile = message.contains("META-INF/services");
            boolean aboutAFile = namesAFile || (!unreadable.isEmpty() && hasCause(failure, IOException.class));
            if (!aboutAFile && !left.isEmpty()) {
                String name = left.remove(0);
                problem(name, String.valueOf(pending.get(name)), "it cannot be loaded: " + rootOf(failure), failure);
            } else {
                problem(
                        "(declaration)",
                        namesAFile || unreadable.isEmpty() ? placeOfFile(message) : unreadable.remove(0),
                        "its services file cannot be used, so all providers of that file are left out: " + message,
                        failure);
            }
        }
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        return failure.getCause() != null
                && (type.isInstance(failure.getCause()) || hasCause(failure.getCause(), type));
    }

    private static String placeOfFile(String message) {
        int start = message.indexOf("jar:");
        int end = message.indexOf("!/");
        if (start >= 0 && end > start) {
            return message.substring(start + "jar:".length(), end);
        }
        int file = message.indexOf("file:");
        int services = message.indexOf("META-INF/services");
        return file >= 0 && services > file ? message.substring(file, services) : ProviderSource.UNKNOWN;
    }

    private static boolean mentions(String message, String className) {
        int at = message.indexOf(className);
        int end = at + className.length();
        return at >= 0 && (end == message.length() || !Character.isJavaIdentifierPart(message.charAt(end)));
    }

    private static String adviceOn(String message) {
        return message.contains("not a subtype")
                ? "; its class loader has another copy of postrider-api than " + ProviderSource.of(Provider.class)
                        + ", and must leave org.postrider to its parent"
                : "";
    }

    private Optional<String> faultOf(Provider provider) {
        String id = provider.id();
        if (!ProviderId.isWellFormed(id)) {
            return Optional.of("its id " + Escape.quoted(id)
                    + " is malformed: lower-case letters, digits and hyphens, the first a letter");
        }
        if (ProviderId.isReserved(id)) {
            return Optional.of("its id " + id + " is reserved for the built-in provider; choose another");
        }
        if (ReservedNames.isTaken(id, provider.getClass())) {
            return Optional.of("its id " + id + " is reserved for a module of this library; choose another");
        }
        // What sorting and look-ups rely on is tried here, where a failure costs this provider only.
        provider.priority();
        for (Service<?> service : provider.services()) {
            service.name();
            Optional<Class<?>> known = knownAs(service.type().getName());
            if (known.isPresent() && known.get() != service.type()) {
                return Optional.of(
                        "its services are of another copy of postrider-spi ("
                                + ProviderSource.of(service.type()) + ") than the engine's ("
                                + ProviderSource.of(known.get())
                                + "), so none of them can be used; its class loader must leave org.postrider.spi to its parent");
            }
        }
        return Optional.empty();
    }

    /** The service interface of a name, as the engine sees it. */
    private Optional<Class<?>> knownAs(String name) {
        for (Service<?> service : builtIn.services()) {
            if (service.type().getName().equals(name)) {
                return Optional.of(service.type());
            }
        }
        return Optional.empty();
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return Escape.text(root.toString());
    }

    private void problem(String provider, String location, String description, @Nullable Throwable cause) {
        problems.add(new ProviderProblem(provider, location, description, Optional.ofNullable(cause)));
    }
}
