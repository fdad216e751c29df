// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.ConnectionLostException;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.Greeting;
import org.postrider.HeloRefusedException;
import org.postrider.LocalRefusalException;
import org.postrider.Message;
import org.postrider.ProtocolViolationException;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.SmtpException;
import org.postrider.SmtpTimeoutException;
import org.postrider.Stage;
import org.postrider.StartTlsRefusedException;
import org.postrider.Timeouts;
import org.postrider.TlsException;
import org.postrider.TlsPolicy;
import org.postrider.TlsSettings;
import org.postrider.testkit.ScriptedServer;

class TlsTest {

    private static Session.Builder to(URI uri) {
        return Session.builder(uri)
                .localName("me.test")
                .providers(Providers.builtIn())
                .timeouts(Timeouts.ofAll(Duration.ofSeconds(10)))
                .tlsSettings(Certificates.TRUSTING);
    }

    private static LiveServer server(boolean implicit, String... keywords) {
        return LiveServer.withTls(Certificates.server(Certificates.local()), implicit, LiveServer.yes(keywords));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("smtps shakes hands before a word is said, on port 465 unless told, with SNI, and says close_notify"
            + " (P9, P195, P196, P191, P32, T75, T76, T78-T84, R88, R89, R91, R92, R94, G28)")
    void implicitTls(String protocol) throws SmtpException {
        try (LiveServer server = server(true, "PIPELINING", "SIZE 1000000")) {
            TlsSettings settings = Certificates.TRUSTING.withProtocols(protocol);
            try (Session session = to(server.namedUri()).tlsSettings(settings).open()) {
                SSLSession tls = session.tlsSession().orElseThrow();
                assertThat(tls.getProtocol()).isEqualTo(protocol);
                session.noop();
                assertThat(session.send(A_TO_X, HI).reply().text()).isEqualTo("2.0.0 kept");
            }
            assertThat(server.inClear()).isEmpty();
            assertThat(server.byTls()).startsWith("EHLO me.test").endsWith("QUIT");
            assertThat(((ExtendedSSLSession) server.sessions().get(0)).getRequestedServerNames())
                    .containsExactly(new SNIHostName("localhost"));
            assertThat(server.failures()).isEmpty();
        }
        assertThatThrownBy(() -> to(URI.create("smtps://127.0.0.1"))
                        .tls(TlsPolicy.DISABLED)
                        .open())
                .hasMessageContaining(":465");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REQUIRED", "OPPORTUNISTIC"})
    @DisplayName(
            "STARTTLS by policy: EHLO and STARTTLS in clear and nothing else, EHLO again, and what was said before is forgotten"
                    + " (P188, P189, P187, T74, R77, R78, R81-R83, R86, R93, R207, A26)")
    void startTls(TlsPolicy policy) throws SmtpException {
        try (LiveServer server = server(false, "PIPELINING", "SIZE 1000000")) {
            try (Session session = to(server.uri()).tls(policy).open()) {
                assertThat(session.capabilities().has("STARTTLS")).isFalse();
                assertThat(session.capabilities().get("SIZE").orElseThrow().parameters())
                        .containsExactly("1000000");
                session.send(Envelope.from("a@b").to("x@y").to("z@y").build(), HI);
            }
            assertThat(server.inClear()).containsExactly("EHLO me.test", "STARTTLS");
            assertThat(server.byTls())
                    .containsExactly(
                            "EHLO me.test",
                            "MAIL FROM:<a@b> SIZE=4",
                            "RCPT TO:<x@y>",
                            "RCPT TO:<z@y>",
                            "DATA",
                            "hi",
                            ".",
                            "QUIT");
            assertThat(server.failures()).isEmpty();
        }
    }

    @Test
    @DisplayName("DISABLED is no STARTTLS though it is offered (R87)")
    void disabled() throws SmtpException {
        try (LiveServer server = server(false)) {
            to(server.uri()).tls(TlsPolicy.DISABLED).open().close();
            assertThat(server.inClear()).containsExactly("EHLO me.test", "QUIT");
        }
    }

    @Test
    @DisplayName(
            "startTls() at the caller's wish returns the 220, is there once, and greets first (P187, P188, P194, R84)")
    void atWish() throws SmtpException {
        try (LiveServer server = server(false)) {
            List<String> events = new ArrayList<>();
            SessionListener listener = new SessionListener() {
                @Override
                public void secured(SSLSession session) {
                    events.add(session.getProtocol());
                }
            };
            try (Session session = to(server.uri())
                    .tls(TlsPolicy.DISABLED)
                    .greeting(Greeting.LATER)
                    .listener(listener)
                    .open()) {
                assertThat(session.tlsSession()).isEmpty();
                assertThat(session.startTls().code()).isEqualTo(220);
                assertThat(session.tlsSession()).isPresent();
                assertThat(session.capabilities().isEsmtp()).isTrue();
                assertThatThrownBy(session::startTls)
                        .isInstanceOf(ExtensionNotSupportedException.class)
                        .hasMessageContaining("already");
            }
            assertThat(events).containsExactly("TLSv1.3");
            assertThat(server.inClear()).containsExactly("EHLO me.test", "STARTTLS");
        }
        try (ScriptedServer server = ScriptedServer.play(ehlo() + "C: NOOP\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThatThrownBy(session::startTls)
                        .isInstanceOfSatisfying(
                                ExtensionNotSupportedException.class,
                                e -> assertThat(e.extension()).isEqualTo("STARTTLS"));
                session.noop();
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {454, 501, 250, 554})
    @DisplayName("STARTTLS refused: REQUIRED says QUIT and no more, OPPORTUNISTIC goes on in clear and tells so"
            + " (P188, R80, R85, A24, F24)")
    void refused(int code) throws SmtpException {
        String script = ehlo("STARTTLS") + "C: STARTTLS\nS: " + code + " no\n";
        try (ScriptedServer server = ScriptedServer.play(script + QUIT)) {
            StartTlsRefusedException e = catchThrowableOfType(
                    StartTlsRefusedException.class,
                    () -> Dialogues.to(server).tls(TlsPolicy.REQUIRED).open());
            assertThat(e.refusal().code()).isEqualTo(code);
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(script + "C: NOOP\nS: 250 ok\n" + QUIT)) {
            List<String> told = new ArrayList<>();
            try (Session session = Dialogues.to(server)
                    .listener(new SessionListener() {
                        @Override
                        public void notSecured(String reason) {
                            told.add(reason);
                        }
                    })
                    .open()) {
                session.noop();
            }
            assertThat(told).singleElement().asString().contains(Integer.toString(code));
            server.verify();
        }
    }

    @Test
    @DisplayName("an offer of STARTTLS taken out, by HELO too: REQUIRED says QUIT and no more (R79, R86, A24, F27)")
    void stripped() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("SIZE") + QUIT)) {
            assertThatThrownBy(
                            () -> Dialogues.to(server).tls(TlsPolicy.REQUIRED).open())
                    .isInstanceOf(ExtensionNotSupportedException.class)
                    .hasMessageContaining("does not offer STARTTLS");
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play("S: 220 hi\nC: EHLO me.test\nS: 502 what\n" + QUIT)) {
            assertThatThrownBy(
                            () -> Dialogues.to(server).tls(TlsPolicy.REQUIRED).open())
                    .isInstanceOf(HeloRefusedException.class);
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play("S: 220 hi\n" + QUIT)) {
            assertThatThrownBy(() -> Dialogues.to(server)
                            .tls(TlsPolicy.REQUIRED)
                            .greeting(Greeting.HELO)
                            .open())
                    .isInstanceOf(LocalRefusalException.class);
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "220 go\\r\\n250 injected\\r\\n",
                "220 go\\r\\n250-srv\\r\\n250 AUTH PLAIN\\r\\n",
                "220 go\\r\\n2",
                "220 go\\r\\n\\r\\n",
                "220 go\\r\\n\\x16\\x03\\x03\\x00\\x01\\x02"
            })
    @DisplayName("octets behind the 220 end the session without a handshake or another word (P193, R78, A23, G29)")
    void injected(String octets) throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("STARTTLS") + "C: STARTTLS\nS! " + octets + "\nC<EOF\n")) {
            assertThatThrownBy(() -> Dialogues.open(server))
                    .isInstanceOf(ProtocolViolationException.class)
                    .hasMessageContaining("in clear");
            server.verify();
        }
    }

    @Test
    @DisplayName("what is injected a moment later is garbage to the handshake, and nothing is said in clear any more"
            + " (P192, R79, A23)")
    void injectedLater() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("STARTTLS") + "C: STARTTLS\nS: 220 go\nC* 100\nS: 250 injected\n@silence\n")) {
            assertThatThrownBy(() -> Dialogues.open(server)).isInstanceOf(TlsException.class);
            server.verify();
            assertThat(new String(server.received(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("QUIT")
                    .doesNotContain("MAIL");
        }
    }

    @Test
    @DisplayName("a handshake that is not answered ends at its limit (P45, P197, R56, F06)")
    void silentHandshake() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("STARTTLS") + "C: STARTTLS\nS: 220 go\n@silence\n")) {
            SmtpTimeoutException e = catchThrowableOfType(
                    SmtpTimeoutException.class,
                    () -> Dialogues.to(server)
                            .timeouts(Timeouts.defaults().with(Timeouts.Phase.TLS, Duration.ofMillis(200)))
                            .open());
            assertThat(e.stage()).isEqualTo(Stage.TLS);
            server.verify();
        }
    }

    @Test
    @DisplayName("a server that speaks without TLS on a TLS port is told as that (P195, A54)")
    void plainServer() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play("S: 220 hi\n@silence\n")) {
            URI uri = URI.create(server.uri().toString().replace("smtp:", "smtps:"));
            assertThatThrownBy(() -> to(uri).open())
                    .isInstanceOf(TlsException.class)
                    .hasMessageContaining("without TLS")
                    .hasMessageContaining("smtp://");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    @DisplayName(
            "the whole of STARTTLS as a dialogue: QUIT and close_notify at its end, and in clear nothing but the two words before"
                    + " (P188, R83, R93, R94)")
    void dialogue(String version) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                ehlo("STARTTLS", "SIZE 1") + "C: STARTTLS\nS: 220 go\n@tls " + version
                        + "\nC: EHLO me.test\nS: 250-srv\nS: 250 SIZE 1000\nC: MAIL FROM:<a@b> SIZE=4\nS: 250 ok\n"
                        + "C: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n" + QUIT
                        + "C<CLOSE_NOTIFY\n",
                Certificates.server(Certificates.local()))) {
            try (Session session = to(server.uri()).open()) {
                session.send(A_TO_X, HI);
            }
            server.verify();
            assertThat(new String(server.receivedInClear(), StandardCharsets.US_ASCII))
                    .isEqualTo("EHLO me.test\r\nSTARTTLS\r\n");
        }
    }

    @Test
    @DisplayName("a refused certificate is told to the server by an alert, and then there is silence (R79, F24)")
    void alert() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                ehlo("STARTTLS") + "C: STARTTLS\nS: 220 go\n@tls refused\n",
                Certificates.server(Certificates.local()))) {
            assertThatThrownBy(
                            () -> Dialogues.to(server).tls(TlsPolicy.REQUIRED).open())
                    .isInstanceOf(TlsException.class);
            server.verify();
            assertThat(new String(server.receivedInClear(), StandardCharsets.US_ASCII))
                    .isEqualTo("EHLO me.test\r\nSTARTTLS\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "@close, '', NOT_SENT",
        "@truncate, '', NOT_SENT",
        "@reset, '', NOT_SENT",
        "@close, 'C: .\n', IN_DOUBT",
        "@truncate, 'C: .\n', IN_DOUBT",
        "@reset, 'C: .\n', IN_DOUBT"
    })
    @DisplayName(
            "an end of TLS, clean or not, is a lost connection: not sent before the content's end, in doubt after it (A30, F02, F03, F23)")
    void ends(String end, String last, Delivery delivery) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                "@tls\n" + ehlo() + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\n"
                        + (last.isEmpty() ? "" : "S: 354 go\nC: hi\n" + last.replace("\\n", "\n")) + end + "\n",
                Certificates.server(Certificates.local()))) {
            Session session = to(server.uri("smtps")).open();
            SmtpException e = catchThrowableOfType(SmtpException.class, () -> session.send(A_TO_X, HI));
            assertThat(e).isInstanceOfAny(ConnectionLostException.class, TlsException.class);
            assertThat(e.delivery()).isEqualTo(delivery);
            server.verify();
        }
    }

    @Test
    @DisplayName("with TLS required nothing is said in clear by single commands either (R93)")
    void singleCommands() throws SmtpException {
        try (LiveServer server = server(false)) {
            try (Session session = to(server.uri())
                    .tls(TlsPolicy.REQUIRED)
                    .greeting(Greeting.LATER)
                    .open()) {
                for (SmtpCall call : List.<SmtpCall>of(
                        session::noop,
                        session::rset,
                        session::help,
                        session::helo,
                        () -> session.mail("a@b"),
                        () -> session.rcpt("a@b"),
                        () -> session.data(HI),
                        () -> session.verify("x"),
                        () -> session.expand("x"),
                        () -> session.command("XFOO"))) {
                    assertThatThrownBy(call::make)
                            .isInstanceOf(LocalRefusalException.class)
                            .hasMessageContaining("TLS is required");
                }
                session.send(A_TO_X, HI);
            }
            assertThat(server.inClear()).containsExactly("EHLO me.test", "STARTTLS");
        }
    }

    @FunctionalInterface
    private interface SmtpCall {
        Object make() throws SmtpException;
    }

    @ParameterizedTest
    @CsvSource({"false, 200000", "true, 200000", "true, 5000000"})
    @DisplayName("content passes TLS octet for octet, in blocks larger than a record (R94)")
    void content(boolean implicit, int size) throws SmtpException {
        String line = "x".repeat(998);
        int lines = size / 1000;
        try (LiveServer server = server(implicit, "PIPELINING")) {
            try (Session session = to(server.uri()).open()) {
                session.send(A_TO_X, Message.ofText((line + "\r\n").repeat(lines)));
                session.send(A_TO_X, HI);
            }
            List<String> by = server.byTls();
            assertThat(by.stream().filter(line::equals)).hasSize(lines);
            assertThat(by).hasSize(lines + 1 + 4 + 5 + 1);
            assertThat(server.failures()).isEmpty();
        }
    }

    @Test
    @DisplayName("a reply by TLS that nobody asked for is noticed with the reply that it follows (V10, A25, A64)")
    void surplus() throws SmtpException {
        try (LiveServer server = LiveServer.withTls(Certificates.server(Certificates.local()), true, c -> {
            LiveServer.Answers honest = LiveServer.yes().apply(c);
            return (line, connection) ->
                    line.equals("NOOP") ? "250 ok\r\n250 surplus\r\n" : honest.to(line, connection);
        })) {
            Session session = to(server.uri()).open();
            assertThatThrownBy(session::noop)
                    .isInstanceOf(ProtocolViolationException.class)
                    .hasMessageContaining("surplus");
        }
    }

    @Test
    @DisplayName(
            "an end without close_notify is a lost connection, and behind the content's end it is doubt (A30, F23)")
    void truncated() throws SmtpException {
        try (LiveServer server = LiveServer.withTls(Certificates.server(Certificates.local()), true, c -> {
            LiveServer.Answers honest = LiveServer.yes().apply(c);
            return (line, connection) -> {
                String answer = honest.to(line, connection);
                if (line.equals(".")) {
                    connection.truncate();
                    return "";
                }
                return answer;
            };
        })) {
            Session session = to(server.uri()).open();
            SmtpException e = catchThrowableOfType(SmtpException.class, () -> session.send(A_TO_X, HI));
            assertThat(e).isInstanceOfAny(ConnectionLostException.class, TlsException.class);
            assertThat(e.delivery()).isEqualTo(Delivery.IN_DOUBT);
        }
    }

    @Test
    @DisplayName("records without data do not extend a deadline, however many come (A31, F26)")
    void flood() throws SmtpException {
        try (LiveServer server = LiveServer.withTls(Certificates.server(Certificates.local()), true, c -> {
            LiveServer.Answers honest = LiveServer.yes().apply(c);
            return (line, connection) -> {
                while (line.equals("NOOP")) {
                    // In TLS 1.3 this is a KeyUpdate, which the client must answer.
                    connection.handshakeAgain();
                }
                return honest.to(line, connection);
            };
        })) {
            Session session = to(server.uri())
                    .timeouts(Timeouts.defaults().with(Timeouts.Phase.COMMAND, Duration.ofMillis(400)))
                    .open();
            assertThatThrownBy(session::noop).isInstanceOf(SmtpTimeoutException.class);
        }
    }

    @Test
    @DisplayName("a server that wants to renegotiate is left (A29)")
    void renegotiation() throws SmtpException {
        try (LiveServer server = LiveServer.withTls(Certificates.server(Certificates.local()), true, c -> {
            LiveServer.Answers honest = LiveServer.yes().apply(c);
            return (line, connection) -> {
                if (line.equals("NOOP")) {
                    connection.handshakeAgain();
                }
                return honest.to(line, connection);
            };
        })) {
            Session session = to(server.uri())
                    .tlsSettings(Certificates.TRUSTING.withProtocols("TLSv1.2"))
                    .open();
            assertThatThrownBy(session::noop).isInstanceOf(TlsException.class).hasMessageContaining("renegotiate");
        }
    }

    @Test
    @DisplayName("a client certificate is shown to who asks for it, from key managers or a context (P198, T77, R95)")
    void clientCertificate() throws Exception {
        okhttp3.tls.HeldCertificate mine = Certificates.issued(details -> details.commonName("Ana"));
        for (TlsSettings settings : List.of(
                Certificates.TRUSTING.withKeyManagers(Certificates.keyManager(mine)),
                TlsSettings.defaults().withContext(Certificates.server(mine)))) {
            try (LiveServer server = server(true)) {
                to(server.uri()).tlsSettings(settings).open().close();
                assertThat(server.sessions().get(0).getPeerPrincipal().getName())
                        .contains("Ana");
            }
        }
        try (LiveServer server = server(true)) {
            to(server.uri()).open().close();
            assertThatThrownBy(() -> server.sessions().get(0).getPeerPrincipal())
                    .isInstanceOf(javax.net.ssl.SSLPeerUnverifiedException.class);
        }
    }

    @Test
    @DisplayName("protocols and cipher suites are the caller's to choose, and nonsense is told (P198, R92)")
    void choices() throws SmtpException {
        try (LiveServer server = server(true)) {
            TlsSettings settings = Certificates.TRUSTING.withCipherSuites("TLS_AES_128_GCM_SHA256");
            try (Session session = to(server.uri()).tlsSettings(settings).open()) {
                assertThat(session.tlsSession().orElseThrow().getCipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
            }
            assertThatThrownBy(() -> to(server.uri())
                            .tlsSettings(Certificates.TRUSTING.withProtocols("TLSv9"))
                            .open())
                    .isInstanceOf(TlsException.class)
                    .hasMessageContaining("TLSv9");
        }
        for (String bad : List.of("", "zz", "ab".repeat(31), "ab".repeat(33))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TlsSettings.defaults().withPins(bad));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsSettings.defaults().withPins());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsSettings.defaults().withAuthorities(List.of()));
    }
}
