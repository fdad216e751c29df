// SPDX-License-Identifier: Apache-2.0
package org.postrider.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.AuthPolicy;
import org.postrider.AuthenticationException;
import org.postrider.Credentials;
import org.postrider.Dsn;
import org.postrider.Envelope;
import org.postrider.LocalRefusalException;
import org.postrider.Message;
import org.postrider.Providers;
import org.postrider.SenderRefusedException;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.SmtpException;
import org.postrider.TlsException;
import org.postrider.TlsPolicy;
import org.postrider.TlsSettings;
import org.postrider.samples.xclient.XclientProvider;

class PostfixTest {

    private static RealServer postfix;

    @BeforeAll
    static void up() throws IOException {
        postfix = RealServer.up("postfix");
    }

    @AfterAll
    static void down() throws IOException {
        if (postfix != null) {
            postfix.close();
        }
    }

    private static Session open(String scheme, String port, String user, char[] password, String... mechanisms)
            throws SmtpException {
        return postfix.to(scheme, port)
                .providers(Providers.installed().withLast(Providers.jdkSasl()))
                .credentials(Credentials.password(user, password))
                .authPolicy(AuthPolicy.defaults().withMechanisms(mechanisms))
                .open();
    }

    private static void send(Session session, String subject) throws SmtpException {
        session.send(
                Envelope.from("ana@example.org").to("bo@example.net").build(),
                Message.ofText("From: ana@example.org\nTo: bo@example.net\nSubject: " + subject + "\n\n.dots\n..\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5"})
    @DisplayName(
            "each mechanism is taken and a mail delivered, by STARTTLS and by implicit TLS; a wrong password and an unknown user"
                    + " are refused (P180, R109, R134)")
    void mechanisms(String mechanism) throws IOException {
        for (String port : List.of("SUBMISSION_PORT", "SUBMISSIONS_PORT")) {
            String scheme = port.equals("SUBMISSION_PORT") ? "smtp" : "smtps";
            String subject = mechanism + "-" + port;
            try (Session session = open(scheme, port, "ana", postfix.password(), mechanism)) {
                assertThat(session.isAuthenticated()).isTrue();
                send(session, subject);
            }
            assertThat(postfix.delivered("bo", subject))
                    .contains("Authenticated sender: ana")
                    .contains("using TLS")
                    .endsWith("\n\n.dots\n..\n");
            AuthenticationException wrong = catchThrowableOfType(
                    AuthenticationException.class, () -> open(scheme, port, "ana", "wrong".toCharArray(), mechanism));
            assertThat(wrong.reply().orElseThrow().code()).isEqualTo(535);
            AuthenticationException unknown = catchThrowableOfType(
                    AuthenticationException.class, () -> open(scheme, port, "nobody", postfix.password(), mechanism));
            assertThat(unknown.reply().orElseThrow().code()).isEqualTo(535);
        }
    }

    @Test
    @DisplayName("of its own accord the client takes the strongest (P166, A34)")
    void strongest() throws SmtpException {
        List<String> used = new ArrayList<>();
        try (Session session = postfix.to("smtp", "SUBMISSION_PORT")
                .credentials(Credentials.password("ana", postfix.password()))
                .listener(new SessionListener() {
                    @Override
                    public void authenticated(String mechanism) {
                        used.add(mechanism);
                    }
                })
                .open()) {
            assertThat(session.tlsSession()).isPresent();
        }
        assertThat(used).containsExactly("SCRAM-SHA-512");
    }

    @Test
    @DisplayName(
            "in clear a password does not leave unless that is said by name; SCRAM does without TLS (P184, R110, A35)")
    void inClear() throws SmtpException {
        assertThatThrownBy(() -> open("smtp", "PLAINAUTH_PORT", "ana", postfix.password(), "PLAIN", "LOGIN"))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("reveals the password");
        open("smtp", "PLAINAUTH_PORT", "ana", postfix.password(), "SCRAM-SHA-256")
                .close();
        postfix.to("smtp", "PLAINAUTH_PORT")
                .credentials(Credentials.password("ana", postfix.password()))
                .authPolicy(AuthPolicy.defaults().withMechanisms("PLAIN").allowPlaintextAuth())
                .open()
                .close();
    }

    @ParameterizedTest
    @CsvSource({"OPPORTUNISTIC, true", "REQUIRED, true", "DISABLED, false"})
    @DisplayName("without credentials the mail goes by TLS where the policy wants it, as the server notes (R86, R87)")
    void policies(TlsPolicy policy, boolean byTls) throws IOException {
        String subject = "policy-" + policy;
        try (Session session = postfix.to("smtp", "SMTP_PORT").tls(policy).open()) {
            send(session, subject);
        }
        assertThat(postfix.delivered("bo", subject).contains("using TLS")).isEqualTo(byTls);
    }

    @Test
    @DisplayName("the client certificate reaches the server (R95)")
    void clientCertificate() throws IOException {
        try (Session session = postfix.to("smtps", "SUBMISSIONS_PORT")
                .tlsSettings(postfix.withClientCertificate())
                .credentials(Credentials.password("ana", postfix.password()))
                .open()) {
            send(session, "certificate");
        }
        assertThat(postfix.delivered("bo", "certificate")).contains("(Client CN \"ana\"");
    }

    @Test
    @DisplayName(
            "a report of success comes back with the envelope id, the original recipient and the header alone (R174-R180)")
    void report() throws IOException {
        Message message =
                Message.ofText("From: ana@example.net\nTo: bo@example.net\nSubject: reported\n\nsecret body\n");
        try (Session session = postfix.to("smtp", "SMTP_PORT").open()) {
            session.send(
                    Envelope.from("ana@example.net", Dsn.returnHeaders(), Dsn.envelopeId("order=42"))
                            .to(
                                    "bo@example.net",
                                    Dsn.notify(Dsn.Notify.SUCCESS),
                                    Dsn.originalRecipient("rfc822;bo+meant@example.org"))
                            .build(),
                    message);
        }
        assertThat(postfix.delivered("ana", "Successful Mail Delivery Report"))
                .contains("Original-Envelope-Id: order=42")
                .contains("Original-Recipient: rfc822;bo+meant@example.org")
                .contains("Action: delivered")
                .contains("Subject: reported")
                .doesNotContain("secret body");
    }

    @Test
    @DisplayName(
            "a message above the server's size is refused before MAIL, and one of UTF-8 addresses is taken (R160, R168)")
    void sizeAndUtf8() throws IOException {
        try (Session session = postfix.to("smtp", "SMTP_PORT").open()) {
            assertThatThrownBy(() -> session.send(
                            Envelope.from("ana@example.org")
                                    .to("bo@example.net")
                                    .build(),
                            Message.ofText("x".repeat(10_000_000))))
                    .isInstanceOf(LocalRefusalException.class)
                    .hasMessageContaining("10000000");
            session.send(
                    Envelope.from("p\u00E4@example.org").to("bo@example.net").build(),
                    Message.ofText("From: p\u00E4@example.org\nSubject: utf8\n\nhi\n"));
        }
        assertThat(postfix.delivered("bo", "utf8")).contains("From: p\u00E4@example.org");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName(
            "random octets arrive line for line as they were sent, by BDAT and by DATA, from memory and from a file (R147, R153, A15, P143)")
    void anyOctets(boolean chunking) throws IOException {
        Random random = new Random(chunking ? 1 : 2);
        List<String> said = new ArrayList<>();
        Session.Builder builder = postfix.to("smtp", "SMTP_PORT")
                .chunking(chunking)
                .listener(new SessionListener() {
                    @Override
                    public void commandSent(String command) {
                        said.add(command.split(" ", 2)[0]);
                    }
                });
        try (Session session = builder.open()) {
            for (int round = 0; round < 12; round++) {
                String subject = "octets-" + chunking + "-" + round;
                byte[] body = lines(random, round == 11 ? 1_000_000 : random.nextInt(60_000));
                byte[] header =
                        ("From: ana@example.org\nSubject: " + subject + "\n\n").getBytes(StandardCharsets.US_ASCII);
                byte[] message = Bytes.concat(header, body);
                Path file = Files.createTempFile("octets", ".eml");
                Files.write(
                        file,
                        new String(message, StandardCharsets.ISO_8859_1)
                                .replace("\n", "\r\n")
                                .getBytes(StandardCharsets.ISO_8859_1));
                session.send(
                        Envelope.from("ana@example.org").to("bo@example.net").build(),
                        round % 2 == 0 ? Message.of(message) : Message.ofFile(file));
                Files.delete(file);
                byte[] arrived = postfix.deliveredOctets("bo", subject);
                String text = new String(arrived, StandardCharsets.ISO_8859_1);
                assertThat(text.substring(text.indexOf("\n\n") + 2)
                                .equals(new String(body, StandardCharsets.ISO_8859_1)))
                        .as(subject)
                        .isTrue();
            }
        }
        assertThat(said.contains("BDAT")).isEqualTo(chunking);
        assertThat(said.contains("DATA")).isEqualTo(!chunking);
    }

    /** Octets of all kinds but NUL, in lines that end in LF. */
    private static byte[] lines(Random random, int length) {
        byte[] octets = new byte[length + 1];
        for (int i = 0; i < length; i++) {
            int choice = random.nextInt(40);
            int octet = choice == 0 ? '\n' : choice < 3 ? '.' : 1 + random.nextInt(255);
            octets[i] = (byte) (octet == '\r' ? '\n' : octet);
        }
        octets[length] = '\n';
        return octets;
    }

    @Test
    @DisplayName("an extension of somebody else speaks for a client of another address, and Postfix believes it (R139)")
    void xclient() throws IOException {
        Session.Builder builder = postfix.to("smtp", "XCLIENT_PORT")
                .providers(Providers.installed()
                        .withFirst(new XclientProvider(InetAddress.getByName("192.0.2.7"), "spike.example.org")));
        try (Session session = builder.open()) {
            send(session, "xclient");
        }
        assertThat(postfix.delivered("bo", "xclient"))
                .contains("Received: from me.test (spike.example.org [192.0.2.7])");
    }

    @Test
    @DisplayName("a server of an unknown authority is refused, and MAIL without AUTH is (R90, F24)")
    void refusals() throws SmtpException {
        assertThatThrownBy(() -> postfix.to("smtps", "SUBMISSIONS_PORT")
                        .tlsSettings(TlsSettings.defaults())
                        .open())
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("CN=interop CA");
        try (Session session = postfix.to("smtps", "SUBMISSIONS_PORT").open()) {
            assertThatThrownBy(() -> send(session, "none")).isInstanceOf(SmtpException.class);
            assertThat(session.mail("ana@example.org").code()).isIn(250, 530);
        } catch (SenderRefusedException e) {
            assertThat(e.refusal().code()).isEqualTo(530);
        }
    }
}
