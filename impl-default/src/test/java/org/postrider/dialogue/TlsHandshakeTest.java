// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.ConnectionLostException;
import org.postrider.Delivery;
import org.postrider.Message;
import org.postrider.NotConnectedException;
import org.postrider.ProviderException;
import org.postrider.Providers;
import org.postrider.Reply;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.TlsPolicy;
import org.postrider.TlsSettings;
import org.postrider.testkit.ScriptedServer;

/** Handshakes and TLS streams that end before they should. */
class TlsHandshakeTest {

    private static final String STARTTLS = ehlo("STARTTLS") + "C: STARTTLS\nS: 220 go\n";

    private static Session.Builder to(ScriptedServer server, String scheme) {
        return Session.builder(server.uri(scheme))
                .localName("me.test")
                .providers(Providers.builtIn())
                .timeouts(Timeouts.ofAll(Duration.ofSeconds(20)))
                .tlsSettings(Certificates.TRUSTING);
    }

    private static String before(String scheme) {
        return scheme.equals("smtps") ? "" : STARTTLS;
    }

    @ParameterizedTest
    @CsvSource({
        "smtp, @close",
        "smtp, @reset",
        "smtp, S! \\x16\\x03\\x03|@close",
        "smtps, @close",
        "smtps, @reset",
        "smtps, S! \\x16\\x03\\x03|@close"
    })
    @DisplayName("a connection that is closed or reset in a TLS handshake is lost, and may be tried again (C7)")
    void cut(String scheme, String end) {
        String script = before(scheme) + "C* 5\n" + end.replace('|', '\n') + "\n";
        try (ScriptedServer server = ScriptedServer.play(script)) {
            ConnectionLostException e = catchThrowableOfType(
                    ConnectionLostException.class, () -> to(server, scheme).open());
            assertThat(e.stage()).isEqualTo(Stage.TLS);
            assertThat(e.isRetryable()).isTrue();
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    @DisplayName("a server that ends TLS by close_notify while content is on its way is a lost connection too (C7)")
    void closeNotifyInContent(String version) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                "@tls " + version + "\n" + ehlo()
                        + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC* 1000\n@shutdown\n@stopread\n",
                Certificates.server(Certificates.local()))) {
            Session session = to(server, "smtps").open();
            ConnectionLostException e = catchThrowableOfType(
                    ConnectionLostException.class,
                    () -> session.send(A_TO_X, Message.ofText("a line of content\n".repeat(2_000_000))));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(e.isRetryable()).isTrue();
        }
    }

    /** A context whose trust manager throws what it must not. */
    private static TlsSettings throwing(Throwable failure) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    new X509ExtendedTrustManager() {
                        @Override
                        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

                        @Override
                        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
                            if (failure instanceof Error error) {
                                throw error;
                            }
                            throw (RuntimeException) failure;
                        }

                        @Override
                        public void checkClientTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public X509Certificate[] getAcceptedIssuers() {
                            return new X509Certificate[0];
                        }
                    }
                },
                null);
        return TlsSettings.defaults().withContext(context);
    }

    private static Stream<Arguments> failures() {
        return Stream.of(
                        new IllegalStateException("the pin store is locked"),
                        new IllegalArgumentException("the pin store is malformed"),
                        new NoClassDefFoundError("PinStore"))
                .flatMap(failure -> Stream.of("smtp", "smtps").map(scheme -> Arguments.of(failure, scheme)));
    }

    @ParameterizedTest
    @MethodSource("failures")
    @DisplayName(
            "a trust manager that throws unchecked ends the session: named, and nothing more is written, least of all in plain"
                    + " text (C8)")
    void throwingTrustManager(Throwable failure, String scheme) throws GeneralSecurityException {
        TlsSettings settings = throwing(failure);
        try (ScriptedServer server =
                ScriptedServer.play(before(scheme) + "@tls refused\n", Certificates.server(Certificates.local()))) {
            ProviderException e = catchThrowableOfType(
                    ProviderException.class,
                    () -> to(server, scheme).tlsSettings(settings).open());
            server.verify();
            assertThat(e).hasMessageContaining(failure.getMessage()).hasMessageContaining("TLS handshake");
            assertThat(e.stage()).isEqualTo(Stage.TLS);
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(new String(server.receivedInClear(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("QUIT");
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    @DisplayName("the same in startTls(): the session is over, and the next mail writes nothing (C9)")
    void throwingInStartTls(Throwable failure, String scheme) throws Exception {
        TlsSettings settings = throwing(failure);
        try (ScriptedServer server =
                ScriptedServer.play(STARTTLS + "@tls refused\n", Certificates.server(Certificates.local()))) {
            Session session = to(server, "smtp")
                    .tls(TlsPolicy.DISABLED)
                    .tlsSettings(settings)
                    .open();
            assertThatThrownBy(session::startTls).isInstanceOf(ProviderException.class);
            assertThat(session.isOpen()).isFalse();
            assertThatThrownBy(() -> session.send(A_TO_X, HI)).isInstanceOf(NotConnectedException.class);
            server.verify();
            assertThat(new String(server.receivedInClear(), StandardCharsets.ISO_8859_1))
                    .isEqualTo("EHLO me.test\r\nSTARTTLS\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1.2, S: 421 4.3.2 shutting down|@close",
        "1.3, S: 421 4.3.2 shutting down|@close",
        "1.2, S: 421 4.3.2 shutting down|@reset",
        "1.3, S: 421 4.3.2 shutting down|@truncate",
        "1.3, S! 421-4.3.2 shutting\\r\\n|@pause 30ms|S: 421 4.3.2 down|@close"
    })
    @DisplayName("what the server said by TLS before it closed is reported, and not the write that failed (V11)")
    void lastWords(String version, String end) throws SmtpException {
        // What is left unread makes the close a reset.
        String script = "@tls " + version + "\n" + ehlo()
                + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC* 200000\n"
                + end.replace('|', '\n') + "\n";
        Message message = Message.ofText("a line of content\n".repeat(1_000_000));
        for (int i = 0; i < 3; i++) {
            try (ScriptedServer server = ScriptedServer.play(script, Certificates.server(Certificates.local()))) {
                Session session = to(server, "smtps").open();
                SmtpException e = catchThrowableOfType(SmtpException.class, () -> session.send(A_TO_X, message));
                assertThat(e.reply().map(Reply::code)).contains(421);
                assertThat(e.delivery()).isNotEqualTo(Delivery.IN_DOUBT);
                assertThat(e.isRetryable()).isTrue();
            }
        }
    }
}
