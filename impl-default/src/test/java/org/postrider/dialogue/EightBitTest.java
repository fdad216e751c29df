// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Envelope;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.LocalRefusalException;
import org.postrider.Mail;
import org.postrider.MailParameter;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.testkit.ScriptedServer;

/** Octets above 127: declared where the server offers to take them, sent as they are where it does not. */
class EightBitTest {

    private static final String UTF8 = "Subject: caf\u00E9\r\n\r\np\u00E4\r\n\u20AC\r\n";
    private static final String LATIN1 = "Subject: caf\u00E9\r\n\r\np\u00E4\r\n";

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String transaction(String parameters) {
        return "C: MAIL FROM:<a@b>" + parameters + "\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n"
                + "C: DATA\nS: 354 go\nC.\nS: 250 ok\n";
    }

    /** Sends from memory, as a stream and by {@code sendAll}; each time the parameters must be these and the octets the same. */
    private static void arrives(
            byte[] octets, String parameters, UnaryOperator<Session.Builder> options, String... keywords)
            throws SmtpException {
        String script = ehlo(keywords) + transaction(parameters).repeat(3) + QUIT;
        try (ScriptedServer server = ScriptedServer.play(script)) {
            try (Session session = options.apply(Dialogues.to(server)).open()) {
                session.send(A_TO_X, Message.of(octets));
                session.send(A_TO_X, Message.ofStream(new ByteArrayInputStream(octets)));
                session.sendAll(
                        List.of(Mail.of(A_TO_X, Message.of(octets))),
                        outcome -> assertThat(outcome.failure()).isEmpty());
            }
            server.verify();
            for (int i = 0; i < 3; i++) {
                assertThat(server.content(i)).isEqualTo(octets);
            }
        }
    }

    @Test
    @DisplayName("a body in UTF-8 or Latin-1 leaves as it is, undeclared, where 8BITMIME is not offered (M1)")
    void bodyWithoutEightBitMime() throws SmtpException {
        arrives(utf8("Subject: u\r\n\r\np\u00E4 \u20AC\r\n"), "", UnaryOperator.identity(), "HELP");
        arrives(latin1("Subject: u\r\n\r\np\u00E4\r\n"), "", UnaryOperator.identity(), "HELP");
    }

    @Test
    @DisplayName("raw UTF-8 in a header leaves as it is, undeclared, where SMTPUTF8 is not offered (M2)")
    void headerWithoutSmtpUtf8() throws SmtpException {
        arrives(utf8(UTF8), "", UnaryOperator.identity(), "HELP");
        arrives(utf8(UTF8), " BODY=8BITMIME", UnaryOperator.identity(), "8BITMIME");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C3", // cut off
                "C3 C3 A9", // cut off by another character
                "E9", // Latin-1
                "C0 AF", // overlong
                "E0 80 AF", // overlong
                "ED A0 80", // a surrogate
                "F4 90 80 80", // past U+10FFFF
                "F5 80 80 80",
                "80",
                "B9 FA B1 EA" // GB2312
            })
    @DisplayName("a header that is no UTF-8 makes no SMTPUTF8 declared, whatever its body is (M3, H4)")
    void headerIsNoUtf8(String hex) throws SmtpException {
        String raw = new String(HexFormat.ofDelimiter(" ").parseHex(hex), StandardCharsets.ISO_8859_1);
        byte[] octets = latin1("Subject: " + raw + "\r\nX-Good: \u00C3\u00A9\r\n\r\n\u00C3\u00A9\r\n");
        arrives(octets, " BODY=8BITMIME", UnaryOperator.identity(), "SMTPUTF8", "8BITMIME");
        arrives(octets, "", UnaryOperator.identity(), "SMTPUTF8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00E9",
                "\u07FF",
                "\u0800",
                "\uFFFD",
                "\uD7FF",
                "\uD83D\uDE00",
                "\uDBFF\uDFFF",
                "a\u00E9z\u20AC"
            })
    @DisplayName("valid UTF-8 in a header is declared where SMTPUTF8 is offered, also where 8BITMIME is not (M3, H5)")
    void headerIsUtf8(String text) throws SmtpException {
        byte[] octets = utf8("Subject: " + text + "\r\n\r\nhi\r\n");
        arrives(octets, " SMTPUTF8 BODY=8BITMIME", UnaryOperator.identity(), "SMTPUTF8", "8BITMIME");
        arrives(octets, " SMTPUTF8", UnaryOperator.identity(), "SMTPUTF8");
    }

    @Test
    @DisplayName("a header is judged by all its octets, wherever they are cut into pieces (M3)")
    void headerInPieces() throws SmtpException {
        String parameters = " SMTPUTF8";
        for (int padding = 32 * 1024 - 30; padding < 32 * 1024; padding += 7) {
            byte[] octets = utf8("X: " + "x\r\n ".repeat(padding / 4) + "y".repeat(padding % 4) + "\u20AC".repeat(9)
                    + "\r\n\r\nhi\r\n");
            arrives(octets, parameters, UnaryOperator.identity(), "SMTPUTF8");
        }
    }

    @Test
    @DisplayName("ignoring(\"SMTPUTF8\") sends a header in UTF-8 undeclared; a local part in UTF-8 is refused (H5)")
    void undeclared() throws SmtpException {
        arrives(utf8(UTF8), " BODY=8BITMIME", builder -> builder.ignoring("SMTPUTF8"), "SMTPUTF8", "8BITMIME");
        try (ScriptedServer server = ScriptedServer.play(ehlo("SMTPUTF8", "8BITMIME") + QUIT)) {
            try (Session session = Dialogues.to(server).ignoring("SMTPUTF8").open()) {
                assertThat(catchThrowableOfType(
                                ExtensionNotSupportedException.class,
                                () -> session.send(
                                        Envelope.from("a@b").to("\u00E9@y").build(), Message.of(utf8(UTF8)))))
                        .hasMessageContaining("\u00E9@y")
                        .hasMessageContaining("ignores");
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("strictEightBit refuses what is not offered before MAIL, and the session goes on (M1, M2)")
    void strict() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("HELP") + transaction("") + QUIT)) {
            try (Session session = Dialogues.to(server).strictEightBit(true).open()) {
                assertThat(strictlyRefused(session, utf8("A: b\r\n\r\np\u00E4\r\n"))
                                .extension())
                        .isEqualTo("8BITMIME");
                assertThat(strictlyRefused(session, utf8(UTF8)).extension()).isEqualTo("SMTPUTF8");
                session.send(A_TO_X, Message.ofText("Subject: plain\n\nhi\n"));
            }
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(ehlo("SMTPUTF8", "8BITMIME")
                + transaction(" SMTPUTF8 BODY=8BITMIME")
                + transaction(" BODY=8BITMIME")
                + QUIT)) {
            try (Session session = Dialogues.to(server).strictEightBit(true).open()) {
                assertThat(strictlyRefused(session, latin1(LATIN1))).hasMessageContaining("not UTF-8");
                session.send(A_TO_X, Message.of(utf8(UTF8)));
                session.send(A_TO_X, Message.of(latin1("A: b\r\n\r\np\u00E4\r\n")));
            }
            server.verify();
        }
    }

    private static LocalRefusalException strictlyRefused(Session session, byte[] octets) {
        LocalRefusalException e =
                catchThrowableOfType(LocalRefusalException.class, () -> session.send(A_TO_X, Message.of(octets)));
        assertThat(e).hasMessageContaining("strictEightBit");
        return e;
    }

    @Test
    @DisplayName(
            "a stream declared as 7-bit that is not ends without its end mark, and the text names what was asked for (M1)")
    void declaredSevenBit() throws SmtpException {
        Envelope envelope =
                Envelope.from("a@b", MailParameter.of("BODY", "7BIT")).to("x@y").build();
        try (ScriptedServer server = ScriptedServer.play(
                ehlo("8BITMIME")
                        + "C: MAIL FROM:<a@b> BODY=7BIT\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC: A: b\nC: \nC<EOF\n")) {
            Session session = Dialogues.open(server);
            InputStream octets = new SequenceInputStream(
                    new ByteArrayInputStream(utf8("A: b\r\n\r\n")), new ByteArrayInputStream(utf8("p\u00E4\r\n")));
            assertThat(catchThrowableOfType(
                            MessageException.class, () -> session.send(envelope, Message.ofStream(octets))))
                    .hasMessageContaining("BODY=7BIT");
            server.verify();
        }
    }
}
