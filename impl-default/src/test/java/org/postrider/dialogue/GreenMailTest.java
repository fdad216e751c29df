// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postrider.Envelope;
import org.postrider.MailParameter;
import org.postrider.Message;
import org.postrider.SendResult;
import org.postrider.Session;
import org.postrider.SmtpException;

class GreenMailTest {

    private final GreenMail server = new GreenMail(ServerSetup.SMTP.dynamicPort());

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private Session open() throws SmtpException {
        return Session.builder("smtp://127.0.0.1:" + server.getSmtp().getPort()).open();
    }

    /** What was stored, without the fields that the server puts before it, and with the last CRLF, which it counts to the end mark. */
    private String arrived(int index) throws Exception {
        MimeMessage message = server.getReceivedMessages()[index];
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        message.writeTo(octets);
        String text = octets.toString(StandardCharsets.ISO_8859_1);
        return text.substring(text.indexOf("Subject:")) + "\r\n";
    }

    @Test
    @DisplayName("what arrives is what was sent, octet for octet (T24, T25, T26, P144)")
    void octetForOctet() throws Exception {
        String text =
                "Subject: dots\r\nFrom: a@b.example\r\nTo: x@y.example\r\n\r\n.\r\n..\r\n.x\r\n\r\nFrom here\r\n  \r\nlast\r\n";
        try (Session session = open()) {
            SendResult result = session.send(Message.of(text.getBytes(StandardCharsets.US_ASCII)));
            assertThat(result.accepted()).hasSize(1);
        }
        assertThat(arrived(0)).isEqualTo(text);
    }

    @Test
    @DisplayName("random octets of 7 bits, of many lengths, arrive unchanged, several over one session (A15, P143)")
    void randomBodies() throws Exception {
        Random random = new Random(42);
        String alphabet = "..\r\nabc ";
        try (Session session = open()) {
            for (int round = 0; round < 30; round++) {
                StringBuilder body = new StringBuilder("Subject: r\r\n\r\n");
                for (int i = random.nextInt(100_000); i > 0; i--) {
                    char c = random.nextInt(4) == 0
                            ? (char) (1 + random.nextInt(127))
                            : alphabet.charAt(random.nextInt(alphabet.length()));
                    body.append(c == '\r' || c == '\n' ? "\r\n" : String.valueOf(c));
                }
                body.append("end\r\n");
                session.send(
                        Envelope.from("a@b.example").to("x@y.example").build(),
                        Message.ofText(body.toString(), StandardCharsets.US_ASCII));
                assertThat(arrived(round)).isEqualTo(body.toString());
            }
        }
    }

    @Test
    @DisplayName("a UTF-8 mailbox is delivered to where SMTPUTF8 is offered (P127, T69)")
    void utf8() throws Exception {
        try (Session session = open()) {
            session.send(
                    Envelope.from("\u00E9na@b.example", MailParameter.of("SMTPUTF8"))
                            .to("\u00FC@y.example")
                            .build(),
                    Message.ofText("Subject: u\n\nhi\n"));
        }
        assertThat(server.getReceivedMessages()).hasSize(1);
        StoredMessage stored = server.getManagers()
                .getImapHostManager()
                .getInbox(server.getManagers().getUserManager().getUserByEmail("\u00FC@y.example"))
                .getMessages()
                .get(0);
        assertThat(stored).isNotNull();
    }

    @Test
    @DisplayName("a text in UTF-8, in header and body, arrives octet for octet with no option (M1, M2)")
    void utf8Text() throws Exception {
        String text = "Subject: caf\u00E9 \u20AC\r\nFrom: J\u00FCrgen <a@b.example>\r\nTo: x@y.example\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                + "p\u00E4\r\n.\u20AC\r\n\uD83D\uDE00\r\n";
        try (Session session = open()) {
            assertThat(session.send(Message.ofText(text)).accepted()).hasSize(1);
        }
        assertThat(new String(arrived(0).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }
}
