// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transport;

import java.io.IOException;
import java.util.OptionalInt;
import org.postrider.Transport;
import org.postrider.spi.Dialect;
import org.postrider.spi.TransportContext;
import org.postrider.spi.TransportFactory;

/** {@code smtps://}: TCP on which TLS comes first (RFC 8314 section 3.3). */
public final class ImplicitTlsTransportFactory implements TransportFactory {

    private static final int SUBMISSIONS_PORT = 465;

    private final TcpTransportFactory tcp = new TcpTransportFactory();

    /** Needs nothing. */
    public ImplicitTlsTransportFactory() {}

    @Override
    public Dialect dialect() {
        return Dialect.smtp();
    }

    @Override
    public OptionalInt defaultPort() {
        return OptionalInt.of(SUBMISSIONS_PORT);
    }

    @Override
    public boolean implicitTls() {
        return true;
    }

    @Override
    public Transport open(TransportContext context) throws IOException {
        return tcp.open(context);
    }
}
