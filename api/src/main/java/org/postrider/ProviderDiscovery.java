// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postrider.internal.Engine;

/** Turns what was loaded into a registry: unique ids, the order of precedence, problems logged once. */
final class ProviderDiscovery {

    private static final System.Logger LOG = System.getLogger(Providers.class.getName());

    private ProviderDiscovery() {}

    static Providers installed() {
        // A missing engine is told as itself, not as a class that cannot be initialised.
        Engines.installed();
        return Installed.PROVIDERS;
    }

    static RankedProvider builtIn() {
        Engine engine = Engines.installed();
        return new RankedProvider(engine.create(Provider.class, ProviderId.BUILT_IN), RankedProvider.Rank.BUILT_IN);
    }

    static Providers found(
            ServiceLoader<Provider> services, @Nullable ClassLoader loader, @Nullable ModuleLayer layer) {
        ProviderLoader.Found found = ProviderLoader.load(services, loader, layer, disabled());
        List<ProviderProblem> problems = new ArrayList<>(found.problems());
        List<RankedProvider> entries = new ArrayList<>(List.of(builtIn()));
        found.providers().stream()
                .sorted(Comparator.comparingInt(Provider::priority)
                        .reversed()
                        .thenComparing(provider -> provider.getClass().getName()))
                .forEach(provider -> addOnce(entries, provider, problems));
        problems.forEach(problem -> LOG.log(System.Logger.Level.WARNING, problem.toString()));
        Providers all = new Providers(RankedProvider.sorted(entries, List.of()), problems);
        String order = System.getProperty("postrider.providers", "");
        return order.isBlank() ? all : all.withOrder(order.strip().split("\\s*,\\s*"));
    }

    private static void addOnce(List<RankedProvider> entries, Provider provider, List<ProviderProblem> problems) {
        Optional<Provider> same = entries.stream()
                .map(RankedProvider::provider)
                .filter(other -> other.id().equals(provider.id()))
                .findFirst();
        if (same.isEmpty()) {
            entries.add(new RankedProvider(provider, RankedProvider.Rank.FOUND));
            return;
        }
        Class<?> kept = same.get().getClass();
        problems.add(new ProviderProblem(
                provider.getClass().getName(),
                ProviderSource.of(provider.getClass()),
                "its id " + provider.id() + " is taken by " + kept.getName() + " (" + ProviderSource.of(kept)
                        + "), which is kept; remove one of them",
                Optional.empty()));
    }

    private static Predicate<String> disabled() {
        List<String> patterns = Arrays.stream(
                        System.getProperty("postrider.providers.disabled", "").split(","))
                .map(String::strip)
                .filter(pattern -> !pattern.isEmpty())
                .toList();
        return name -> patterns.stream()
                .anyMatch(pattern -> pattern.endsWith("*")
                        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                        : name.equals(pattern));
    }

    /** Looks once, on first use. */
    private static final class Installed {
        static final Providers PROVIDERS =
                found(OwnLoader.of(Provider.class), Providers.class.getClassLoader(), layer());

        private static ModuleLayer layer() {
            ModuleLayer own = Providers.class.getModule().getLayer();
            return own == null ? ModuleLayer.boot() : own;
        }
    }
}
