// SPDX-License-Identifier: Apache-2.0
package org.postrider.probe;

import java.io.IOException;
import java.util.OptionalInt;
import org.postrider.Service;
import org.postrider.Transport;
import org.postrider.spi.AbstractProvider;
import org.postrider.spi.Dialect;
import org.postrider.spi.Extension;
import org.postrider.spi.TransportContext;
import org.postrider.spi.TransportFactory;

/** A provider that is declared nowhere and has names of its own and built-in ones. */
public final class UnregisteredProvider extends AbstractProvider {

    /** Registers the services. */
    public UnregisteredProvider() {
        super("unregistered", "1", "given in code");
        transport("smtp", OwnTransport::new);
        extension("SIZE", OwnExtension::new);
        service(Service.of(TransportFactory.class, "owl", OwnTransport::new).withAliases("night"));
    }

    /** Opens nothing. */
    public static final class OwnTransport implements TransportFactory {

        /** Needs nothing. */
        public OwnTransport() {}

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
            throw new IOException("this transport opens nothing");
        }
    }

    /** Does nothing. */
    public static final class OwnExtension implements Extension {

        /** Needs nothing. */
        public OwnExtension() {}
    }
}
