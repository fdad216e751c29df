// SPDX-License-Identifier: Apache-2.0
package org.postrider.lmtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.Transport;
import org.postrider.spi.TransportContext;

class RemotePeerTest {

    private final List<LogRecord> logged = new ArrayList<>();

    /** A transport that is nothing but where it leads to; the tests' traffic stays on this machine. */
    private static Object answer(String method, Transport.Protection protection) {
        Object transport = Proxy.newProxyInstance(
                RemotePeerTest.class.getClassLoader(),
                new Class<?>[] {Transport.class},
                (proxy, called, arguments) ->
                        called.getName().equals("protection") ? protection : "mx.example.org:2003");
        return switch (method) {
            case "host" -> "mx.example.org";
            case "port" -> 2003;
            case "server" -> URI.create("lmtp://mx.example.org");
            case "connectTcp" -> transport;
            default -> throw new UnsupportedOperationException(method);
        };
    }

    @ParameterizedTest
    @CsvSource({"NONE, 1", "LOCAL, 0"})
    @DisplayName("LMTP to another machine is warned of, in the log, once for each connection (R190)")
    void warns(Transport.Protection protection, int warnings) throws Exception {
        Logger logger = Logger.getLogger(LmtpTransportFactory.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            TransportContext context = (TransportContext) Proxy.newProxyInstance(
                    RemotePeerTest.class.getClassLoader(),
                    new Class<?>[] {TransportContext.class},
                    (proxy, called, arguments) -> answer(called.getName(), protection));
            assertThat(new LmtpTransportFactory().open(context).peer()).isEqualTo("mx.example.org:2003");
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        assertThat(logged)
                .hasSize(warnings)
                .allMatch(record -> record.getLevel().equals(Level.WARNING));
    }
}
