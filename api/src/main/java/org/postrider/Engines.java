// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.ArrayList;
import java.util.List;
import org.postrider.internal.Engine;

/** Finds the engine: exactly one, looked for once, through the loader of the API. */
final class Engines {

    private Engines() {}

    static Engine installed() {
        List<Engine> engines = Holder.ENGINES;
        if (engines.isEmpty()) {
            throw new IllegalStateException(
                    "no engine is installed: add org.postrider:postrider-impl-default to the class path or module path"
                            + " (where jars are merged into one, META-INF/services must be merged too)");
        }
        if (engines.size() > 1) {
            throw new IllegalStateException("more than one engine is installed, keep one of "
                    + engines.stream()
                            .map(e -> e.getClass().getName() + " in " + ProviderSource.of(e.getClass()))
                            .toList());
        }
        return engines.get(0);
    }

    /** Loads on first use; a wrong number is reported at each call, not only at the first. */
    private static final class Holder {
        static final List<Engine> ENGINES = find();

        private static List<Engine> find() {
            List<Engine> engines = new ArrayList<>();
            for (Engine engine : OwnLoader.of(Engine.class)) {
                engines.add(engine);
            }
            return List.copyOf(engines);
        }
    }
}
