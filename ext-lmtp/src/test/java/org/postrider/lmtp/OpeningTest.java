// SPDX-License-Identifier: Apache-2.0
package org.postrider.lmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.lmtp.Lmtp.QUIT;
import static org.postrider.lmtp.Lmtp.THREE;
import static org.postrider.lmtp.Lmtp.lhlo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.AuthPolicy;
import org.postrider.ConnectionFailedException;
import org.postrider.Credentials;
import org.postrider.Delivery;
import org.postrider.Greeting;
import org.postrider.GreetingRefusedException;
import org.postrider.HeloRefusedException;
import org.postrider.HostResolver;
import org.postrider.Message;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.SmtpTimeoutException;
import org.postrider.StartTlsRefusedException;
import org.postrider.Timeouts;
import org.postrider.TlsPolicy;
import org.postrider.spi.TransportFactory;
import org.postrider.testkit.ScriptedServer;

/** From the URI to LHLO, and deadlines on both kinds of sockets. */
class OpeningTest {

    @TempDir
    Path folder;

    @Test
    @DisplayName("the scheme is found on the class path, without a word of the caller (P1, P10)")
    void found() throws Exception {
        assertThat(Providers.installed().get(TransportFactory.class, "lmtp")).isPresent();
        try (ScriptedServer server = ScriptedServer.play(lhlo() + QUIT)) {
            Session.builder(server.uri("lmtp"))
                    .localName("me.test")
                    .providers(Providers.installed())
                    .open()
                    .close();
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("the greeting is LHLO, and what it offers counts (P199, P200, R183)")
    void lhloGreets(boolean unix) throws Exception {
        try (ScriptedServer server = Lmtp.play(lhlo("PIPELINING") + QUIT, unix, folder)) {
            try (Session session = Lmtp.to(server).open()) {
                assertThat(session.capabilities().has("PIPELINING")).isTrue();
                assertThat(session.localAddress().isPresent()).isTrue();
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 550, 421})
    @DisplayName(
            "a refused LHLO is an error that says so; neither EHLO nor HELO is tried, even if asked for (P202, R183, A73, G3)")
    void noFallback(int code) throws Exception {
        String end = code == 421 ? "" : QUIT;
        try (ScriptedServer server = ScriptedServer.play("S: 220 hi\nC: LHLO me.test\nS: " + code + " what\n" + end)) {
            assertThatThrownBy(() -> Lmtp.to(server).open())
                    .isInstanceOf(HeloRefusedException.class)
                    .hasMessageContaining("LHLO");
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play("S: 220 hi\n" + QUIT)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Lmtp.to(server).greeting(Greeting.HELO).open())
                    .withMessageContaining("LMTP has no HELO");
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("a greeting that is no 220 is refused (P201)")
    void greetingRefused(boolean unix) throws Exception {
        try (ScriptedServer server = Lmtp.play("S: 554 no\n" + QUIT, unix, folder)) {
            assertThatThrownBy(() -> Lmtp.to(server).open()).isInstanceOf(GreetingRefusedException.class);
            server.verify();
        }
    }

    @ParameterizedTest
    @CsvSource({"lmtp://nowhere.example, 2003", "lmtp://nowhere.example:26, 26", "lmtp://nowhere.example:2525, 2525"})
    @DisplayName("the port is the URI's, or else 2003 (P1, P31, P206, G3)")
    void ports(String uri, int port) {
        assertThatThrownBy(() -> Lmtp.to(URI.create(uri)).resolver(toNobody()).open())
                .isInstanceOf(ConnectionFailedException.class)
                .hasMessageContaining(":" + port);
    }

    @Test
    @DisplayName("port 25 is refused before anything is connected (P207, R186, A73)")
    void port25() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Lmtp.to(URI.create("lmtp://127.0.0.1:25")).open())
                .withMessageContaining("RFC 2033");
    }

    /** Nobody listens there, and nothing leaves the machine. */
    private static HostResolver toNobody() {
        return new HostResolver() {
            @Override
            public List<InetAddress> addressesOf(String host) throws UnknownHostException {
                return List.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 97}));
            }

            @Override
            public Optional<String> localName() {
                return Optional.empty();
            }
        };
    }

    private ConnectionFailedException fails(Path socket) {
        return catchThrowableOfType(
                ConnectionFailedException.class,
                () -> Lmtp.to(URI.create("lmtp://" + socket.toUri().getRawPath()))
                        .timeouts(Timeouts.ofAll(Duration.ofMillis(300)))
                        .open());
    }

    @Test
    @DisplayName(
            "what is wrong with a path is told apart: nothing there, no socket, nobody listens, too long (P201, F01)")
    void paths() throws Exception {
        assertThat(fails(folder.resolve("none"))).hasMessageContaining("there is no such file");
        assertThat(fails(folder.resolve("none/socket"))).hasMessageContaining("there is no such file");
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThat(fails(file)).hasMessageContaining("it is no socket");
        assertThat(fails(folder)).hasMessageContaining("it is no socket");
        Path left = folder.resolve("left");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(left));
        }
        assertThat(fails(left)).hasMessageContaining("nobody listens");
        assertThat(fails(folder.resolve("x".repeat(108)))).hasMessageContaining("107 at most");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Lmtp.to(URI.create("lmtp://")).open());
    }

    @Test
    @DisplayName("a socket that may not be used is told apart as well (F01)")
    void permission() throws Exception {
        Assumptions.assumeFalse("root".equals(System.getProperty("user.name")), "root may use any socket");
        Path closed = folder.resolve("closed");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(closed));
            assertThat(closed.toFile().setWritable(false)).isTrue();
            assertThat(fails(closed)).hasMessageContaining("may not be written to");
        }
    }

    /** A listener whose queue is full. */
    private static final class FullQueue implements AutoCloseable {

        private final ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        private final List<SocketChannel> queued = new ArrayList<>();

        FullQueue(Path socket) throws IOException {
            listener.bind(UnixDomainSocketAddress.of(socket), 1);
            while (connects(socket)) {
                // Until there is no room.
            }
        }

        private boolean connects(Path socket) throws IOException {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            queued.add(channel);
            channel.configureBlocking(false);
            try {
                return channel.connect(UnixDomainSocketAddress.of(socket));
            } catch (SocketException e) {
                return false;
            }
        }

        /** Takes those that wait, and the one behind them. */
        SocketChannel takeLast() throws IOException {
            for (int i = 0; i < queued.size() - 1; i++) {
                listener.accept().close();
            }
            return listener.accept();
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel channel : queued) {
                channel.close();
            }
            listener.close();
        }
    }

    @Test
    @DisplayName("a listener that takes no connection is given up at the deadline (F06, T12)")
    void fullQueue() throws Exception {
        Path socket = folder.resolve("full");
        try (FullQueue queue = new FullQueue(socket)) {
            assertThat(queue.queued).isNotEmpty();
            assertThat(fails(socket)).hasMessageContaining("took too long").hasMessageContaining("took no connection");
        }
    }

    @Test
    @DisplayName("once the listener takes connections again, the one that waited is made (F20)")
    void roomAgain() throws Exception {
        Path socket = folder.resolve("busy");
        try (FullQueue queue = new FullQueue(socket)) {
            CompletableFuture<GreetingRefusedException> client =
                    CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                            GreetingRefusedException.class,
                            () -> Lmtp.to(URI.create("lmtp://" + socket)).open()));
            try (SocketChannel last = queue.takeLast()) {
                last.write(ByteBuffer.wrap("554 no\r\n".getBytes(StandardCharsets.US_ASCII)));
                ByteBuffer quit = ByteBuffer.allocate(6);
                last.read(quit);
                assertThat(new String(quit.array(), StandardCharsets.US_ASCII)).isEqualTo("QUIT\r\n");
            }
            assertThat(client.get(10, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    @DisplayName("a peer that trickles is given up at the deadline, on a Unix socket as well (F07, T12)")
    void trickle() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.play("@slice 1 every 30ms\n@endless S! 220-a\\r\\n\n", folder.resolve("trickle"))) {
            assertThatThrownBy(() -> Lmtp.to(server)
                            .timeouts(Timeouts.ofAll(Duration.ofMillis(300)))
                            .open())
                    .isInstanceOf(SmtpTimeoutException.class);
            server.verify();
        }
    }

    @Test
    @DisplayName("a peer that does not read is given up at the deadline, on a Unix socket as well (F22)")
    void doesNotRead() throws Exception {
        try (ScriptedServer server = ScriptedServer.play(
                lhlo() + Lmtp.accepted("r1", "r2", "r3") + "C: DATA\nS: 354 go\n@stopread\n", folder.resolve("deaf"))) {
            Session session = Lmtp.to(server)
                    .timeouts(Timeouts.ofAll(Duration.ofSeconds(5)).with(Timeouts.Phase.BLOCK, Duration.ofMillis(300)))
                    .open();
            SmtpTimeoutException e = catchThrowableOfType(
                    SmtpTimeoutException.class, () -> session.send(THREE, Message.ofText("x".repeat(5_000_000))));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            server.verify();
        }
    }

    @Test
    @DisplayName("TLS that is offered on a Unix socket is left alone unless it is asked for by name (R86, R190)")
    void noTlsOnUnixSockets() throws Exception {
        try (ScriptedServer server = ScriptedServer.play(lhlo("STARTTLS") + QUIT, folder.resolve("tls"))) {
            Lmtp.to(server).open().close();
            server.verify();
        }
        try (ScriptedServer server =
                ScriptedServer.play(lhlo("STARTTLS") + "C: STARTTLS\nS: 454 no\n" + QUIT, folder.resolve("tls2"))) {
            assertThatThrownBy(() -> Lmtp.to(server).tls(TlsPolicy.REQUIRED).open())
                    .isInstanceOf(StartTlsRefusedException.class);
            server.verify();
        }
    }

    @Test
    @DisplayName("a limit of zero is refused, by TCP and by Unix socket alike (P43, T13)")
    void zero() {
        assertThatIllegalArgumentException().isThrownBy(() -> Timeouts.ofAll(Duration.ZERO));
    }

    @Test
    @DisplayName("the address to connect from is for TCP alone (P51)")
    void sourceAddress() throws Exception {
        try (ScriptedServer server = ScriptedServer.play(lhlo() + QUIT, folder.resolve("from"))) {
            Lmtp.to(server)
                    .localAddress(new InetSocketAddress("127.0.0.1", 0))
                    .open()
                    .close();
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(lhlo() + QUIT)) {
            Lmtp.to(server)
                    .localAddress(new InetSocketAddress("127.0.0.5", 0))
                    .open()
                    .close();
            server.verify();
            assertThat(server.peers().get(0).getAddress().getHostAddress()).isEqualTo("127.0.0.5");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("AUTH is there, on loopback and on a Unix socket with the same care for passwords (P205, A35)")
    void auth(boolean unix) throws Exception {
        try (ScriptedServer server =
                Lmtp.play(lhlo("AUTH PLAIN") + "C: AUTH PLAIN AHUAcA==\nS: 235 2.7.0 ok\n" + QUIT, unix, folder)) {
            Session session = Lmtp.to(server)
                    .credentials(Credentials.password("u", "p".toCharArray()))
                    .authPolicy(AuthPolicy.defaults().allowPlaintextAuth())
                    .open();
            assertThat(session.isAuthenticated()).isTrue();
            session.close();
            server.verify();
        }
    }
}
