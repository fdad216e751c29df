// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.ConnectionFailedException;
import org.postrider.GreetingRefusedException;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.SmtpException;
import org.postrider.Timeouts;
import org.postrider.Transport;
import org.postrider.spi.AbstractProvider;
import org.postrider.spi.Dialect;
import org.postrider.spi.TransportContext;
import org.postrider.spi.TransportFactory;
import org.postrider.testkit.ScriptedServer;

/** Hosts with several addresses. A server on the unspecified address is reached by each of the loopback's. */
@Timeout(60)
class HostAddressesTest {

    private static final String MAIL =
            "C~ MAIL .*\nS: 250 ok\nC~ RCPT .*\nS: 250 ok\nC: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 kept\n";

    private final List<String> reached = new ArrayList<>();

    private static ScriptedServer everywhere(String script) {
        return ScriptedServer.play(script, InetAddresses.forString("0.0.0.0"));
    }

    private Session.Builder to(String scheme, int port, String... addresses) {
        return Session.builder(scheme + "://some.example:" + port)
                .localName("me.test")
                .providers(Providers.builtIn())
                .timeouts(Timeouts.ofAll(Duration.ofSeconds(20)))
                .resolver(OpeningTest.resolver(
                        Stream.of(addresses).map(InetAddresses::forString).toList()))
                .listener(new SessionListener() {
                    @Override
                    public void connected(String peer) {
                        reached.add(peer.replaceAll(".*\\(|\\)", ""));
                    }
                });
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "S: 421 busy\n",
                "S: 554 no\n" + "C: QUIT\nS: 221 bye\n",
                "S: 450 later\n" + "C: QUIT\nS: 221 bye\n",
                "S: 220-banner\nS: 521 blocked\n" + "C: QUIT\nS: 221 bye\n",
                "S: 250 odd\n",
                "S! HTTP/1.1 400 Bad Request\\r\\n\n",
                "@close\n",
                "@reset\n",
                "S! 220-half\\r\\n\n@close\n"
            })
    @DisplayName(
            "a server that refuses the session in its greeting, or closes before it, is left for the next address (C1)")
    void nextAfterGreeting(String first) throws SmtpException {
        try (ScriptedServer server = everywhere(first + "@next\n" + ehlo() + MAIL + QUIT)) {
            try (Session session =
                    to("smtp", server.port(), "127.0.0.2", "127.0.0.3").open()) {
                assertThat(session.send(A_TO_X, HI).reply().text()).isEqualTo("kept");
            }
            server.verify();
            // A reset may come so early that it is a failure to connect.
            assertThat(reached).containsSubsequence("127.0.0.3").isSubsetOf("127.0.0.2", "127.0.0.3");
        }
    }

    @Test
    @DisplayName("a server that does not greet in time is left for the next address (C1)")
    void nextAfterSilence() throws SmtpException {
        try (ScriptedServer server = everywhere("@silence\n@next\n" + ehlo() + QUIT)) {
            to("smtp", server.port(), "127.0.0.2", "127.0.0.3")
                    .timeouts(Timeouts.ofAll(Duration.ofSeconds(20))
                            .with(Timeouts.Phase.GREETING, Duration.ofMillis(500)))
                    .open()
                    .close();
            server.verify();
            assertThat(reached).containsExactly("127.0.0.2", "127.0.0.3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"@close\n", "@reset\n", "C* 5\n@close\n", "C* 5\n@reset\n", "@tls\n@close\n"})
    @DisplayName(
            "with implicit TLS, a handshake that is cut or a greeting that does not come leads to the next address (C1)")
    void nextAfterHandshake(String first) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                first + "@next\n@tls\n" + ehlo() + QUIT, Certificates.server(Certificates.local()))) {
            to("own", server.port(), "192.0.2.1", "192.0.2.2")
                    .tlsSettings(Certificates.TRUSTING.withServerName("localhost"))
                    .providers(Providers.builtIn().withLast(new OwnSockets("own", true)))
                    .open()
                    .close();
            server.verify();
        }
    }

    @Test
    @DisplayName("after the greeting another address is not tried: the server has taken the session (C1)")
    void notAfterEhlo() {
        try (ScriptedServer server = everywhere("S: 220 hi\nC: EHLO me.test\nS: 421 busy\n")) {
            assertThatThrownBy(() ->
                            to("smtp", server.port(), "127.0.0.2", "127.0.0.3").open())
                    .isInstanceOf(SmtpException.class);
            server.verify();
            assertThat(reached).containsExactly("127.0.0.2");
        }
    }

    @Test
    @DisplayName("an interrupt while the greeting is awaited is not answered by another address (C1)")
    void interrupted() {
        try (ScriptedServer server = everywhere("@silence\n")) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() ->
                            to("smtp", server.port(), "127.0.0.2", "127.0.0.3").open())
                    .isInstanceOf(SmtpException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(reached).hasSizeLessThan(2);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("an address that drops connection attempts does not hold up the next one (C2)")
    void droppedAttempts() throws Exception {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + QUIT);
                ServerSocket full = new ServerSocket(server.port(), 1, InetAddress.getByName("127.0.0.9"));
                Crowd crowd = new Crowd(full.getLocalSocketAddress())) {
            assertThat(crowd.size()).isPositive();
            to("smtp", server.port(), "127.0.0.9", "127.0.0.1")
                    .timeouts(Timeouts.ofAll(Duration.ofMinutes(10)))
                    .open()
                    .close();
            server.verify();
            assertThat(reached).containsExactly("127.0.0.1");
        }
    }

    /** Connections that fill a listener's queue, so that the system drops further attempts. */
    private static final class Crowd implements AutoCloseable {

        private final List<Socket> sockets = new ArrayList<>();

        Crowd(SocketAddress address) throws IOException {
            while (sockets.size() < 20) {
                Socket socket = new Socket();
                try {
                    socket.connect(address, 300);
                    sockets.add(socket);
                } catch (SocketTimeoutException e) {
                    socket.close();
                    return;
                }
            }
            throw new IllegalStateException("the queue takes them all");
        }

        int size() {
            return sockets.size();
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName(
            "addresses that drop attempts or refuse them are each told with their reason, within the limit of one (C2, C3)")
    void allDropOrRefuse() throws Exception {
        int port = unusedPort();
        try (ServerSocket full = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.9"));
                Crowd crowd = new Crowd(full.getLocalSocketAddress())) {
            assertThat(crowd.size()).isPositive();
            ConnectionFailedException e = catchThrowableOfType(
                    ConnectionFailedException.class,
                    () -> to("smtp", port, "127.0.0.9", "127.0.0.10", "127.0.0.11")
                            .timeouts(Timeouts.ofAll(Duration.ofSeconds(1)))
                            .open());
            assertThat(e)
                    .hasMessageContaining("127.0.0.9: no answer within 1000 ms")
                    .hasMessageContaining("127.0.0.10: Connection refused")
                    .hasMessageContaining("127.0.0.11: Connection refused");
            assertThat(e.getCause().getSuppressed()).hasSize(3);
            assertThat(e.isRetryable()).isTrue();
        }
    }

    @Test
    @DisplayName(
            "if all addresses fail, one exception names each with its reason: greetings, lost connections, refused ports (C3)")
    void allReasons() {
        try (ScriptedServer server = everywhere("S: 554 go away\n" + QUIT + "@next\nS: 421 busy\n@next\n@close\n")) {
            GreetingRefusedException e = catchThrowableOfType(
                    GreetingRefusedException.class,
                    () -> to("smtp", server.port(), "127.0.0.2", "127.0.0.3", "127.0.0.4")
                            .open());
            server.verify();
            assertThat(e)
                    .hasMessageContaining("(127.0.0.2) greeted with 554 go away")
                    .hasMessageContaining("(127.0.0.3) greeted with 421 busy")
                    .hasMessageContaining("(127.0.0.4) closed the connection");
            assertThat(e.refusal().code()).as("that which leaves hope").isEqualTo(421);
            assertThat(e.isRetryable()).isTrue();
            assertThat(e.getSuppressed()).hasSize(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"554, 550, false", "554, 421, true", "421, 554, true"})
    @DisplayName("a retry may help if it may help with one of the addresses (C3)")
    void retryable(int first, int second, boolean retryable) {
        try (ScriptedServer server = everywhere("S: " + first + " one\n" + (first == 421 ? "" : QUIT) + "@next\nS: "
                + second + " two\n" + (second == 421 ? "" : QUIT))) {
            GreetingRefusedException e = catchThrowableOfType(
                    GreetingRefusedException.class,
                    () -> to("smtp", server.port(), "127.0.0.2", "127.0.0.3").open());
            assertThat(e.isRetryable()).isEqualTo(retryable);
            assertThat(e).hasMessageContaining(first + " one").hasMessageContaining(second + " two");
            server.verify();
        }
    }

    @Test
    @DisplayName("a refused port and a refusing greeting leave hope, and so does the whole (C3)")
    void refusedPortAndGreeting() {
        try (ScriptedServer server = ScriptedServer.play("S: 554 no\n" + QUIT)) {
            ConnectionFailedException e = catchThrowableOfType(
                    ConnectionFailedException.class,
                    () -> to("smtp", server.port(), "127.0.0.1", "127.0.0.9").open());
            assertThat(e)
                    .hasMessageContaining("(127.0.0.1) greeted with 554 no")
                    .hasMessageContaining("127.0.0.9: Connection refused");
            server.verify();
        }
    }

    @Test
    @DisplayName("an own address that is not resolved is a failure to connect, and not unchecked (C4)")
    void unresolvedOwnAddress() throws IOException {
        int port = unusedPort();
        for (String[] addresses : new String[][] {{"127.0.0.1"}, {"127.0.0.1", "127.0.0.2"}}) {
            assertThatThrownBy(() -> to("smtp", port, addresses)
                            .localAddress(InetSocketAddress.createUnresolved("nowhere.example", 0))
                            .open())
                    .isInstanceOf(ConnectionFailedException.class)
                    .hasMessageContaining("not resolved");
        }
    }

    /** Connects to the loopback by itself, whatever address it should use, and says that it is where it should be. */
    private static final class OwnSockets extends AbstractProvider {
        OwnSockets(String scheme, boolean implicitTls) {
            super("own", "1", "connects by itself");
            transport(scheme, () -> new TransportFactory() {
                @Override
                public Dialect dialect() {
                    return Dialect.smtp();
                }

                @Override
                public OptionalInt defaultPort() {
                    return OptionalInt.empty();
                }

                @Override
                public boolean implicitTls() {
                    return implicitTls;
                }

                @Override
                public Transport open(TransportContext context) throws IOException {
                    InetAddress first = context.addresses().get(0);
                    return new SocketTransport(context.port(), new InetSocketAddress(first, context.port()));
                }
            });
        }
    }

    @Test
    @DisplayName(
            "a transport of a third party that connects by itself is asked again for the addresses that are left (C1)")
    void thirdParty() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play("S: 421 busy\n@next\n@close\n@next\n" + ehlo() + QUIT)) {
            to("own", server.port(), "192.0.2.1", "192.0.2.2", "192.0.2.3")
                    .providers(Providers.builtIn().withLast(new OwnSockets("own", false)))
                    .open()
                    .close();
            server.verify();
            assertThat(reached).containsExactly("192.0.2.1", "192.0.2.2", "192.0.2.3");
        }
        try (ScriptedServer server = ScriptedServer.play("@close\n@next\nS: 599 no\n" + QUIT)) {
            assertThatThrownBy(() -> to("own", server.port(), "192.0.2.1", "192.0.2.2")
                            .providers(Providers.builtIn().withLast(new OwnSockets("own", false)))
                            .open())
                    .hasMessageContaining("192.0.2.1")
                    .hasMessageContaining("192.0.2.2")
                    .hasMessageContaining("599 no");
            server.verify();
        }
    }
}
