// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.ConnectionFailedException;
import org.postrider.Delivery;
import org.postrider.GreetingRefusedException;
import org.postrider.HostResolver;
import org.postrider.ProtocolViolationException;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.SmtpTimeoutException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.spi.Dialect;
import org.postrider.testkit.ScriptedServer;

class OpeningTest {

    @Test
    @DisplayName("a session is described by a builder and connects only when it is opened (P1, P8, P11, T2, T4, T39)")
    void buildsWithoutConnecting() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Session.builder("smtp://127.0.0.1:" + listening.getLocalPort())
                    .localName("me.test")
                    .localAddress(new InetSocketAddress("127.0.0.1", 0))
                    .timeouts(Timeouts.defaults());
            listening.setSoTimeout(1);
            assertThatThrownBy(listening::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    @DisplayName("a 220 greeting of several lines opens the session (P14, T2)")
    void multiLineGreeting() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play("S: 220-a\nS: 220 b\nC: NOOP\nS: 250 ok\n" + Dialogues.QUIT)) {
            try (Session session = Dialogues.openSilently(server)) {
                assertThat(session.greeting().text()).isEqualTo("a\nb");
                assertThat(session.noop().code()).isEqualTo(250);
                assertThat(session.server()).isEqualTo(server.uri());
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 500, 554})
    @DisplayName("a refusing greeting is answered by QUIT and an exception that holds it (P13, P15, R12, F17, F18)")
    void refusingGreeting(int code) {
        try (ScriptedServer server = ScriptedServer.play("S: " + code + " go away\n" + Dialogues.QUIT)) {
            GreetingRefusedException e =
                    catchThrowableOfType(GreetingRefusedException.class, () -> Dialogues.open(server));
            assertThat(e.refusal().code()).isEqualTo(code);
            assertThat(e.refusal().text()).isEqualTo("go away");
            assertThat(e.stage()).isEqualTo(Stage.GREETING);
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(e.isRetryable()).isEqualTo(code == 400);
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {250, 354, 421})
    @DisplayName("a greeting of another kind, or 421, closes the connection without a word (P13, P15, F15, F16)")
    void oddGreeting(int code) {
        try (ScriptedServer server = ScriptedServer.play("S: " + code + " odd\n")) {
            GreetingRefusedException e =
                    catchThrowableOfType(GreetingRefusedException.class, () -> Dialogues.open(server));
            assertThat(e.refusal().code()).isEqualTo(code);
            server.verify();
        }
    }

    private static Stream<Arguments> refusingBanners() {
        return Stream.of(
                Arguments.of("220-mx.example.org\\r\\n521 5.7.1 blocked, see example.org/why\\r\\n", 521),
                Arguments.of("220-mx\\r\\n421 see example.org/why\\r\\n", 421),
                Arguments.of("220-a\\r\\n220-b\\r\\n554-no\\r\\n554 see example.org/why\\r\\n", 554));
    }

    @ParameterizedTest
    @MethodSource("refusingBanners")
    @DisplayName("a greeting that begins as a banner and ends as a refusal is a refusal, with its text (V8)")
    void bannerThenRefusal(String reply, int code) {
        try (ScriptedServer server = ScriptedServer.play("S! " + reply + "\n" + (code == 421 ? "" : Dialogues.QUIT))) {
            GreetingRefusedException e =
                    catchThrowableOfType(GreetingRefusedException.class, () -> Dialogues.open(server));
            assertThat(e.refusal().code()).isEqualTo(code);
            assertThat(e).hasMessageContaining(code + " ").hasMessageContaining("see example.org/why");
            assertThat(e.isRetryable()).isEqualTo(code == 421);
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "220-a\\r\\n250 b",
                "220-a\\r\\n221 b",
                "521-a\\r\\n220 b",
                "521-a\\r\\n554 b",
                "220-a\\r\\n521-b\\r\\n220 c"
            })
    @DisplayName("codes that differ in another way are no greeting, and none in any other reply (V8)")
    void otherMixedCodes(String reply) {
        try (ScriptedServer server = ScriptedServer.play("S! " + reply + "\\r\\n\n")) {
            assertThatThrownBy(() -> Dialogues.open(server))
                    .isInstanceOf(ProtocolViolationException.class)
                    .hasMessageContaining("codes of its lines differ");
            server.verify();
        }
        try (ScriptedServer server =
                ScriptedServer.play("S: 220 hi\nC: EHLO me.test\nS! 250-srv\\r\\n521 no\\r\\n\n")) {
            assertThatThrownBy(() -> Dialogues.open(server)).isInstanceOf(ProtocolViolationException.class);
            server.verify();
        }
    }

    @Test
    @DisplayName("a server that waits for the client to begin TLS: the failure says so (C13)")
    void silentServerHint() {
        try (ScriptedServer server = ScriptedServer.play("@silence\n")) {
            assertThatThrownBy(() -> Dialogues.to(server)
                            .timeouts(Timeouts.ofAll(Duration.ofMillis(300)))
                            .open())
                    .isInstanceOf(SmtpTimeoutException.class)
                    .hasMessageContaining("if this is a TLS port, write smtps://");
        }
    }

    @Test
    @DisplayName("on port 465 the hint does not take the five minutes that a greeting has (C13)")
    void silentServerOnTlsPort() {
        try (ScriptedServer server = ScriptedServer.play("@silence\n")) {
            SmtpTimeoutException e = catchThrowableOfType(
                    SmtpTimeoutException.class,
                    () -> Session.builder("smtp://127.0.0.1:465")
                            .localName("me.test")
                            .providers(Providers.builtIn().withFirst(new Redirection("smtp", server.port())))
                            .open());
            assertThat(e).hasMessageContaining("465 is a TLS port, write smtps://");
            assertThat(e.limit()).isLessThan(Duration.ofSeconds(10));
            assertThat(e.stage()).isEqualTo(Stage.GREETING);
        }
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo() + Dialogues.QUIT)) {
            Session.builder("smtp://127.0.0.1:465")
                    .localName("me.test")
                    .providers(Providers.builtIn().withFirst(new Redirection("smtp", server.port())))
                    .open()
                    .close();
            server.verify();
        } catch (SmtpException e) {
            throw new AssertionError("a server in plain text on that port is reached", e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "m\u00FCnchen.example.org, xn--mnchen-3ya.example.org",
        "M\u00DCNCHEN.example.org, xn--mnchen-3ya.example.org",
        "mu\u0308nchen.example.org, xn--mnchen-3ya.example.org",
        "stra\u00DFe.example, xn--strae-oqa.example",
        "\u03B2\u03CC\u03BB\u03BF\u03C2.example, xn--nxasmm1c.example",
        "MAIL.example, MAIL.example"
    })
    @DisplayName("the resolver is asked for the A-labels of a host, by IDNA 2008 (C16, C11)")
    void internationalHost(String host, String asked) {
        List<String> hosts = new ArrayList<>();
        assertThatThrownBy(() -> Session.builder("smtp://" + host)
                        .resolver(new HostResolver() {
                            @Override
                            public List<InetAddress> addressesOf(String name) throws UnknownHostException {
                                hosts.add(name);
                                throw new UnknownHostException(name);
                            }

                            @Override
                            public Optional<String> localName() {
                                return Optional.of("me.example.org");
                            }
                        })
                        .open())
                .isInstanceOf(ConnectionFailedException.class);
        assertThat(hosts).containsExactly(asked);
    }

    @Test
    @DisplayName("a greeting of 199 is no reply at all (P13, T42, F14)")
    void greetingOutOfRange() {
        try (ScriptedServer server = ScriptedServer.play("S: 199 no\n")) {
            assertThatThrownBy(() -> Dialogues.open(server))
                    .isInstanceOf(ProtocolViolationException.class)
                    .hasMessageContaining("199 no");
            server.verify();
        }
    }

    @Test
    @DisplayName("each address is tried in the resolver's order until one connects (P19, R66)")
    void triesAllAddresses() throws Exception {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo() + Dialogues.QUIT)) {
            List<InetAddress> addresses =
                    List.of(InetAddresses.forString("127.0.0.9"), InetAddress.getLoopbackAddress());
            Session session = Session.builder("smtp://two.example:" + server.port())
                    .localName("me.test")
                    .resolver(resolver(addresses))
                    .open();
            session.close();
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "a refused port, an unknown host and an unbindable source are I/O errors with the platform's own as cause (P20, P50)")
    void platformFailures() throws IOException {
        int unused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = socket.getLocalPort();
        }
        assertThatThrownBy(() -> Session.builder("smtp://127.0.0.1:" + unused).open())
                .isInstanceOf(IOException.class)
                .isInstanceOf(ConnectionFailedException.class)
                .hasMessageContaining("127.0.0.1:" + unused);
        assertThatThrownBy(() -> Session.builder("smtp://nowhere.example")
                        .resolver(resolver(List.of()))
                        .open())
                .isInstanceOf(ConnectionFailedException.class)
                .hasCauseInstanceOf(UnknownHostException.class);
        assertThatThrownBy(() -> Session.builder("smtp://127.0.0.1:" + unused)
                        .localAddress(new InetSocketAddress("192.0.2.1", 0))
                        .open())
                .isInstanceOf(ConnectionFailedException.class);
    }

    @Test
    @DisplayName("a source address is bound before connecting (P48, P49, T3, T15)")
    void sourceAddress() throws Exception {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo() + Dialogues.QUIT)) {
            try (Session session = Dialogues.to(server)
                    .localAddress(new InetSocketAddress("127.0.0.2", 0))
                    .open()) {
                assertThat(session.localAddress().map(a -> ((InetSocketAddress) a).getHostString()))
                        .contains("127.0.0.2");
            }
            server.verify();
            assertThat(server.peers().get(0).getAddress().getHostAddress()).isEqualTo("127.0.0.2");
        }
    }

    @Test
    @DisplayName("a URI without a port means 25 (P1, P22, P30)")
    void defaultPort() {
        // No TCP connection to the broadcast address can be made, so no port has to be free for this.
        byte[] broadcast = {-1, -1, -1, -1};
        assertThatThrownBy(() -> Session.builder("smtp://refused.example")
                        .resolver(resolver(List.of(InetAddress.getByAddress(broadcast))))
                        .timeouts(Timeouts.ofAll(Duration.ofSeconds(2)))
                        .open())
                .isInstanceOf(ConnectionFailedException.class)
                .hasMessageContaining("refused.example:25");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smtp://h:",
                "smtp://h:smtp",
                "smtp://h:bogus",
                "smtp://h:+26",
                "smtp://h:2_6",
                "smtp://h:-1",
                "smtp://h:0",
                "smtp://h:65536",
                "smtp://h:99999",
                "smtp://h:99999999999999999999",
                "smtp://[::1]26",
                "smtp://[::1]:",
                "smtp://[::1]:0",
                "smtp://[::1]:x",
                "smtp://[::1]:65536",
                "smtp://[h]:26",
                "smtp://[]:26",
                "smtp://:26",
                "smtp://",
                "smtp://h:26:27",
                "smtp://::1",
                "smtp://h/path",
                "smtp://h?x=1",
                "smtp://u:p@h",
                "smtp:h",
                "h:25",
                "bogus://h",
                "not a uri"
            })
    @DisplayName("a malformed server is refused before any look-up, with advice (P24, P25, P26, P27, P29, T38)")
    void malformedServer(String uri) {
        AtomicInteger lookups = new AtomicInteger();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Session.builder(uri)
                        .resolver(new HostResolver() {
                            @Override
                            public List<InetAddress> addressesOf(String host) throws UnknownHostException {
                                lookups.incrementAndGet();
                                throw new UnknownHostException(host);
                            }

                            @Override
                            public Optional<String> localName() {
                                return Optional.empty();
                            }
                        })
                        .open())
                .withMessageNotContaining("p@h");
        assertThat(lookups).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smtp://u:s3cret@h",
                "smtp://u:s3cret@h:26",
                "smtp://u:s3%ret@h",
                "smtp://u:s3 cret@h",
                "smtp://u:s3@cret@h",
                "smtp://u:s3cret@",
                "smtp:u:s3cret@h",
                "u:s3cret@h"
            })
    @DisplayName("no password in a server that is refused is shown, in the message or in a cause (P26, A91)")
    void noPasswordShown(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Session.builder(uri))
                .satisfies(e -> {
                    StringWriter trace = new StringWriter();
                    e.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).contains("***@").doesNotContain("s3", "cret");
                });
    }

    @Test
    @DisplayName("an IPv6 address in brackets is reached (P28, G43)")
    void ipv6() throws Exception {
        InetAddress loopback = InetAddresses.forString("::1");
        try (ScriptedServer server =
                ScriptedServer.play("S: 220 hi\nC: EHLO [IPv6:::1]\nS: 250 srv\n" + Dialogues.QUIT, loopback)) {
            Session.builder(server.uri()).resolver(resolver(List.of())).open().close();
            server.verify();
            assertThat(server.peers().get(0).getAddress()).isInstanceOf(Inet6Address.class);
        }
    }

    @Test
    @DisplayName(
            "timeouts are finite unless asked for by name, and zero or less is refused (P41, P42, P43, P44, T6, T7, T8, T9, R56-R62)")
    void timeouts() {
        for (Timeouts.Phase phase : Timeouts.Phase.values()) {
            assertThat(Timeouts.defaults().of(phase)).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(10));
        }
        assertThat(Timeouts.defaults().of(Timeouts.Phase.GREETING)).isEqualTo(Duration.ofMinutes(5));
        assertThat(Timeouts.defaults().of(Timeouts.Phase.MAIL)).isEqualTo(Duration.ofMinutes(5));
        assertThat(Timeouts.defaults().of(Timeouts.Phase.RCPT)).isEqualTo(Duration.ofMinutes(5));
        assertThat(Timeouts.defaults().of(Timeouts.Phase.DATA)).isEqualTo(Duration.ofMinutes(2));
        assertThat(Timeouts.defaults().of(Timeouts.Phase.BLOCK)).isEqualTo(Duration.ofMinutes(3));
        assertThat(Timeouts.defaults().of(Timeouts.Phase.VERDICT)).isEqualTo(Duration.ofMinutes(10));
        assertThat(Timeouts.ofAll(Timeouts.UNLIMITED).of(Timeouts.Phase.MAIL)).isEqualTo(Timeouts.UNLIMITED);
        assertThat(Timeouts.ofAll(Duration.ofSeconds(30)).of(Timeouts.Phase.RCPT))
                .hasSeconds(30);
        assertThatIllegalArgumentException().isThrownBy(() -> Timeouts.ofAll(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Timeouts.ofAll(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Timeouts.defaults().with(Timeouts.Phase.MAIL, Duration.ZERO));
    }

    @Test
    @DisplayName("an unlimited wait still ends when the server acts (P42)")
    void unlimited() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo() + Dialogues.QUIT)) {
            Dialogues.to(server)
                    .timeouts(Timeouts.ofAll(Timeouts.UNLIMITED))
                    .open()
                    .close();
            server.verify();
        }
    }

    @Test
    @DisplayName("a transport with a time limit of its own, where the session has none, ends in a timeout (P10)")
    void transportWithOwnLimit() {
        for (Duration limit : List.of(Timeouts.UNLIMITED, Timeouts.UNLIMITED.minusNanos(1), Duration.ofDays(100_000))) {
            StringBuilder received = new StringBuilder();
            // The transport has no answer to EHLO and says that its time is up.
            SmtpTimeoutException e = catchThrowableOfType(
                    SmtpTimeoutException.class,
                    () -> Session.builder("memory://host")
                            .localName("me.test")
                            .timeouts(Timeouts.ofAll(limit))
                            .providers(Providers.builtIn()
                                    .withLast(new MemoryTransport.Provider(
                                            Dialect.smtp(), line -> line.isEmpty() ? "220 hi\r\n" : "", received)))
                            .open());
            assertThat(e.stage()).isEqualTo(Stage.EHLO);
            assertThat(e.limit()).isEqualTo(limit);
            assertThat(e.isRetryable()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"'', GREETING", "'S: 220 hi\n', EHLO"})
    @DisplayName("a silent server ends in a timeout of its own type, and the socket is closed (P45, P46, F06)")
    void silentServer(String script, Stage stage) {
        try (ScriptedServer server = ScriptedServer.play(script + "@silence\n")) {
            SmtpTimeoutException e = catchThrowableOfType(
                    SmtpTimeoutException.class,
                    () -> Dialogues.to(server)
                            .timeouts(Timeouts.ofAll(Duration.ofMillis(300)))
                            .open());
            assertThat(e.stage()).isEqualTo(stage);
            assertThat(e.limit()).hasMillis(300);
            assertThat(e.isRetryable()).isTrue();
            assertThat(e).hasCauseInstanceOf(SocketTimeoutException.class).hasMessageContaining("300 ms");
            server.verify();
        }
    }

    @Test
    @DisplayName("a reply that trickles in does not stretch the deadline (P45, F07, A48)")
    void tricklingReply() {
        try (ScriptedServer server =
                ScriptedServer.play("@slice 1 every 100ms\nS: 220 a very slow greeting indeed\n@silence\n")) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> Dialogues.to(server)
                            .timeouts(Timeouts.ofAll(Duration.ofMillis(400)))
                            .open())
                    .isInstanceOf(SmtpTimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    @DisplayName("a name service that hangs is given up, and no server waits for it (P16, A71)")
    void hangingResolver() {
        CountDownLatch never = new CountDownLatch(1);
        HostResolver hanging = new HostResolver() {
            @Override
            public List<InetAddress> addressesOf(String host) throws UnknownHostException {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new UnknownHostException(host);
            }

            @Override
            public Optional<String> localName() {
                return Optional.of("me.example.org");
            }
        };
        assertThatThrownBy(() -> Session.builder("smtp://slow.example")
                        .resolver(hanging)
                        .timeouts(Timeouts.ofAll(Duration.ofMillis(200)))
                        .open())
                .isInstanceOf(ConnectionFailedException.class)
                .hasCauseInstanceOf(SocketTimeoutException.class);
        never.countDown();
    }

    @Test
    @DisplayName("configuration does not change after opening, and a session is opened once (P18, P21, P93)")
    void immutable() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                Dialogues.ehlo("SIZE 9") + Dialogues.QUIT + "@next\n" + Dialogues.ehlo() + Dialogues.QUIT)) {
            Session.Builder builder = Dialogues.to(server);
            Session first = builder.open();
            builder.timeouts(Timeouts.ofAll(Duration.ofSeconds(1)));
            assertThat(first.timeouts().of(Timeouts.Phase.MAIL)).hasSeconds(5);
            first.close();
            try (Session second = builder.open()) {
                assertThat(second.capabilities().has("SIZE")).isFalse();
            }
            server.verify();
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    static HostResolver resolver(List<InetAddress> addresses) {
        return new HostResolver() {
            @Override
            public List<InetAddress> addressesOf(String host) throws UnknownHostException {
                if (addresses.isEmpty()) {
                    throw new UnknownHostException(host);
                }
                return addresses;
            }

            @Override
            public Optional<String> localName() {
                return Optional.empty();
            }
        };
    }
}
