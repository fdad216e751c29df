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

    private static final String ORDER = "postrider.providers";

    private ProviderDiscovery() {}

    static Providers installed() {
        ProviderLoader.checkNotInConstructor();
        // A missing engine is reported as itself, not as a class that cannot be initialised.
        Engines.installed();
        return Installed.PROVIDERS;
    }

    static RankedProvider builtIn() {
        Engine engine = Engines.installed();
        return new RankedProvider(engine.create(Provider.class, ProviderId.BUILT_IN), RankedProvider.Rank.BUILT_IN);
    }

    static Providers found(
            ServiceLoader<Provider> services, @Nullable ClassLoader loader, @Nullable ModuleLayer layer) {
        ProviderLoader.checkNotInConstructor();
        RankedProvider builtIn = builtIn();
        Disabled disabled = Disabled.byProperty();
        ProviderLoader.Found found = ProviderLoader.load(services, loader, layer, disabled, builtIn.provider());
        List<ProviderProblem> problems = new ArrayList<>(found.problems());
        problems.addAll(disabled.problems());
        List<RankedProvider> entries = new ArrayList<>();
        entries.add(builtIn);
        for (Provider provider : found.providers()) {
            entries.add(new RankedProvider(provider, RankedProvider.Rank.FOUND));
        }
        Collections.sort(entries);
        List<RankedProvider> unique = new ArrayList<>();
        for (RankedProvider entry : entries) {
            addOnce(unique, entry, problems);
        }
        List<String> order = listed(unique, problems);
        Providers all = new Providers(unique, problems);
        Providers ordered = order.isEmpty() ? all : all.withOrder(order.toArray(String[]::new));
        for (ProviderProblem problem : ordered.problems()) {
            System.getLogger(Providers.class.getName()).log(System.Logger.Level.WARNING, problem.toString());
        }
        return ordered;
    }

    /** The ids that the property lists. One that is not there has no effect, which is reported. */
    private static List<String> listed(List<RankedProvider> entries, List<ProviderProblem> problems) {
        List<String> ids = Disabled.listed(ORDER);
        for (String id : ids) {
            if (entries.stream().noneMatch(entry -> entry.provider().id().equals(id))) {
                problems.add(new ProviderProblem(
                        id,
                        "system property " + ORDER,
                        "there is no provider of that id; there are "
                                + entries.stream()
                                        .map(entry -> entry.provider().id())
                                        .toList()
                                + "; check the spelling",
                        Optional.empty()));
            }
        }
        return ids;
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
