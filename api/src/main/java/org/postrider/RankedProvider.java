// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.List;

/**
 * A provider and who put it where it stands. Its order is that of precedence: it says nothing of providers given in code, which stay as they
 * were given.
 *
 * @param provider the provider
 * @param rank who put it there
 * @param place in the list of {@code LISTED} ones; 0 for others
 */
record RankedProvider(Provider provider, Rank rank, int place) implements Comparable<RankedProvider> {

    /** The order of the constants is the order of precedence. */
    enum Rank {
        FIRST,
        LISTED,
        FOUND,
        BUILT_IN,
        LAST
    }

    RankedProvider(Provider provider, Rank rank) {
        this(provider, rank, 0);
    }

    /** The same by an order of ids; what was given in code stays as it is. */
    RankedProvider in(List<String> order) {
        if (rank == Rank.FIRST || rank == Rank.LAST) {
            return this;
        }
        int at = order.indexOf(provider.id());
        if (at >= 0) {
            return new RankedProvider(provider, Rank.LISTED, at);
        }
        return new RankedProvider(provider, ProviderId.isReserved(provider.id()) ? Rank.BUILT_IN : Rank.FOUND);
    }

    @Override
    public int compareTo(RankedProvider other) {
        if (rank != other.rank) {
            return rank.compareTo(other.rank);
        }
        return rank == Rank.FOUND ? compareFound(provider, other.provider) : Integer.compare(place, other.place);
    }

    /** Of two with one id, the first in this order is kept. */
    private static int compareFound(Provider a, Provider b) {
        int order = Integer.compare(b.priority(), a.priority());
        if (order == 0) {
            order = a.id().compareTo(b.id());
        }
        return order == 0 ? a.getClass().getName().compareTo(b.getClass().getName()) : order;
    }
}
