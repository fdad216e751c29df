// SPDX-License-Identifier: Apache-2.0
package org.postrider.lmtp;

import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.postrider.Transport;
import org.postrider.spi.Dialect;
import org.postrider.spi.TransportContext;
import org.postrider.spi.TransportFactory;

/** {@code lmtp://host:port} by TCP, {@code lmtp:///path} by a Unix socket. */
final class LmtpTransportFactory implements TransportFactory {

    /** LMTP has no port of its own; this is what Python's smtplib takes. */
    private static final int DEFAULT_PORT = 2003;

    private static final int SMTP_PORT = 25;

    LmtpTransportFactory() {}

    @Override
    public Dialect dialect() {
        return Dialect.lmtp();
    }

    @Override
    public OptionalInt defaultPort() {
        return OptionalInt.of(DEFAULT_PORT);
    }

    @Override
    public boolean hasHost(URI server) {
        return server.getRawAuthority() != null;
    }

    @Override
    public Transport open(TransportContext context) throws IOException {
        if (context.host().isEmpty()) {
            return context.connectUnix(socket(context.server()));
        }
        if (context.port() == SMTP_PORT) {
            throw new IllegalArgumentException(
                    "LMTP must not be spoken on port 25 (RFC 2033 section 5), where SMTP servers listen; name another port");
        }
        Transport transport = context.connectTcp();
        if (transport.protection() != Transport.Protection.LOCAL) {
            System.getLogger(LmtpTransportFactory.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "LMTP is made for the local machine or network (RFC 2033 section 5), and {0} is somewhere else",
                            transport.peer());
        }
        return transport;
    }

    private static Path socket(URI server) {
        try {
            return Path.of(server.getPath());
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "the path " + server.getRawPath() + " cannot be that of a socket: " + e.getReason(), e);
        }
    }
}
