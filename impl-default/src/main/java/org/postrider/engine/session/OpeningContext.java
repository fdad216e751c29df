// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.Deadline;
import org.postrider.Timeouts;
import org.postrider.Transport;
import org.postrider.engine.transport.BoundedLookup;
import org.postrider.engine.transport.TcpConnector;
import org.postrider.engine.transport.UnixConnector;
import org.postrider.spi.TransportContext;

/**
 * What a transport factory can ask, for one call of {@code open()}. It hands out the addresses of the host that have not failed yet, so that a factory that is
 * asked again goes on with the next.
 */
final class OpeningContext implements TransportContext {

    private final SessionOptions options;
    private final ServerAddress address;
    /** Null before the look-up. */
    private @Nullable List<InetAddress> left;
    /** What {@link #connectTcp} reached last. */
    private @Nullable InetAddress connected;

    OpeningContext(SessionOptions options, ServerAddress address) {
        this.options = options;
        this.address = address;
    }

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
        List<InetAddress> known = left;
        if (known == null) {
            known = new ArrayList<>(new LinkedHashSet<>(lookUp()));
            left = known;
        }
        return List.copyOf(known);
    }

    private List<InetAddress> lookUp() throws IOException {
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
        Map<InetAddress, IOException> failures = new LinkedHashMap<>();
        try {
            Transport transport = TcpConnector.connect(this, addresses(), failures);
            connected =
                    transport.remoteAddress().map(OpeningContext::inetAddress).orElse(null);
            return transport;
        } finally {
            if (left != null) {
                left.removeAll(failures.keySet());
            }
        }
    }

    @Override
    public Transport connectUnix(Path socket) throws IOException {
        return UnixConnector.connect(socket, Deadline.after(timeouts().of(Timeouts.Phase.CONNECT)));
    }

    /**
     * Takes the address of an open transport out of those to hand out, and those that it must have tried before.
     *
     * @param transport what the factory opened by this context
     */
    void opened(Transport transport) {
        List<InetAddress> known = left;
        if (known == null) {
            return;
        }
        if (connected != null) {
            known.remove(connected);
            connected = null;
            return;
        }
        InetAddress used =
                transport.remoteAddress().map(OpeningContext::inetAddress).orElse(null);
        int at = used == null ? -1 : known.indexOf(used);
        // A transport that connects by itself tries them in order. If it does not say which one it reached, all count
        // as tried.
        known.subList(0, at < 0 ? known.size() : at + 1).clear();
    }

    /** Whether addresses are left to try. */
    boolean hasNext() {
        List<InetAddress> known = left;
        return known != null && !known.isEmpty();
    }

    private static @Nullable InetAddress inetAddress(SocketAddress end) {
        return end instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }
}
