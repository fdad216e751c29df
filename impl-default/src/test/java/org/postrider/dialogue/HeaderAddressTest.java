// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Delivery;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.testkit.ScriptedServer;

/** Addresses in a header: the display names are no part of the envelope, the addresses are never guessed. Octets are written as Latin-1. */
class HeaderAddressTest {

    private static byte[] octets(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String mail(String from, String... to) {
        StringBuilder script = new StringBuilder("C: MAIL FROM:<" + from + ">\nS: 250 ok\n");
        for (String recipient : to) {
            script.append("C: RCPT TO:<" + recipient + ">\nS: 250 ok\n");
        }
        return script + "C: DATA\nS: 354 go\nC.\nS: 250 ok\n";
    }

    /** By send and by sendAll, and the octets arrive as they are. */
    private static void sent(String message, String from, String... to) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + mail(from, to) + mail(from, to) + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(Message.of(octets(message)));
                session.sendAll(
                        List.of(Mail.of(Message.of(octets(message)))),
                        outcome -> assertThat(outcome.failure()).isEmpty());
            }
            server.verify();
            assertThat(server.content(0)).isEqualTo(octets(message));
            assertThat(server.content(1)).isEqualTo(octets(message));
        }
    }

    /** Each field in turn has this mailbox. */
    private static void goesToBo(String mailbox) throws SmtpException {
        sent("From: a@b\r\nTo: " + mailbox + "\r\n\r\nhi\r\n", "a@b", "bo@example.net");
        sent("From: a@b\r\nCc: " + mailbox + ", c@d\r\n\r\nhi\r\n", "a@b", "bo@example.net", "c@d");
        sent("From: " + mailbox + "\r\nTo: c@d\r\n\r\nhi\r\n", "bo@example.net", "c@d");
        sent("From: a@b\r\nSender: " + mailbox + "\r\nTo: c@d\r\n\r\nhi\r\n", "bo@example.net", "c@d");
        try (ScriptedServer server = ScriptedServer.play(ehlo() + mail("a@b", "bo@example.net") + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(Message.of(octets("From: a@b\r\nBcc: " + mailbox + "\r\n\r\nhi\r\n")));
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=?utf-8?B?QsO?= <bo@example.net>",
                "=?utf-8?B?=?= <bo@example.net>",
                "=?utf-8?B?\u00FF\u00FF?= <bo@example.net>",
                "=?utf-8?Q?a=\t?= <bo@example.net>",
                "=?utf-8?Q?=C3?= =?utf-8?Q?=A9?= <bo@example.net>",
                "=?utf-8?B? <bo@example.net>",
                "\"=?utf-8?B?QsO?=\" <bo@example.net>",
                "bo@example.net (=?utf-8?B?QsO?=)"
            })
    @DisplayName("an encoded word that nothing can decode is no obstacle, in any field (H1)")
    void brokenEncodedWord(String mailbox) throws SmtpException {
        goesToBo(mailbox);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-unknown", "utf-7", "unknown-8bit", "iso-8859-1*de", ""})
    @DisplayName("an encoded word in a charset that Java lacks is no obstacle (H2)")
    void unknownCharset(String charset) throws SmtpException {
        goesToBo("=?" + charset + "?Q?B=F6?= <bo@example.net>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"J\u00FCrgen\" <bo@example.net>",
                "J\u00FCrgen <bo@example.net>",
                "\u00B9\u00FA\u00B1\u00EA <bo@example.net>",
                "\"\u00C3\u00BC \u00FC\" <bo@example.net>",
                "bo@example.net (J\u00FCrgen)",
                "\u001B$B,;<\"(B\u001B(B <bo@example.net>",
                "\"\u001B$B\"\\%\"\u001B(J\" <bo@example.net>"
            })
    @DisplayName("a name in raw Latin-1, GB2312 or ISO-2022-JP is no obstacle where the address is ASCII (H3)")
    void rawName(String mailbox) throws SmtpException {
        goesToBo(mailbox);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[Matt] <bo@example.net>",
                "bo@example.net <bo@example.net>",
                "<bo@example.net>",
                "'bo@example.net' <bo@example.net>",
                "Bo@Example.NET <bo@example.net>",
                "\"ann@example.net\" <bo@example.net>",
                "Dr. Bo J. Doe [ext.] <bo@example.net>",
                "Bo (ann@example.net, \\) (x)) <bo@example.net> (y)",
                "bo(x)@(y)example.net",
                "\"bo\"@example.net",
                ", , Bo\r\n\t<bo@example.net>,",
                "Team: bo@example.net;",
                "Team: Bo <bo@example.net>;, Others:;"
            })
    @DisplayName("a name with brackets, or equal to its own address, does not make the address uncertain (H9)")
    void plainMailbox(String mailbox) throws SmtpException {
        goesToBo(mailbox);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bo@example.net; cy@example.net | its address 1, \"bo@example.net\" | semicolon",
                "Doe, Bo <bo@example.net> | its address 1, \"Doe\" | no @ and no domain",
                "\"Bo <bo@example.net> | its address 1 | quote is in it that does not end",
                "a@b.example <c@d.example> | its address 1 | another one in the brackets",
                "\"a@b\".example@x <c@d.example> | its address 1 | another one in the brackets",
                "x@y, Bo <bo@example.net | its address 2, \"Bo <bo@example.net\" | without its >",
                "x@y, bo@example.net> | its address 2, \"bo@example.net>\" | nothing opens",
                "Bo (x <bo@example.net> | its address 1 | comment is in it that does not end",
                "Bo [x <bo@example.net> | its address 1 | [ is in it without its ]",
                "bo@good.example(x)evil.test | its address 1 | middle of it",
                "bo@good .example | its address 1 | middle of it",
                "J. Doe@example.net | its address 1 | middle of it",
                "x@y z@w | its address 1, \"x@y z@w\" | more than one @",
                "<x@y> z@w | its address 1, \"<x@y> z@w\" | something follows it",
                "<x@y> <z@w> | its address 1 | something follows it",
                "<@r:x@y> | its address 1 | source routes",
                "<@r,@s:x@y> | its address 1 | source routes",
                "x@y, MAILER DAEMON <> | its address 2, \"MAILER DAEMON <>\" | nothing is between",
                "root | its address 1, \"root\" | no @ and no domain",
                "Team: x@y, z@w | its address 2 | does not end with a semicolon",
                "Team: Sub: x@y;; | its address 1 | colon",
                "a@b: x@y; | its address 1 | colon",
                "x@y, @example.net | its address 2, \"@example.net\" | local part is empty",
                "x@y, b\\o@example.net | its address 2, \"b\\o@example.net\" | backslash",
                "x@y, bo.@example.net | its address 2 | trailing dot",
                "x@y, bo@ | its address 2, \"bo@\" | domain",
                "x@y, bo..doe@example.net | its address 2 | double dot",
                "x@y, bo@exa_mple.net! | its address 2 | domain",
                "x\u001Bbo@example.net | its address 1 | U+001B",
                "x\u001B$Bbo@example.net | its address 1 | no @"
            })
    @DisplayName(
            "what is no list of addresses is refused before MAIL, with the one address and the reason in plain words (H10)")
    void refused(String list, String address, String reason) throws SmtpException {
        MessageException e = refused("From: a@b\r\nTo: " + list + "\r\n\r\nhi\r\n");
        assertThat(e)
                .hasMessageContaining("field To")
                .hasMessageContaining(address)
                .hasMessageContaining(reason);
        assertThat(e.getMessage()).doesNotContain("Encountered").doesNotContain("line 1, column");
    }

    private static MessageException refused(String message) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("SMTPUTF8") + QUIT)) {
            MessageException e;
            try (Session session = Dialogues.open(server)) {
                e = catchThrowableOfType(MessageException.class, () -> session.send(Message.of(octets(message))));
                List<MailOutcome> outcomes = new ArrayList<>();
                session.sendAll(List.of(Mail.of(Message.of(octets(message)))), outcomes::add);
                assertThat(outcomes).hasSize(1);
                assertThat(outcomes.get(0).failure().orElseThrow())
                        .isInstanceOf(MessageException.class)
                        .hasMessage(e.getMessage());
            }
            server.verify();
            assertThat(e.stage()).isEqualTo(Stage.MAIL);
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            return e;
        }
    }

    @Test
    @DisplayName("of a list of 31 the one that is cut off is named (H10)")
    void lastOfMany() throws SmtpException {
        String list = String.join(", ", Collections.nCopies(30, "name <someone@example.net>")) + ", linu";
        assertThat(refused("From: a@b\r\nTo: " + list + "\r\n\r\nhi\r\n"))
                .hasMessageContaining("its address 31, \"linu\", is no mailbox")
                .hasMessageNotContaining("someone");
    }

    @Test
    @DisplayName("an empty Sender and a long address are told in plain words, the latter cut (H10)")
    void emptySender() throws SmtpException {
        assertThat(refused("From: a@b\r\nSender: \r\nTo: x@y\r\n\r\nhi\r\n")).hasMessageContaining("Sender is empty");
        assertThat(refused("From: a@b\r\nTo: " + "x".repeat(5000) + "\r\n\r\nhi\r\n")
                        .getMessage())
                .hasSizeLessThan(400);
    }

    @Test
    @DisplayName(
            "an address in UTF-8 is taken from a header whose names are not UTF-8; one that is not UTF-8 is refused (H3)")
    void utf8Address() throws SmtpException {
        String message = "From: J\u00FCrgen <\u00C3\u00A9@b>\r\nTo: x@y\r\n\r\nhi\r\n";
        try (ScriptedServer server = ScriptedServer.play(ehlo("SMTPUTF8")
                + "C: MAIL FROM:<\u00E9@b> SMTPUTF8\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC.\nS: 250 ok\n"
                + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(Message.of(octets(message)));
            }
            server.verify();
        }
        assertThat(refused("From: a@b\r\nTo: J\u00FC <x@y>, \u00E9@b\r\n\r\nhi\r\n"))
                .hasMessageContaining("its address 2")
                .hasMessageContaining("not UTF-8");
    }

    @Test
    @DisplayName("an encoded word in the place of a local part is sent as that very local part, with a warning (H12)")
    void encodedLocalPart() throws SmtpException {
        List<String> warnings = Collections.synchronizedList(new ArrayList<>());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                warnings.add(new SimpleFormatter().formatMessage(entry));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("org.postrider.engine.header.AddressList");
        logger.addHandler(handler);
        try {
            sent("From: a@b\r\nTo: =?utf-8?q?bo?=@example.net\r\n\r\nhi\r\n", "a@b", "=?utf-8?q?bo?=@example.net");
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(warnings).isNotEmpty().allMatch(text -> text.contains("=?utf-8?q?bo?=@example.net"));
    }

    @Test
    @DisplayName("quoted local parts, literals and deep comments are read in one pass, however many (H9)")
    void many() throws SmtpException {
        sent(
                "From: a@b\r\nTo: \"eve@evil.test x\"@good.example, x@[127.0.0.1], \"a\\\"b\"@c.example\r\n\r\nhi\r\n",
                "a@b",
                "\"eve@evil.test x\"@good.example",
                "x@[127.0.0.1]",
                "\"a\\\"b\"@c.example");
        String deep = "(".repeat(50_000);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            assertThat(refused("From: a@b\r\nTo: " + "x@y,".repeat(65_000) + deep + "\r\n\r\nhi\r\n"))
                    .hasMessageContaining("comment");
            assertThat(refused("From: a@b\r\nTo: " + "\"".repeat(99_999) + "\r\n\r\nhi\r\n"))
                    .hasMessageContaining("quote");
        });
    }
}
