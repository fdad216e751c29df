// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A provider and who put it where it stands. */
record RankedProvider(Provider provider, Rank rank) {

    /** The order of the constants is the order of precedence. */
    enum Rank {
        FIRST,
        LISTED,
        FOUND,
        BUILT_IN,
        LAST
    }

    static List<RankedProvider> sorted(List<RankedProvider> entries, List<String> order) {
        List<RankedProvider> sorted = new ArrayList<>(entries);
        // The sort is stable: providers given in code stay as they were given.
        sorted.sort(Comparator.comparing(RankedProvider::rank).thenComparing((a, b) -> switch (a.rank()) {
            case LISTED ->
                Integer.compare(
                        order.indexOf(a.provider().id()),
                        order.indexOf(b.provider().id()));
            case FOUND ->
                Comparator.comparingInt(Provider::priority)
                        .reversed()
                        .thenComparing(Provider::id)
                        .compare(a.provider(), b.provider());
            default -> 0;
        }));
        return sorted;
    }
}
