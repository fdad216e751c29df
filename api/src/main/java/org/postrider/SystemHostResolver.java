// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.postrider.internal.AddressOrder;

/** Asks the platform. */
enum SystemHostResolver implements HostResolver {
    INSTANCE;

    @Override
    public List<InetAddress> addressesOf(String host) throws UnknownHostException {
        return AddressOrder.alternating(List.of(InetAddress.getAllByName(host)));
    }

    @Override
    public Optional<String> localName() {
        return Own.NAME;
    }

    /** Asked once: where the name service is slow, a reverse look-up takes seconds. */
    private static final class Own {
        static final Optional<String> NAME = find();

        private static Optional<String> find() {
            try {
                return Optional.of(InetAddress.getLocalHost().getCanonicalHostName());
            } catch (UnknownHostException e) {
                return Optional.empty();
            }
        }
    }
}
