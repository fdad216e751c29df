// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.OptionalInt;
import org.postrider.Transport;
import org.postrider.spi.AbstractProvider;
import org.postrider.spi.Dialect;
import org.postrider.spi.TransportContext;
import org.postrider.spi.TransportFactory;

/** A scheme that connects to another port than that of the URI, for tests of what depends on a fixed one. */
final class Redirection extends AbstractProvider {

    Redirection(String scheme, int port) {
        super("redirection", "1", "connects to another port");
        transport(scheme, () -> new Factory(port));
    }

    private record Factory(int port) implements TransportFactory {

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
            return new SocketTransport(port, new InetSocketAddress("127.0.0.1", context.port()));
        }
    }
}
