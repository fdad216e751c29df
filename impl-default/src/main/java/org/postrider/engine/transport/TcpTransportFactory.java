// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transport;

import java.io.IOException;
import org.postrider.Transport;
import org.postrider.spi.Dialect;
import org.postrider.spi.TransportContext;
import org.postrider.spi.TransportFactory;

/** {@code smtp://}: plain TCP. */
public final class TcpTransportFactory implements TransportFactory {

    private static final int SMTP_PORT = 25;

    /** Needs nothing. */
    public TcpTransportFactory() {}

    @Override
    public Dialect dialect() {
        return Dialect.smtp();
    }

    @Override
    public java.util.OptionalInt defaultPort() {
        return java.util.OptionalInt.of(SMTP_PORT);
    }

    @Override
    public Transport open(TransportContext context) throws IOException {
        return context.connectTcp();
    }
}
