// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.postrider.Deadline;
import org.postrider.Timeouts;
import org.postrider.Transport;
import org.postrider.engine.transport.BoundedLookup;
import org.postrider.engine.transport.TcpConnector;
import org.postrider.engine.transport.UnixConnector;
import org.postrider.spi.TransportContext;

/** What a transport is told. */
record OpeningContext(SessionOptions options, ServerAddress address) implements TransportContext {

    @Override
    public URI server() {
        return options.server();
    }

    @Override
    public String host() {
        return address.host();
    }

    @Override
    public int port() {
        return address.port();
    }

    @Override
    public Optional<InetSocketAddress> localAddress() {
        return options.localAddress();
    }

    @Override
    public Timeouts timeouts() {
        return options.timeouts();
    }

    @Override
    public List<InetAddress> addresses() throws IOException {
        Optional<InetAddress> written = WrittenAddress.in(host());
        if (written.isPresent()) {
            return List.of(written.get());
        }
        List<InetAddress> found = BoundedLookup.run(
                host(),
                timeouts().of(Timeouts.Phase.RESOLVE),
                () -> new GuardedResolver(options.resolver()).addressesOf(host()));
        if (found.isEmpty()) {
            throw new UnknownHostException(host());
        }
        return found;
    }

    @Override
    public Transport connectTcp() throws IOException {
        return TcpConnector.connect(this);
    }

    @Override
    public Transport connectUnix(Path socket) throws IOException {
        return UnixConnector.connect(socket, Deadline.after(timeouts().of(Timeouts.Phase.CONNECT)));
    }
}
