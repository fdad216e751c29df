// SPDX-License-Identifier: Apache-2.0
package org.postrider.internal;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The order in which the addresses of a host are tried. */
public final class AddressOrder {

    private AddressOrder() {}

    /**
     * Alternates between IPv6 and IPv4, so that a family without a working route delays a connection by one attempt and not by all of its addresses
     * (RFC 8305 section 4). The family of the first address stays first, and each family keeps its order.
     *
     * @param addresses in the order that the platform prefers
     * @return the same addresses
     */
    public static List<InetAddress> alternating(List<InetAddress> addresses) {
        Deque<InetAddress> preferred = new ArrayDeque<>();
        Deque<InetAddress> other = new ArrayDeque<>();
        for (InetAddress address : addresses) {
            boolean likeFirst = address instanceof Inet6Address == addresses.get(0) instanceof Inet6Address;
            (likeFirst ? preferred : other).add(address);
        }
        List<InetAddress> ordered = new ArrayList<>(addresses.size());
        while (!preferred.isEmpty() || !other.isEmpty()) {
            if (!preferred.isEmpty()) {
                ordered.add(preferred.remove());
            }
            if (!other.isEmpty()) {
                ordered.add(other.remove());
            }
        }
        return ordered;
    }
}
