// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.postrider.internal.Escape;

/**
 * An ordered set of providers, in which services are looked up by name. It never changes; a session keeps the one it was built with, and
 * there is no global list.
 *
 * <p>The order is total and has nothing to do with the class path: (a) providers given in code by {@link #withFirst}; (b) those that
 * {@link #withOrder} or the system property {@code postrider.providers} lists; (c) the others by {@link Provider#priority()}, highest
 * first, then by id, the built-in one last; (d) providers given by {@link #withLast}. A provider that was merely found, (c), never takes
 * over a name that the built-in provider has, or that is reserved for a module of this library: {@code lmtp}, {@code XOAUTH2},
 * {@code OAUTHBEARER}. A name that two found providers have is a {@linkplain #problems() problem}.
 *
 * <p>Loading is tolerant: what is broken is left out, kept in {@link #problems()}, and logged once by the logger
 * {@code org.postrider.Providers}, which also names a provider whose constructor does not return within two seconds. The system property
 * {@code postrider.providers.disabled} lists class names, or prefixes ending in {@code *}, that are not instantiated, and ids, which are
 * left out after their constructor ran. An id that is not there, in either property, is a problem. The class path is trusted: a provider
 * sees credentials and content.
 */
public final class Providers {

    private final List<RankedProvider> ranked;
    private final List<ProviderProblem> problems;

    Providers(List<RankedProvider> ranked, List<ProviderProblem> problems) {
        this.ranked = List.copyOf(ranked);
        this.problems = List.copyOf(problems);
    }

    /**
     * The built-in provider and those found where this library comes from. They are looked for once; the context class loader plays no part.
     *
     * @return the providers
     * @throws IllegalStateException if no engine is installed, or if the constructor of a provider asks
     */
    public static Providers installed() {
        return ProviderDiscovery.installed();
    }

    /**
     * The built-in provider and those that a class loader finds. They are looked for at each call.
     *
     * @param loader such as that of a plugin
     * @return the providers
     * @throws IllegalStateException if no engine is installed, or if the constructor of a provider asks
     */
    public static Providers installed(ClassLoader loader) {
        Objects.requireNonNull(loader, "loader");
        return ProviderDiscovery.found(ServiceLoader.load(Provider.class, loader), loader, ModuleLayer.boot());
    }

    /**
     * The built-in provider and those of a module layer and its parents. They are looked for at each call.
     *
     * @param layer such as that of a plugin
     * @return the providers
     * @throws IllegalStateException if no engine is installed, or if the constructor of a provider asks
     */
    public static Providers installed(ModuleLayer layer) {
        Objects.requireNonNull(layer, "layer");
        return ProviderDiscovery.found(ServiceLoader.load(layer, Provider.class), null, layer);
    }

    /**
     * The built-in provider alone.
     *
     * @return the providers
     * @throws IllegalStateException if no engine is installed
     */
    public static Providers builtIn() {
        return new Providers(List.of(ProviderDiscovery.builtIn()), List.of());
    }

    /**
     * The SASL mechanisms of the Java platform (GSSAPI, DIGEST-MD5, NTLM and what else {@code javax.security.sasl} has) that the built-in provider
     * does not have. It is in force only where it is added, as by {@code Providers.installed().withLast(Providers.jdkSasl())}, and each of its mechanisms
     * must be named in the {@link AuthPolicy}.
     *
     * @return a new provider of the id {@code jdk-sasl}
     * @throws IllegalStateException if no engine is installed
     */
    public static Provider jdkSasl() {
        return Engines.installed().create(Provider.class, "jdk-sasl");
    }

    /**
     * Puts a provider, which need not be registered anywhere, before all others. Its names win over the built-in ones.
     *
     * @param provider the provider; one of the same id is replaced
     * @return a changed copy
     * @throws IllegalArgumentException if its id is malformed or reserved
     */
    public Providers withFirst(Provider provider) {
        Objects.requireNonNull(provider, "provider");
        return with(new RankedProvider(checked(provider), RankedProvider.Rank.FIRST));
    }

    /**
     * Puts a provider, which need not be registered anywhere, after all others.
     *
     * @param provider the provider; one of the same id is replaced
     * @return a changed copy
     * @throws IllegalArgumentException if its id is malformed or reserved
     */
    public Providers withLast(Provider provider) {
        Objects.requireNonNull(provider, "provider");
        return with(new RankedProvider(checked(provider), RankedProvider.Rank.LAST));
    }

    /**
     * Lists providers by id, strongest first. A listed one may take over built-in names if it stands before {@code postrider}, or if that is
     * not listed.
     *
     * @param ids the ids; one that is not there is passed over
     * @return a changed copy
     */
    public Providers withOrder(String... ids) {
        Objects.requireNonNull(ids, "ids");
        List<String> order = List.of(ids);
        List<RankedProvider> changed = new ArrayList<>();
        for (RankedProvider entry : ranked) {
            changed.add(entry.in(order));
        }
        Collections.sort(changed);
        return new Providers(changed, problems);
    }

    /** {@return the providers, strongest first} */
    public List<Provider> list() {
        return ranked.stream().map(RankedProvider::provider).toList();
    }

    /**
     * {@return what could not be used and why: providers that could not be loaded, and names that a found provider has and is not asked for,
     * because another found provider or one of this library's own has them too}
     */
    public List<ProviderProblem> problems() {
        List<ProviderProblem> all = new ArrayList<>(problems);
        for (RankedProvider entry : ranked) {
            if (entry.rank() == RankedProvider.Rank.FOUND) {
                for (Service<?> service : entry.provider().services()) {
                    addProblem(all, entry.provider(), service, service.name());
                    service.aliases().forEach(alias -> addProblem(all, entry.provider(), service, alias));
                }
            }
        }
        return List.copyOf(all);
    }

    /** A name that leads to another provider is one that somebody may miss, unless the application chose that one. */
    private void addProblem(List<ProviderProblem> all, Provider provider, Service<?> service, String name) {
        Winner<?> winner = find(service.type(), name);
        String reason;
        if (winner == null) {
            reason = "that name is reserved for the provider "
                    + ReservedNames.ownerOf(service.type(), name).orElse("of this library");
        } else if (winner.provider() == provider || isChosen(winner.provider())) {
            return;
        } else {
            reason = "the provider " + describe(winner.provider()) + " has that name too, and comes first";
        }
        all.add(new ProviderProblem(
                provider.id(),
                ProviderSource.of(provider.getClass()),
                "its " + service.type().getSimpleName() + " " + Escape.text(name) + " is not used: " + reason
                        + "; remove one of them, or list the one that you want in postrider.providers",
                Optional.empty()));
    }

    private boolean isChosen(Provider provider) {
        for (RankedProvider entry : ranked) {
            if (entry.provider() == provider) {
                return entry.rank() == RankedProvider.Rank.FIRST || entry.rank() == RankedProvider.Rank.LISTED;
            }
        }
        return false;
    }

    /**
     * Makes the service of a name: that of the first provider that has it as a name, else of the first that has it as an alias.
     *
     * @param type the service interface
     * @param name in any case
     * @param <T> the service interface
     * @return a new instance; empty if no provider has it
     * @throws IllegalStateException if the provider fails to make it; no other is asked then
     */
    public <T> Optional<T> get(Class<T> type, String name) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(name, "name");
        Winner<T> winner = find(type, name);
        return winner == null ? Optional.empty() : Optional.of(make(winner.provider(), winner.service()));
    }

    /**
     * Makes the service of a name from one of these providers.
     *
     * @param type the service interface
     * @param name in any case
     * @param providerId the provider
     * @param <T> the service interface
     * @return a new instance; empty if that provider is not here or does not have it
     * @throws IllegalStateException if the provider fails to make it
     */
    public <T> Optional<T> get(Class<T> type, String name, String providerId) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(providerId, "providerId");
        return ranked.stream()
                .map(RankedProvider::provider)
                .filter(provider -> provider.id().equals(providerId))
                .findFirst()
                .flatMap(provider -> get(type, name, provider));
    }

    /**
     * Makes the service of a name from a provider that need not be registered anywhere.
     *
     * @param type the service interface
     * @param name in any case
     * @param provider the provider
     * @param <T> the service interface
     * @return a new instance; empty if it does not have it
     * @throws IllegalStateException if the provider fails to make it
     */
    public static <T> Optional<T> get(Class<T> type, String name, Provider provider) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(provider, "provider");
        Service<T> named = named(provider, type, name);
        Service<T> service = named == null ? aliased(provider, type, name) : named;
        return service == null ? Optional.empty() : Optional.of(make(provider, service));
    }

    /**
     * The provider that a name is served by.
     *
     * @param type the service interface
     * @param name in any case
     * @return the provider; empty if none has it
     */
    public Optional<Provider> providerOf(Class<?> type, String name) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(name, "name");
        Winner<?> winner = find(type, name);
        return winner == null ? Optional.empty() : Optional.of(winner.provider());
    }

    /**
     * Whether a provider may have what the built-in one has, such as a name or an ESMTP parameter: it is the built-in one, was given by
     * {@link #withFirst}, or is listed before the built-in one.
     *
     * @param providerId the provider
     * @return whether it may; false if it is not here
     */
    public boolean mayReplaceBuiltIn(String providerId) {
        Objects.requireNonNull(providerId, "providerId");
        for (RankedProvider entry : ranked) {
            String id = entry.provider().id();
            if (ProviderId.isReserved(id)) {
                return id.equals(providerId);
            }
            if (id.equals(providerId)) {
                return entry.rank() != RankedProvider.Rank.FOUND;
            }
        }
        return false;
    }

    /**
     * The names of all services of a type, strongest provider first, each once.
     *
     * @param type the service interface
     * @return the names
     */
    public List<String> names(Class<?> type) {
        Objects.requireNonNull(type, "type");
        List<String> names = new ArrayList<>();
        for (RankedProvider entry : ranked) {
            for (Service<?> service : entry.provider().services()) {
                if (service.type() == type
                        && !hasName(names, service.name())
                        && !isReservedForOther(entry, type, service.name())) {
                    names.add(service.name());
                }
            }
        }
        return List.copyOf(names);
    }

    /** {@return the ids, strongest first} */
    @Override
    public String toString() {
        return list().stream().map(Provider::id).toList().toString();
    }

    private record Winner<T>(Provider provider, Service<T> service) {}

    private <T> @Nullable Winner<T> find(Class<T> type, String name) {
        Winner<T> byAlias = null;
        for (RankedProvider entry : ranked) {
            if (isReservedForOther(entry, type, name)
                    || (entry.rank() == RankedProvider.Rank.FOUND && isBuiltIn(type, name))) {
                continue;
            }
            Service<T> named = named(entry.provider(), type, name);
            if (named != null) {
                return new Winner<>(entry.provider(), named);
            }
            Service<T> aliased = byAlias == null ? aliased(entry.provider(), type, name) : null;
            if (aliased != null) {
                byAlias = new Winner<>(entry.provider(), aliased);
            }
        }
        return byAlias;
    }

    private static boolean isReservedForOther(RankedProvider entry, Class<?> type, String name) {
        Optional<String> owner =
                entry.rank() == RankedProvider.Rank.FOUND ? ReservedNames.ownerOf(type, name) : Optional.empty();
        return owner.isPresent() && !owner.get().equals(entry.provider().id());
    }

    private boolean isBuiltIn(Class<?> type, String name) {
        for (RankedProvider entry : ranked) {
            if (ProviderId.isReserved(entry.provider().id()) && named(entry.provider(), type, name) != null) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("unchecked") // the type token of a service is that of its supplier
    private static <T> @Nullable Service<T> named(Provider provider, Class<T> type, String name) {
        for (Service<?> service : provider.services()) {
            if (service.type() == type && service.name().equalsIgnoreCase(name)) {
                return (Service<T>) service;
            }
        }
        return null;
    }

    @SuppressWarnings("unchecked") // as above
    private static <T> @Nullable Service<T> aliased(Provider provider, Class<T> type, String name) {
        for (Service<?> service : provider.services()) {
            if (service.type() == type && hasName(service.aliases(), name)) {
                return (Service<T>) service;
            }
        }
        return null;
    }

    private static boolean hasName(List<String> names, String name) {
        for (String one : names) {
            if (one.equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    private static <T> T make(Provider provider, Service<T> service) {
        try {
            return Objects.requireNonNull(service.type().cast(service.supplier().get()), "its supplier gave null");
        } catch (RuntimeException | Error e) {
            throw new IllegalStateException(
                    "provider " + describe(provider) + " cannot make its "
                            + service.type().getSimpleName() + " " + Escape.text(service.name()) + ": "
                            + Escape.text(String.valueOf(e)) + "; mend or remove that provider",
                    e);
        }
    }

    /**
     * Names a provider in messages.
     *
     * @param provider the provider
     * @return id, version, and the jar, folder or module it comes from, escaped
     */
    public static String describe(Provider provider) {
        Objects.requireNonNull(provider, "provider");
        return Escape.text(
                provider.id() + " " + provider.version() + " (" + ProviderSource.of(provider.getClass()) + ")");
    }

    private Providers with(RankedProvider entry) {
        List<RankedProvider> changed = new ArrayList<>(ranked);
        changed.removeIf(other -> other.provider().id().equals(entry.provider().id()));
        changed.add(entry.rank() == RankedProvider.Rank.FIRST ? 0 : changed.size(), entry);
        return new Providers(changed, problems);
    }

    private static Provider checked(Provider provider) {
        String id = provider.id();
        if (!ProviderId.isWellFormed(id) || ProviderId.isReserved(id)) {
            throw new IllegalArgumentException(Escape.quoted(id) + " is no provider id: lower-case letters, digits and"
                    + " hyphens, the first a letter, and not " + ProviderId.BUILT_IN);
        }
        return provider;
    }
}
