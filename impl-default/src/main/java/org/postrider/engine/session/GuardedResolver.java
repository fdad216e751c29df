// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.HostResolver;
import org.postrider.ProviderException;
import org.postrider.Stage;
import org.postrider.engine.guard.Callee;

/** A resolver of the caller's, whose faults are {@link ProviderException}s. */
record GuardedResolver(HostResolver resolver) {

    /** As {@link HostResolver#addressesOf}; perhaps none, which is the resolver's veto. */
    List<InetAddress> addressesOf(String host) throws IOException {
        @Nullable List<InetAddress> found;
        try {
            found = resolver.addressesOf(host);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw callee().threw("addressesOf(..)", e, Stage.CONNECT);
        }
        for (@Nullable InetAddress address : callee().nonNull(found, "addressesOf(..)", Stage.CONNECT)) {
            callee().nonNull(address, "addressesOf(..) among the addresses", Stage.CONNECT);
        }
        return List.copyOf(found);
    }

    /** As {@link HostResolver#localName}. */
    Optional<String> localName() throws ProviderException {
        @Nullable Optional<String> name;
        try {
            name = resolver.localName();
        } catch (Throwable e) {
            throw callee().threw("localName()", e, Stage.CONNECT);
        }
        return callee().nonNull(name, "localName()", Stage.CONNECT);
    }

    private Callee callee() {
        return Callee.callback("the host resolver", resolver);
    }
}
