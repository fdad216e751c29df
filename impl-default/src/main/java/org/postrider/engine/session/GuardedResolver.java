// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.postrider.HostResolver;
import org.postrider.ProviderException;
import org.postrider.Stage;
import org.postrider.engine.guard.Callee;

/** A resolver of the caller's, whose faults are {@link ProviderException}s. */
record GuardedResolver(HostResolver resolver) {

    /** As {@link HostResolver#addressesOf}; perhaps none, which is the resolver's veto. */
    List<InetAddress> addressesOf(String host) throws IOException {
        List<InetAddress> found = ask("addressesOf(..)", () -> resolver.addressesOf(host));
        for (InetAddress address : found) {
            callee().nonNull(address, "addressesOf(..) among the addresses", Stage.CONNECT);
        }
        return List.copyOf(found);
    }

    /** As {@link HostResolver#localName}. */
    Optional<String> localName() throws IOException {
        return ask("localName()", resolver::localName);
    }

    private <T> T ask(String method, Callable<@Nullable T> question) throws IOException {
        @Nullable T answer;
        try {
            answer = question.call();
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw callee().threw(method, e, Stage.CONNECT);
        }
        return callee().nonNull(answer, method, Stage.CONNECT);
    }

    private Callee callee() {
        return Callee.callback("the host resolver", resolver);
    }
}
