// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.postrider.internal.Engine;

/** Turns what was loaded into a registry: unique ids, the order of precedence, problems logged once. */
final class ProviderDiscovery {

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
        List<RankedProvider> entries = new ArrayList<>();
        entries.add(builtIn());
        for (Provider provider : found.providers()) {
            entries.add(new RankedProvider(provider, RankedProvider.Rank.FOUND));
        }
        Collections.sort(entries);
        List<RankedProvider> unique = new ArrayList<>();
        for (RankedProvider entry : entries) {
            addOnce(unique, entry, problems);
        }
        for (ProviderProblem problem : problems) {
            System.getLogger(Providers.class.getName()).log(System.Logger.Level.WARNING, problem.toString());
        }
        Providers all = new Providers(unique, problems);
        String order = System.getProperty("postrider.providers", "");
        return order.isBlank() ? all : all.withOrder(order.strip().split("\\s*,\\s*"));
    }

    private static void addOnce(List<RankedProvider> entries, RankedProvider added, List<ProviderProblem> problems) {
        Provider provider = added.provider();
        for (RankedProvider entry : entries) {
            if (entry.provider().id().equals(provider.id())) {
                problems.add(taken(provider, entry.provider().getClass()));
                return;
            }
        }
        entries.add(added);
    }

    private static ProviderProblem taken(Provider provider, Class<?> kept) {
        return new ProviderProblem(
                provider.getClass().getName(),
                ProviderSource.of(provider.getClass()),
                "its id " + provider.id() + " is taken by " + kept.getName() + " (" + ProviderSource.of(kept)
                        + "), which is kept; remove one of them",
                Optional.empty());
    }

    private static List<String> disabled() {
        List<String> patterns = new ArrayList<>();
        for (String pattern :
                System.getProperty("postrider.providers.disabled", "").split(",")) {
            if (!pattern.isBlank()) {
                patterns.add(pattern.strip());
            }
        }
        return patterns;
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
