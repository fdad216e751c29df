// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Delivery;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.testkit.ScriptedServer;

/** What may come before a header, and what a server would make of it. Octets are written as Latin-1. */
class MessageStartTest {

    private static final String HEADER = "From: a@b\r\nTo: x@y\r\n";
    private static final String MESSAGE = HEADER + "Subject: s\r\n\r\nhi\r\nFrom now on we meet\r\nat ten\r\n";
    private static final String FROM_LINE = "From a@b Thu Jan  1 00:00:00 1970\r\n";
    private static final String MARK = "\u00EF\u00BB\u00BF";
    private static final String TRANSACTION =
            "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC.\nS: 250 ok\n";

    @TempDir
    private Path folder;

    private static byte[] octets(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The same octets, one at each read. */
    private static Message dripping(byte[] octets) {
        return Message.ofStream(new FilterInputStream(new ByteArrayInputStream(octets)) {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return super.read(into, from, Math.min(1, length));
            }
        });
    }

    /** The octets in each form that a message may have. */
    private List<Message> forms(String latin1) throws IOException {
        byte[] octets = octets(latin1);
        Path file = Files.write(folder.resolve("m"), octets);
        return List.of(
                Message.of(octets),
                Message.ofFile(file),
                () -> new ByteArrayInputStream(octets),
                Message.ofStream(new ByteArrayInputStream(octets)),
                dripping(octets));
    }

    private void arrives(String given, String expected, boolean withHeader) throws Exception {
        arrives(given, expected, withHeader, 5);
    }

    private void arrives(String given, String expected, boolean withHeader, int forms) throws Exception {
        int sends = forms * (withHeader ? 3 : 2);
        try (ScriptedServer server = ScriptedServer.play(ehlo() + TRANSACTION.repeat(sends) + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                for (Message message : forms(given).subList(0, forms)) {
                    session.send(A_TO_X, message);
                }
                if (withHeader) {
                    for (Message message : forms(given).subList(0, forms)) {
                        session.send(message);
                    }
                }
                List<Mail> mails = forms(given).subList(0, forms).stream()
                        .map(m -> Mail.of(A_TO_X, m))
                        .toList();
                session.sendAll(mails, outcome -> assertThat(outcome.failure()).isEmpty());
            }
            server.verify();
            for (int i = 0; i < sends; i++) {
                assertThat(new String(server.content(i), StandardCharsets.ISO_8859_1))
                        .isEqualTo(expected);
            }
        }
    }

    private void refused(String given, boolean alsoWithEnvelope, String... reasons) throws Exception {
        List<MessageException> refusals = new ArrayList<>();
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("PIPELINING", "CHUNKING") + "C: NOOP\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.to(server).window(4).eager(true).open()) {
                for (Message message : forms(given)) {
                    refusals.add(catchThrowableOfType(MessageException.class, () -> session.send(message)));
                }
                List<MailOutcome> outcomes = new ArrayList<>();
                Stream<Mail> mails = forms(given).stream().map(Mail::of);
                if (alsoWithEnvelope) {
                    for (Message message : forms(given)) {
                        refusals.add(catchThrowableOfType(MessageException.class, () -> session.send(A_TO_X, message)));
                    }
                    mails = Stream.concat(mails, forms(given).stream().map(m -> Mail.of(A_TO_X, m)));
                }
                session.sendAll(mails.toList(), outcomes::add);
                outcomes.forEach(
                        o -> refusals.add((MessageException) o.failure().orElseThrow()));
                session.noop();
            }
            server.verify();
        }
        assertThat(refusals).allSatisfy(e -> {
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(e).hasMessageContainingAll(reasons);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {MARK, FROM_LINE, MARK + FROM_LINE, "From \n", "From a@b  date\r", "From a:b\r\n"})
    @DisplayName("a byte order mark and a From_ line are no part of the message and are cut off (H11)")
    void cutOff(String before) throws Exception {
        arrives(before + MESSAGE, MESSAGE, true);
    }

    @Test
    @DisplayName("empty lines before a From_ line are cut off with it, unless they come alone from a stream (H11)")
    void emptyLines() throws Exception {
        arrives("\r\n\r\n" + FROM_LINE + MESSAGE, MESSAGE, true, 4);
    }

    @Test
    @DisplayName("a byte order mark before a text without a header is cut off (H11)")
    void markBeforeText() throws Exception {
        arrives(MARK + "hi\r\n", "hi\r\n", false);
    }

    @ParameterizedTest
    @ValueSource(strings = {MESSAGE, "Subject : spaced\r\n\r\nhi\r\n", "X:\r\n\r\n\r\n", "x!:y\r\n"})
    @DisplayName("a message that begins with a header field leaves octet for octet (H11)")
    void plain(String message) throws Exception {
        arrives(message, message, false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hi\r\n",
                "\r\nFrom: in the body\r\n",
                "\r\nFrom now on\r\nwe meet\r\n",
                "From now on we meet\r\nat ten\r\n",
                "see http://example.org\r\nNote: at ten\r\n",
                "hi\r\n\r\nTo: do\r\n",
                "From \r\n\r\n",
                "F\r\n"
            })
    @DisplayName("a text without any header leaves as it is with an envelope of the caller's (H11)")
    void noHeader(String text) throws Exception {
        arrives(text, text, false);
        refused(text, false, "the first line of the message", "give the envelope");
    }

    static Stream<String> linesBefore() {
        return Stream.of(
                "Welcome to the archive\r\n",
                "\u0001\u0001\u0001\u0001\r\n",
                "X-Long and broken\r\n",
                "{\r\n",
                " folded: x\r\n",
                ">From a@b Thu Jan  1 00:00:00 1970\r\n",
                "\u00FF\u00FEF\r\n",
                "x".repeat(2000) + "\n");
    }

    @ParameterizedTest
    @MethodSource("linesBefore")
    @DisplayName("any other line before a header is refused before MAIL and shown (H11)")
    void otherLine(String line) throws Exception {
        refused(line + MESSAGE, true, "the first line of the message", "no header field");
        refused(MARK + line + MESSAGE, true, "the first line of the message", "no header field");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n" + FROM_LINE + "From: c@d\r\nTo: eve@evil.test\r\n\r\nsecret\r\n",
                FROM_LINE + "Received: x\r\n",
                "From \rX:\r",
                "\nFrom x\nFrom y\nTo : z@z\n",
                "\r\n\r\n\r\nFrom c@d\r\nX-A: b"
            })
    @DisplayName(
            "an mbox of two is refused before MAIL, so that the second mail does not go to the first one's people (H11)")
    void severalMails(String second) throws Exception {
        for (String padding : new String[] {"", "y".repeat(40_000) + "\r\n"}) {
            for (String before : new String[] {FROM_LINE, "\n" + FROM_LINE, MARK + FROM_LINE}) {
                repeatableRefused(before + MESSAGE + padding + second);
            }
        }
    }

    private void repeatableRefused(String mbox) throws Exception {
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING", "CHUNKING") + QUIT)) {
            try (Session session = Dialogues.to(server).window(4).eager(true).open()) {
                for (Message message : forms(mbox).subList(0, 3)) {
                    MessageException e = catchThrowableOfType(MessageException.class, () -> session.send(message));
                    assertThat(e).hasMessageContainingAll("mbox of several", "use send-all", "nothing was sent");
                    assertThat(catchThrowableOfType(MessageException.class, () -> session.send(A_TO_X, message)))
                            .hasMessageContaining("use send-all");
                }
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("an mbox of two that can be read once ends without its end mark, and the line is named (H11)")
    void severalMailsOnce() throws SmtpException {
        String script = ehlo()
                + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC: From: a@b\nC: To: x@y\n"
                + "C: \nC<EOF\n";
        String first = FROM_LINE + HEADER + "\r\n";
        String second = "hi\r\n" + FROM_LINE + "To: eve@evil.test\r\n\r\nsecret\r\n";
        for (boolean withEnvelope : new boolean[] {true, false}) {
            try (ScriptedServer server = ScriptedServer.play(script)) {
                Session session = Dialogues.open(server);
                InputStream stream = new SequenceInputStream(
                        new ByteArrayInputStream(octets(first)), new ByteArrayInputStream(octets(second)));
                MessageException e = catchThrowableOfType(MessageException.class, () -> {
                    if (withEnvelope) {
                        session.send(A_TO_X, Message.ofStream(stream));
                    } else {
                        session.send(Message.ofStream(stream));
                    }
                });
                assertThat(e).hasMessageContainingAll("line 6 of the message", "use send-all");
                assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
                server.verify();
            }
        }
    }
}
