// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSession;
import org.postrider.Deadline;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.Transport;
import org.postrider.spi.AbstractProvider;
import org.postrider.spi.Dialect;
import org.postrider.spi.TransportContext;
import org.postrider.spi.TransportFactory;
import org.postrider.testkit.ScriptedServer;

/** A decorator as a third party writes one: it hands everything on, and a test overrides what is to go wrong. */
class ForwardingTransport implements Transport {

    static final String SCHEME = "acme+smtp";

    final Transport below;

    ForwardingTransport(Transport below) {
        this.below = below;
    }

    /** The provider {@code acme}, whose transport is made of the built-in TCP connection. */
    static final class Provider extends AbstractProvider {

        Provider(UnaryOperator<Transport> decorator) {
            super("acme", "1.4", "a decorated transport");
            transport(SCHEME, () -> new Factory(decorator));
        }
    }

    /** Decorates the built-in TCP connection. */
    static class Factory implements TransportFactory {

        private final UnaryOperator<Transport> decorator;

        Factory(UnaryOperator<Transport> decorator) {
            this.decorator = decorator;
        }

        @Override
        public Dialect dialect() {
            return Dialect.smtp();
        }

        @Override
        public OptionalInt defaultPort() {
            return OptionalInt.empty();
        }

        @Override
        public Transport open(TransportContext context) throws IOException {
            return decorator.apply(context.connectTcp());
        }
    }

    /** A session that reaches the server through a decorator. */
    static Session.Builder to(ScriptedServer server, UnaryOperator<Transport> decorator) {
        return Dialogues.to(server)
                .server(uri(server))
                .providers(Providers.builtIn().withLast(new Provider(decorator)));
    }

    static URI uri(ScriptedServer server) {
        return URI.create(SCHEME + "://" + server.uri().getAuthority());
    }

    @Override
    public int read(ByteBuffer target, Deadline deadline) throws IOException {
        return below.read(target, deadline);
    }

    @Override
    public void write(ByteBuffer source, Deadline deadline) throws IOException {
        below.write(source, deadline);
    }

    @Override
    public void write(ByteBuffer[] sources, Deadline deadline) throws IOException {
        below.write(sources, deadline);
    }

    @Override
    public long write(FileChannel file, long position, long count, Deadline deadline) throws IOException {
        return below.write(file, position, count, deadline);
    }

    @Override
    public Readiness poll() {
        return below.poll();
    }

    @Override
    public String peer() {
        return below.peer();
    }

    @Override
    public Optional<SocketAddress> localAddress() {
        return below.localAddress();
    }

    @Override
    public Protection protection() {
        return below.protection();
    }

    @Override
    public Optional<SSLSession> tlsSession() {
        return below.tlsSession();
    }

    @Override
    public void abort() {
        below.abort();
    }

    @Override
    public void close() {
        below.close();
    }
}
