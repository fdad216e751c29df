// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.AuthResponder;
import org.postrider.Credentials;
import org.postrider.Envelope;
import org.postrider.Greeting;
import org.postrider.LocalRefusalException;
import org.postrider.Providers;
import org.postrider.RequireTls;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.SmtpException;
import org.postrider.Timeouts;
import org.postrider.TlsException;
import org.postrider.TlsPolicy;
import org.postrider.TlsSettings;
import org.postrider.Transcript;
import org.postrider.Transport;
import org.postrider.spi.Dialect;
import org.postrider.testkit.ScriptedServer;

/** TLS that is wanted but not needed (RFC 7435). */
class OpportunisticTlsTest {

    private static final HeldCertificate SELF_SIGNED = new HeldCertificate.Builder()
            .commonName("debian")
            .addSubjectAlternativeName("debian")
            .build();
    private static final String UNVERIFIED =
            ehlo("STARTTLS") + "C: STARTTLS\nS: 220 go\n@tls\nC: EHLO me.test\n" + "S: 250-srv\nS: 250 AUTH PLAIN\n";
    private static final String MAIL =
            "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n";

    private final List<String> transcript = new ArrayList<>();

    private Session.Builder to(ScriptedServer server) {
        return Session.builder(server.uri())
                .localName("me.test")
                .providers(Providers.builtIn())
                .timeouts(Timeouts.ofAll(Duration.ofSeconds(20)))
                .listener(Transcript.to(transcript::add));
    }

    private static Credentials ana() {
        return Credentials.password("ana", "secret".toCharArray());
    }

    private static ScriptedServer play(String script, HeldCertificate certificate) {
        return ScriptedServer.play(script, Certificates.server(certificate));
    }

    private static HeldCertificate issued(UnaryOperator<HeldCertificate.Builder> details) {
        return Certificates.issued(details);
    }

    private static Stream<Arguments> unproved() {
        long now = System.currentTimeMillis();
        return Stream.of(
                Arguments.of(SELF_SIGNED, "signed by itself"),
                Arguments.of(issued(d -> d.addSubjectAlternativeName("127.0.0.1")), "no trusted authority"),
                Arguments.of(
                        issued(d -> d.addSubjectAlternativeName("127.0.0.1").validityInterval(now - 9000, now - 5000)),
                        "expired"),
                Arguments.of(issued(d -> d.commonName("127.0.0.1")), "no trusted authority"));
    }

    @ParameterizedTest
    @MethodSource("unproved")
    @DisplayName(
            "without credentials the mail goes by TLS that does not verify the server, and is reported as that (C6)")
    void unverified(HeldCertificate certificate, String fault) throws SmtpException {
        try (ScriptedServer server = play(UNVERIFIED + MAIL + QUIT + "C<CLOSE_NOTIFY\n", certificate)) {
            try (Session session = to(server).open()) {
                assertThat(session.protection()).isEqualTo(Transport.Protection.ENCRYPTED);
                assertThat(session.tlsSession()).isPresent();
                session.send(A_TO_X, HI);
            }
            server.verify();
            assertThat(transcript.stream().filter(line -> line.startsWith("* the server is not verified: ")))
                    .singleElement()
                    .asString()
                    .contains(fault)
                    .contains(HexFormat.of().formatHex(Certificates.digest(certificate.certificate())));
        }
    }

    @Test
    @DisplayName("a server that proves itself is verified, and nothing else is reported (C6)")
    void verified() throws SmtpException {
        try (ScriptedServer server = play(UNVERIFIED + QUIT + "C<CLOSE_NOTIFY\n", Certificates.local())) {
            try (Session session = to(server).tlsSettings(Certificates.TRUSTING).open()) {
                assertThat(session.protection()).isEqualTo(Transport.Protection.VERIFIED);
            }
            server.verify();
            assertThat(transcript).noneMatch(line -> line.contains("verified"));
        }
    }

    private static Stream<Arguments> demands() {
        HeldCertificate mine = issued(d -> d.commonName("Ana"));
        return Stream.<UnaryOperator<Session.Builder>>of(
                        b -> b.tls(TlsPolicy.REQUIRED),
                        b -> b.credentials(ana()),
                        b -> b.tls(TlsPolicy.OPPORTUNISTIC).credentials(ana()),
                        b -> b.tlsSettings(Certificates.TRUSTING),
                        b -> b.tlsSettings(TlsSettings.defaults().withPins("ab".repeat(32))),
                        b -> b.tlsSettings(TlsSettings.defaults().withContext(Certificates.server(mine))),
                        b -> b.tlsSettings(TlsSettings.defaults().withKeyManagers(Certificates.keyManager(mine))))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("demands")
    @DisplayName(
            "with credentials, under REQUIRED, and with settings that say whom to trust it is verified or nothing (C6)")
    void demanded(UnaryOperator<Session.Builder> demand) {
        try (ScriptedServer server = play(ehlo("STARTTLS") + "C: STARTTLS\nS: 220 go\n@tls refused\n", SELF_SIGNED)) {
            assertThatThrownBy(() -> demand.apply(to(server)).open())
                    .isInstanceOf(TlsException.class)
                    .hasMessageContaining("does not prove the server");
        }
    }

    @Test
    @DisplayName("on port 587 it is verified or nothing, whatever the policy, and on smtps as well (C6)")
    void submission() {
        try (ScriptedServer server = play(ehlo("STARTTLS") + "C: STARTTLS\nS: 220 go\n@tls refused\n", SELF_SIGNED)) {
            assertThatThrownBy(() -> Session.builder("elsewhere://127.0.0.1:587")
                            .localName("me.test")
                            .providers(Providers.builtIn().withLast(new Redirection("elsewhere", server.port())))
                            .tls(TlsPolicy.OPPORTUNISTIC)
                            .open())
                    .isInstanceOf(TlsException.class);
            server.verify();
        }
        try (ScriptedServer server = play("@tls refused\n", SELF_SIGNED)) {
            assertThatThrownBy(() -> Session.builder(server.uri("smtps"))
                            .tls(TlsPolicy.OPPORTUNISTIC)
                            .open())
                    .isInstanceOf(TlsException.class);
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "authenticate() on a session that is not verified is refused with what to do, and nothing is sent (C6)")
    void laterAuthentication() throws SmtpException {
        try (ScriptedServer server =
                play(UNVERIFIED + "C: NOOP\nS: 250 ok\n" + QUIT + "C<CLOSE_NOTIFY\n", SELF_SIGNED)) {
            try (Session session = to(server).open()) {
                LocalRefusalException e =
                        catchThrowableOfType(LocalRefusalException.class, () -> session.authenticate(ana()));
                assertThat(e)
                        .hasMessageContaining("not verified")
                        .hasMessageContaining("signed by itself")
                        .hasMessageContaining("trust");
                assertThatThrownBy(() -> session.authenticate("PLAIN", (AuthResponder) challenge -> Optional.empty()))
                        .isInstanceOf(LocalRefusalException.class);
                session.noop();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("credentials that are given before TLS begins demand a verified server (C6)")
    void authenticationFirst() throws SmtpException {
        try (ScriptedServer server = play(ehlo("STARTTLS") + "C: STARTTLS\nS: 220 go\n@tls refused\n", SELF_SIGNED)) {
            Session session = to(server).greeting(Greeting.LATER).open();
            assertThatThrownBy(() -> session.authenticate(ana())).isInstanceOf(TlsException.class);
            server.verify();
        }
    }

    @Test
    @DisplayName("REQUIRETLS is no promise that a session can keep which is not verified (C6)")
    void requireTls() throws SmtpException {
        String offer = UNVERIFIED.replace("S: 250 AUTH PLAIN", "S: 250 REQUIRETLS");
        try (ScriptedServer server = play(offer + QUIT + "C<CLOSE_NOTIFY\n", SELF_SIGNED)) {
            try (Session session = to(server).open()) {
                assertThatThrownBy(() -> session.send(
                                Envelope.from("a@b", RequireTls.everywhere())
                                        .to("x@y")
                                        .build(),
                                HI))
                        .isInstanceOf(LocalRefusalException.class)
                        .hasMessageContaining("ENCRYPTED");
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "settings that switch verification off let credentials pass, and the session is reported as not verified (C6)")
    void insecure() throws SmtpException {
        String script = UNVERIFIED + "C: AUTH PLAIN AGFuYQBzZWNyZXQ=\nS: 235 ok\n" + QUIT + "C<CLOSE_NOTIFY\n";
        try (ScriptedServer server = play(script, SELF_SIGNED)) {
            try (Session session = to(server)
                    .credentials(ana())
                    .tlsSettings(TlsSettings.defaults().insecureWithoutVerification())
                    .open()) {
                assertThat(session.protection()).isEqualTo(Transport.Protection.ENCRYPTED);
            }
            server.verify();
            assertThat(transcript).anyMatch(line -> line.startsWith("* the server is not verified"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"454 no", "502 what"})
    @DisplayName("STARTTLS that was refused is not asked for again before each mail, and reported once (C5)")
    void refusedOnce(String refusal) throws SmtpException {
        List<String> events = new ArrayList<>();
        String script = ehlo("STARTTLS") + "C: STARTTLS\nS: " + refusal + "\n" + MAIL + MAIL + "C: NOOP\nS: 250 ok\n"
                + "C: EHLO me.test\nS: 250-srv\nS: 250 STARTTLS\nC: STARTTLS\nS: " + refusal + "\n" + MAIL + QUIT;
        try (ScriptedServer server = ScriptedServer.play(script)) {
            try (Session session = to(server).listener(notSecured(events)).open()) {
                session.send(A_TO_X, HI);
                session.send(A_TO_X, HI);
                session.noop();
                assertThat(events).hasSize(1);
                session.ehlo();
                session.send(A_TO_X, HI);
            }
            server.verify();
            assertThat(events).hasSize(2);
        }
    }

    @Test
    @DisplayName("that the server does not offer STARTTLS is reported once for each greeting, not for each mail (C5)")
    void notOfferedOnce() throws SmtpException {
        List<String> events = new ArrayList<>();
        StringBuilder received = new StringBuilder();
        boolean[] content = new boolean[1];
        UnaryOperator<String> server = line -> {
            if (content[0]) {
                content[0] = !line.equals(".");
                return content[0] ? "" : "250 ok\r\n";
            }
            content[0] = line.equals("DATA");
            return line.isEmpty() ? "220 hi\r\n" : content[0] ? "354 go\r\n" : "250 ok\r\n";
        };
        try (Session session = Session.builder("memory://h:25")
                .localName("me.test")
                .providers(Providers.builtIn()
                        .withLast(new MemoryTransport.Provider(
                                Dialect.smtp(), Transport.Protection.NONE, server, received)))
                .listener(notSecured(events))
                .open()) {
            session.send(A_TO_X, HI);
            session.send(A_TO_X, HI);
            assertThat(events).hasSize(1);
            session.ehlo();
            session.send(A_TO_X, HI);
            assertThat(events).hasSize(2);
        }
    }

    private static SessionListener notSecured(List<String> events) {
        return new SessionListener() {
            @Override
            public void notSecured(String reason) {
                events.add(reason);
            }
        };
    }
}
