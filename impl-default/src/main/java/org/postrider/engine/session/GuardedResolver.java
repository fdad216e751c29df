// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postrider.HostResolver;
import org.postrider.ProviderException;
import org.postrider.Stage;
import org.postrider.engine.guard.Guard;

/** A resolver of the caller's, whose faults are {@link ProviderException}s. */
record GuardedResolver(HostResolver resolver) {

    /** As {@link HostResolver#addressesOf}; perhaps none, which is the resolver's veto. */
    List<InetAddress> addressesOf(String host) throws IOException {
        List<InetAddress> found = guard().call("addressesOf(..)", IOException.class, () -> resolver.addressesOf(host));
        for (Object address : found) {
            if (address == null) {
                throw guard().breach("addressesOf(..)", "returned an address that is null", null);
            }
        }
        return List.copyOf(found);
    }

    /** As {@link HostResolver#localName}. */
    Optional<String> localName() throws ProviderException {
        return guard().call("localName()", resolver::localName);
    }

    private Guard guard() {
        return Guard.ofCallback(resolver, HostResolver.class, Stage.CONNECT);
    }
}
