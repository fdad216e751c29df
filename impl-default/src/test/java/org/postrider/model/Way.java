// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.util.OptionalInt;
import java.util.Random;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Transport;
import org.postrider.spi.AbstractProvider;
import org.postrider.spi.Dialect;
import org.postrider.spi.TransportContext;
import org.postrider.spi.TransportFactory;

/** How the client sends: the options of its session, and the calls that it makes. */
final class Way {

    private static final int[] WINDOWS = {0, 0, 1, 2, 3, 8};

    /** Whether mails are sent by {@code sendAll}, and not one by one. */
    final boolean all;

    final boolean partialAcceptance;
    private final int window;
    private final boolean eager;
    private final boolean data;

    Way(Random random) {
        all = random.nextBoolean();
        window = WINDOWS[random.nextInt(WINDOWS.length)];
        eager = random.nextInt(3) == 0;
        data = random.nextInt(3) == 0;
        partialAcceptance = random.nextInt(5) > 0;
    }

    Session open(boolean lmtp, Transport transport) throws SmtpException {
        Session.Builder builder = Session.builder("model://server")
                .providers(Providers.builtIn().withFirst(new ModelProvider(lmtp, transport)))
                .localName("client.example")
                .window(window)
                .eager(eager)
                .partialAcceptance(partialAcceptance);
        return builder.chunking(!data).open();
    }

    @Override
    public String toString() {
        return (all ? "sendAll, window(" + window + ")" : "send, eager(" + eager + ")")
                + (data ? "" : ", chunking")
                + (partialAcceptance ? "" : ", all recipients or none");
    }

    private static final class ModelProvider extends AbstractProvider {

        ModelProvider(boolean lmtp, Transport transport) {
            super("model", "1", "a server in memory");
            transport("model", () -> new Factory(lmtp, transport));
        }
    }

    private record Factory(boolean lmtp, Transport transport) implements TransportFactory {

        @Override
        public Dialect dialect() {
            return lmtp ? Dialect.lmtp() : Dialect.smtp();
        }

        @Override
        public OptionalInt defaultPort() {
            return OptionalInt.of(25);
        }

        @Override
        public Transport open(TransportContext context) {
            return transport;
        }
    }
}
