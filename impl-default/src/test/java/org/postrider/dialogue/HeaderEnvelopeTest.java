// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.HeaderEnvelope;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.RcptParameter;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.testkit.ScriptedServer;

class HeaderEnvelopeTest {

    private static final HeaderEnvelope DEFAULTS = HeaderEnvelope.defaults();

    /** Sends and returns the content that arrived, if the envelope was this. */
    private static String sent(String message, HeaderEnvelope header, String from, String... to) throws SmtpException {
        StringBuilder script = new StringBuilder(ehlo()).append("C: MAIL FROM:<" + from + ">\nS: 250 ok\n");
        for (String recipient : to) {
            script.append("C: RCPT TO:<" + recipient + ">\nS: 250 ok\n");
        }
        try (ScriptedServer server = ScriptedServer.play(script + "C: DATA\nS: 354 go\nC.\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(Message.ofText(message), header);
            }
            server.verify();
            return new String(server.content(0), StandardCharsets.UTF_8);
        }
    }

    private static MessageException refused(String message) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + QUIT)) {
            MessageException e;
            try (Session session = Dialogues.open(server)) {
                e = catchThrowableOfType(MessageException.class, () -> session.send(Message.ofText(message)));
            }
            server.verify();
            assertThat(e.stage()).isEqualTo(Stage.MAIL);
            return e;
        }
    }

    @Test
    @DisplayName(
            "sender from From, recipients from To, Cc and Bcc, which alone is not transmitted (P150, P152, P156, P157, P162, T31, T32, R67, A13)")
    void simple() throws SmtpException {
        String content = sent("""
                From: Ana <ana@b>
                To: "John, Q" <j@x>, "Sally, S" <s@x>
                Cc: c@x
                BCC: John Root <root@localhost>,
                 "Dinsdale" <p@x>
                Subject: bcc: no
                X-Resent-Sender: y

                Bcc: in the body
                """, DEFAULTS, "ana@b", "j@x", "s@x", "c@x", "root@localhost", "p@x");
        assertThat(content)
                .isEqualTo("From: Ana <ana@b>\r\nTo: \"John, Q\" <j@x>, \"Sally, S\" <s@x>\r\nCc: c@x\r\n"
                        + "Subject: bcc: no\r\nX-Resent-Sender: y\r\n\r\nBcc: in the body\r\n");
    }

    @Test
    @DisplayName("several From addresses: Sender wins, else the first (P150, T34)")
    void sender() throws SmtpException {
        sent("From: a@b, c@d\nSender: s@t\nTo: x@y\n\n.\n", DEFAULTS, "s@t", "x@y");
        sent("From: a@b, c@d\nTo: x@y\n\n.\n", DEFAULTS, "a@b", "x@y");
    }

    @Test
    @DisplayName(
            "all fields of a name count; an address in To, Cc and Bcc gets one RCPT unless the caller says otherwise"
                    + " (P152, G25, H8)")
    void severalFields() throws SmtpException {
        String message = "From: a@b\nTo: x@y\nTo: z@w\nCc: x@y\nBcc: <x@Y>\n\nhi\n";
        sent(message, DEFAULTS, "a@b", "x@y", "z@w");
        sent(message, DEFAULTS.withDuplicates(), "a@b", "x@y", "z@w", "x@y", "x@Y");
    }

    @Test
    @DisplayName(
            "groups give their members; empty groups and empty fields give nobody and lose nobody (P153, P154, G25)")
    void groups() throws SmtpException {
        sent("From: a@b\nTo: undisclosed-recipients:;\nBcc: x@y\n\nhi\n", DEFAULTS, "a@b", "x@y");
        sent("From: a@b\nTo: G: x@y, z@w;, q@r\nCc:\nBcc: \n\nhi\n", DEFAULTS, "a@b", "x@y", "z@w", "q@r");
    }

    @Test
    @DisplayName("explicit sender and recipients replace only themselves, <> is the null sender"
            + " (P155, P164, T30, T33, T35)")
    void explicit() throws SmtpException {
        String message = "From: a@b\nTo: x@y\nBcc: s@y\n\nhi\n";
        sent(message, DEFAULTS.withReversePath("bounce@b"), "bounce@b", "x@y", "s@y");
        String content = sent(message, DEFAULTS.withRecipients(List.of("Q <q@r>")), "a@b", "q@r");
        assertThat(content).doesNotContain("Bcc");
        sent(message, DEFAULTS.withReversePath("<>"), "", "x@y", "s@y");
        try (ScriptedServer server = ScriptedServer.play(ehlo("XR") + "C: MAIL FROM:<a@b>\nS: 250 ok\n"
                + "C: RCPT TO:<q@r> XR=1\nS: 250 ok\nC: DATA\nS: 354 go\nC.\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(
                        Message.ofText(message),
                        DEFAULTS.withRecipients(List.of("q@r")).withRcptParameters(RcptParameter.of("XR", "1")));
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "one Resent-Date makes the Resent- fields count, and neither Bcc is transmitted; without it they do not (P149, P156, T35)")
    void resent() throws SmtpException {
        String fields =
                "Resent-From: r@b\nResent-To: x@y\nResent-Cc: c@y\nResent-Bcc: s@y\nFrom: a@b\nTo: t@y\nBcc: u@y\n";
        String content = sent(
                "Resent-Date: Thu, 1 Jan 1970 17:42:00 +0000\n" + fields + "\nhi\n",
                DEFAULTS,
                "r@b",
                "x@y",
                "c@y",
                "s@y");
        assertThat(content).contains("Resent-To: x@y").doesNotContain("Bcc");
        sent(fields + "\nhi\n", DEFAULTS, "a@b", "t@y", "u@y");
        sent("Resent-Date: x\nResent-Sender: q@b\n" + fields + "\nhi\n", DEFAULTS, "q@b", "x@y", "c@y", "s@y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Resent-Date: a\nResent-Date: b\nResent-From: a@b\nResent-To: x@y\nFrom: a@b\nTo: x@y\n\nhi\n",
                "From: a@b\nFrom: c@d\nTo: x@y\n\nhi\n",
                "From: a@b\nSender: c@d\nSender: e@f\nTo: x@y\n\nhi\n",
                "From: a@b\nSender:\nTo: x@y\n\nhi\n",
                "To: x@y\n\nhi\n",
                "From: a@b\n\nTo: x@y\n",
                "From: a@b\nTo: not a mailbox\n\nhi\n",
                "From: a@b\nTo: x@y z@w\n\nhi\n",
                "From: a@b\nTo: <@r:x@y>\n\nhi\n",
                "From: a@b\nTo: x@y@z\n\nhi\n",
                "From: a@b\nTo: \"x\u0001\"@y\n\nhi\n",
                "hello\n"
            })
    @DisplayName(
            "a header that leaves the envelope open is refused before anything is sent (P148, P149, P151, T36, A12, A13)")
    void leavesOpen(String message) throws SmtpException {
        assertThat(refused(message)).hasMessageContaining("give");
    }

    @Test
    @DisplayName("an address that is not UTF-8 is refused and not replaced (A12, R173)")
    void notUtf8() throws SmtpException {
        byte[] octets = "From: \u00E9@b\nTo: x@y\n\nhi\n".getBytes(StandardCharsets.ISO_8859_1);
        try (ScriptedServer server = ScriptedServer.play(ehlo("SMTPUTF8") + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThat(catchThrowableOfType(MessageException.class, () -> session.send(Message.of(octets))))
                        .hasMessageContaining("not UTF-8");
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "a Bcc behind a bare CR or in any spelling does not leak, and the caller's message keeps it (P156, A13)")
    void hiddenBcc() throws SmtpException {
        assertThat(sent(
                        "From: a@b\rbCC : s@y\r folded\rTo: x@y\r\rhi\r",
                        DEFAULTS.withRecipients(List.of("x@y")),
                        "a@b",
                        "x@y"))
                .isEqualTo("From: a@b\r\nTo: x@y\r\n\r\nhi\r\n");
        assertThat(sent("From: a@b\nTo: x@y\nBcc: s@y", DEFAULTS, "a@b", "x@y", "s@y"))
                .isEqualTo("From: a@b\r\nTo: x@y\r\n");
    }

    @Test
    @DisplayName("a stream gives its envelope too, read once (P148, P156)")
    void stream() throws SmtpException {
        byte[] octets = "From: a@b\nBcc: x@y\n\nhi\n".getBytes(StandardCharsets.US_ASCII);
        try (ScriptedServer server =
                ScriptedServer.play(ehlo() + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n"
                        + "C: DATA\nS: 354 go\nC.\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(Message.ofStream(new ByteArrayInputStream(octets)));
            }
            server.verify();
            assertThat(server.content(0)).asString().isEqualTo("From: a@b\r\n\r\nhi\r\n");
        }
    }

    @Test
    @DisplayName("an address is one whatever it is called, in the header and in the call (P152, H8)")
    void duplicates() throws SmtpException {
        String message = "From: a@b\nTo: X <x@y>, x@Y\nCc: \"Other\" <x@y>, z@y\n\nhi\n";
        sent(message, DEFAULTS, "a@b", "x@y", "z@y");
        sent(message, DEFAULTS.withRecipients(List.of("x@y", "Name <x@y>", "X@y")), "a@b", "x@y", "X@y");
    }

    @Test
    @DisplayName("a header without end is refused at its limit, not held (A12)")
    void endlessHeader() throws SmtpException {
        String huge = "From: a@b\nTo: x@y\n" + "X: y\n".repeat(300_000) + "\nhi\n";
        assertThat(refused(huge)).hasMessageContaining("larger than");
    }
}
