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

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.BareLineEnds;
import org.postrider.ConnectionLostException;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.LocalRefusalException;
import org.postrider.MailParameter;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.ProtocolViolationException;
import org.postrider.Reply;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.testkit.ScriptedServer;

class ContentTest {

    private static final String UP_TO_DATA =
            "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\n";

    /** What follows 354 when this is sent, end mark included. */
    private static String wire(Message message) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + UP_TO_DATA + "C.\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.mail("a@b");
                session.rcpt("x@y");
                session.data(message);
            }
            server.verify();
            String received = new String(server.received(), StandardCharsets.ISO_8859_1);
            int start = received.indexOf("DATA\r\n") + 6;
            return received.substring(start, received.indexOf("QUIT\r\n"));
        }
    }

    /** An empty header, which a look before MAIL ends at, and what follows it. */
    private static InputStream behindHeader(InputStream body) {
        return new SequenceInputStream(new ByteArrayInputStream(new byte[] {'\r', '\n'}), body);
    }

    /** Fails at the first octet. */
    private static InputStream failing(Supplier<IOException> failure) {
        return new InputStream() {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return read();
            }

            @Override
            public int read() throws IOException {
                throw failure.get();
            }
        };
    }

    private static InputStream behindHeader(String latin1) {
        return behindHeader(new ByteArrayInputStream(latin1.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static Message octets(String latin1) {
        return Message.of(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource({
        "'abc\n.jkl\rfoo\r\n..blue', 'abc\r\n..jkl\r\nfoo\r\n...blue\r\n.\r\n'",
        "'a\r\r\nb', 'a\r\n\r\nb\r\n.\r\n'",
        "'a\n\rb', 'a\r\n\r\nb\r\n.\r\n'",
        "'a\r', 'a\r\n.\r\n'",
        "'a\n', 'a\r\n.\r\n'",
        "'x', 'x\r\n.\r\n'",
        "'x\r\n', 'x\r\n.\r\n'",
        "'', '\r\n.\r\n'",
        "'.', '..\r\n.\r\n'",
        "'\r.', '\r\n..\r\n.\r\n'",
        "'.first\r\n.second\r\n..third', '..first\r\n..second\r\n...third\r\n.\r\n'",
        "'a\r\n.\r\nb', 'a\r\n..\r\nb\r\n.\r\n'",
        "'a\u000Bb\fc\u001Cd', 'a\u000Bb\fc\u001Cd\r\n.\r\n'"
    })
    @DisplayName("line ends become CRLF, leading dots are doubled, one CRLF ends the content"
            + " (P2, P111, P112, P113, P114, P115, T1, T26, R5, R6, R27, R28, R49, D4)")
    void encoding(String text, String expected) throws SmtpException {
        assertThat(wire(Message.ofText(text))).isEqualTo(expected);
        assertThat(wire(octets(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\n",
                "\n.\r\n",
                "\r\n.\n",
                "\r.\r",
                "\r.\n",
                "\n.\r",
                "\r.\r\n",
                "\r\n.\r",
                "\r\r\n.\r\r\n",
                "\n\r.\n\r",
                "\r\n."
            })
    @DisplayName("no odd line end can end the content early, anywhere in it (A16, P112, G19)")
    void smuggling(String odd) throws SmtpException {
        for (String text : new String[] {odd + "MAIL FROM:<evil@x>", "a" + odd + "MAIL FROM:<evil@x>", "a" + odd}) {
            String wire = wire(octets(text));
            String content = wire.substring(0, wire.length() - 3);
            assertThat(wire).endsWith("\r\n.\r\n");
            assertThat(content.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
            assertThat("\r\n" + content).doesNotContain("\r\n.\r\n");
        }
    }

    @Test
    @DisplayName("with bare line ends refused, nothing is sent, or the content is cut off without its end (A16, P119)")
    void refusesBareLineEnds() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + QUIT)) {
            try (Session session =
                    Dialogues.to(server).bareLineEnds(BareLineEnds.REFUSE).open()) {
                assertThatThrownBy(() -> session.send(A_TO_X, octets("a\nb")))
                        .isInstanceOf(MessageException.class)
                        .hasMessageContaining("octet 1 of the message is a bare LF");
                assertThatThrownBy(() -> session.send(A_TO_X, octets("a\r")))
                        .isInstanceOf(MessageException.class)
                        .hasMessageContaining("octet 1 of the message is a bare CR");
            }
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(ehlo() + UP_TO_DATA + "C: \nC<EOF\n")) {
            Session session =
                    Dialogues.to(server).bareLineEnds(BareLineEnds.REFUSE).open();
            MessageException e = catchThrowableOfType(
                    MessageException.class, () -> session.send(A_TO_X, Message.ofStream(behindHeader("a\rb"))));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32 * 1024, 1024 * 1024 - 60, 1024 * 1024, 1024 * 1024 + 60, 3 * 1024 * 1024})
    @DisplayName(
            "a message in memory of any size goes behind the 354, as it is where that is right, its dots doubled where they are not (P112, P113, R27)")
    void inMemory(int size) throws SmtpException {
        String lines = "Subject: x\r\n\r\n" + "0123456789 abcdefghijklmnop\r\n".repeat(size / 29);
        String padded = lines + "y".repeat(Math.max(0, size - lines.length())) + "\r\n";
        for (String text : new String[] {padded, padded.replace("9 abc", "\r\n.abc"), padded + "no line end"}) {
            String expected = text.replace("\n.", "\n..") + (text.endsWith("\r\n") ? "" : "\r\n");
            try (ScriptedServer server = ScriptedServer.play(ehlo("X") + "C: MAIL FROM:<a@b>\nS: 250 ok\n"
                    + "C: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC.\nS: 250 ok\n" + QUIT)) {
                AtomicLong progress = new AtomicLong();
                try (Session session = Dialogues.to(server)
                        .listener(new SessionListener() {
                            @Override
                            public void contentProgress(long octets, OptionalLong all) {
                                progress.set(octets);
                            }
                        })
                        .open()) {
                    session.send(A_TO_X, Message.of(text.getBytes(StandardCharsets.US_ASCII)));
                }
                server.verify();
                assertThat(new String(server.content(0), StandardCharsets.US_ASCII).equals(expected))
                        .isTrue();
                assertThat(progress).hasValue(text.length() + (text.endsWith("\r\n") ? 0 : 2));
            }
        }
    }

    @Test
    @DisplayName("content comes from octets, buffers, text in any charset, files and streams (P120, P118, T25)")
    void sources(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("m.eml"), "hi\n");
        assertThat(wire(Message.ofFile(file))).isEqualTo("hi\r\n.\r\n");
        assertThat(wire(Message.of(ByteBuffer.wrap(new byte[] {'x', 'h', 'i'}, 1, 2))))
                .isEqualTo("hi\r\n.\r\n");
        assertThat(wire(Message.ofStream(new ByteArrayInputStream(new byte[] {'h', 'i'}))))
                .isEqualTo("hi\r\n.\r\n");
        assertThat(wire(() -> new ByteArrayInputStream(new byte[] {'h', 'i'}))).isEqualTo("hi\r\n.\r\n");
        assertThat(wire(Message.ofText("p\u00E4", StandardCharsets.ISO_8859_1))).isEqualTo("p\u00E4\r\n.\r\n");
        assertThat(wire(Message.ofText("p\u00E4"))).isEqualTo("p\u00C3\u00A4\r\n.\r\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Message.ofText("p\u00E4", StandardCharsets.US_ASCII))
                .withMessageContaining("US-ASCII");
    }

    @Test
    @DisplayName(
            "the caller's octets are not altered: lines that begin with From, 8-bit octets, long lines (P158, P119, A19)")
    void notAltered() throws SmtpException {
        String text = "From here\r\n" + "y".repeat(5000) + "\r\n\u00FF\r\n";
        assertThat(wire(octets(text))).isEqualTo(text + ".\r\n");
    }

    @Test
    @DisplayName(
            "an empty message, one that cannot be read, and NUL are refused before MAIL, with the reason (P117, R26)")
    void refusedBefore(@TempDir Path folder) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThatThrownBy(() -> session.send(A_TO_X, Message.of(new byte[0])))
                        .isInstanceOf(MessageException.class)
                        .hasMessageContaining("empty");
                assertThatThrownBy(() -> session.send(A_TO_X, () -> {
                            throw new IOException("disk on fire");
                        }))
                        .isInstanceOf(MessageException.class)
                        .hasMessageContaining("disk on fire");
                assertThatThrownBy(() -> session.send(A_TO_X, octets("a\0b")))
                        .isInstanceOf(MessageException.class)
                        .hasMessageContaining("octet 1 of the message is NUL");
                Path missing = folder.resolve("none.eml");
                assertThatThrownBy(() -> session.send(Message.ofFile(missing)))
                        .isInstanceOf(MessageException.class)
                        .hasCauseInstanceOf(NoSuchFileException.class)
                        .hasMessageContaining("none.eml");
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "a source that fails while the content flows closes the connection without the end mark (P117, A22, F29)")
    void sourceFails() throws SmtpException {
        for (boolean error : new boolean[] {false, true}) {
            try (ScriptedServer server = ScriptedServer.play(ehlo() + UP_TO_DATA + "C: \nC<EOF\n")) {
                Session session = Dialogues.open(server);
                Message failing = Message.ofStream(behindHeader(failing(() -> {
                    if (error) {
                        throw new IllegalStateException("bug");
                    }
                    return new IOException("disk on fire");
                })));
                Throwable thrown = catchThrowableOfType(Throwable.class, () -> session.send(A_TO_X, failing));
                if (thrown instanceof MessageException e) {
                    assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
                    assertThat(e.stage()).isEqualTo(Stage.CONTENT);
                } else {
                    assertThat(thrown).isInstanceOf(IllegalStateException.class);
                }
                assertThat(session.isOpen()).isFalse();
                server.verify();
            }
        }
    }

    @Test
    @DisplayName("a stream that is empty, fails at once or cannot be opened is told before MAIL (P117, P115)")
    void streamFailsAtOnce() throws SmtpException {
        InputStream failing = failing(() -> new IOException("disk\non fire"));
        try (ScriptedServer server = ScriptedServer.play(ehlo() + "C: NOOP\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThatThrownBy(() -> session.send(A_TO_X, Message.ofStream(InputStream.nullInputStream())))
                        .isInstanceOf(MessageException.class)
                        .hasMessageContaining("empty");
                assertThatThrownBy(() -> session.send(A_TO_X, Message.ofStream(failing)))
                        .isInstanceOf(MessageException.class)
                        .hasMessageContaining("disk\\non fire")
                        .hasMessageContaining("nothing was sent");
                assertThatThrownBy(() -> session.send(A_TO_X, Message.ofFile(Path.of("/no\nsuch"))))
                        .isInstanceOf(MessageException.class)
                        .hasMessageContaining("/no\\nsuch")
                        .hasMessageNotContaining("\n");
                assertThatThrownBy(() -> session.data(Message.ofFile(Path.of("/none"))))
                        .isInstanceOf(MessageException.class);
                session.noop();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a stream is closed when its message is refused, before MAIL and by the server (P118, F29)")
    void streamClosed() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo() + "C: MAIL FROM:<a@b>\nS: 550 no\nC: RSET\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.to(server).strictEightBit(true).open()) {
                for (String text : new String[] {"\r\nhi", "X: p\u00E4\r\n\r\nhi", "a\0b"}) {
                    AtomicBoolean closed = new AtomicBoolean();
                    InputStream stream =
                            new FilterInputStream(
                                    new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1))) {
                                @Override
                                public void close() {
                                    closed.set(true);
                                }
                            };
                    assertThatThrownBy(() -> session.send(A_TO_X, Message.ofStream(stream)))
                            .isInstanceOf(SmtpException.class);
                    assertThat(closed).as(text).isTrue();
                }
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Subject: p\u00E4\n\nhi\n", "Subject: p\u00E4\r\rhi\r", "a: b\r\rp\u00E4\r"})
    @DisplayName(
            "the header ends where it ends on the wire, and UTF-8 in it asks for SMTPUTF8, in a stream too (A21, R173)")
    void utf8Header(String text) throws SmtpException {
        boolean inHeader = text.startsWith("Subject");
        String parameters = inHeader ? " SMTPUTF8 BODY=8BITMIME" : " BODY=8BITMIME";
        String transaction = "C: MAIL FROM:<a@b>" + parameters
                + "\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC.\nS: 250 ok\n";
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("8BITMIME", "SMTPUTF8") + transaction + transaction + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(A_TO_X, Message.ofText(text));
                session.send(A_TO_X, Message.ofStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
            }
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(ehlo("8BITMIME") + "C: NOOP\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.to(server).strictEightBit(true).open()) {
                if (inHeader) {
                    assertThatThrownBy(() -> session.send(
                                    A_TO_X,
                                    Message.ofStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))))
                            .isInstanceOf(ExtensionNotSupportedException.class)
                            .hasMessageContaining("SMTPUTF8");
                }
                session.noop();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("the body that the caller declares must be one that DATA carries, and true (R165, R166, A21)")
    void declaredBody() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("8BITMIME") + "C: NOOP\nS: 250 ok\n"
                + "C: MAIL FROM:<a@b> BODY=7BIT\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC.\n"
                + "S: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                for (String body : new String[] {"BODY=7BIT", "BODY=BINARYMIME", "BODY=X", "BODY"}) {
                    Envelope envelope = Envelope.from("a@b", MailParameter.parse(body))
                            .to("x@y")
                            .build();
                    assertThatThrownBy(() -> session.send(envelope, Message.ofText("\np\u00E4")))
                            .isInstanceOf(LocalRefusalException.class)
                            .hasMessageContaining("BODY=");
                }
                session.noop();
                session.send(
                        Envelope.from("a@b", MailParameter.of("BODY", "7BIT"))
                                .to("x@y")
                                .build(),
                        HI);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a stream can be sent once, and says so (P118)")
    void streamOnce() throws SmtpException {
        Message message = Message.ofStream(new ByteArrayInputStream(new byte[] {'x'}));
        wire(message);
        assertThatThrownBy(() -> wire(message))
                .isInstanceOf(MessageException.class)
                .hasMessageContaining("once");
    }

    @ParameterizedTest
    @CsvSource({"x, 3", "'hi\n.dot\n', 10", "'x\r\n', 3", "'a\rb', 6", "'\n', 2"})
    @DisplayName("SIZE counts what will be stored: CRLFs, the added one included, doubled dots not (P122, P123, R161)")
    void size(String text, int size) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("SIZE") + "C: MAIL FROM:<a@b> SIZE=" + size
                + "\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC.\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(A_TO_X, Message.ofText(text));
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a message above the server's limit is refused before MAIL (P125, P92, R54, R160, G20)")
    void tooLarge() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("SIZE 1000") + "C: NOOP\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                LocalRefusalException e = catchThrowableOfType(
                        LocalRefusalException.class, () -> session.send(A_TO_X, octets("x".repeat(2000))));
                assertThat(e.extension()).isEqualTo("SIZE");
                assertThat(e).hasMessageContaining("2002 octets").hasMessageContaining("1000");
                session.noop();
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SIZE", "SIZE 0", "SIZE 99999999999999999999", "SIZE 999999999999999999999", "SIZE x", "SIZE -1"
            })
    @DisplayName("no limit, no number and a number too large are no limit (P92, R159, A66)")
    void noLimit(String keyword) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo(keyword) + "C: MAIL FROM:<a@b> SIZE=4\nS: 250 ok\n"
                + "C: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(A_TO_X, HI);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("there is one SIZE: the caller's counts; none is sent for a stream (P124, R161)")
    void oneSize() throws SmtpException {
        String rest = "C: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n";
        try (ScriptedServer server = ScriptedServer.play(ehlo("SIZE") + "C: MAIL FROM:<a@b> SIZE=99\nS: 250 ok\n" + rest
                + "C: MAIL FROM:<a@b>\nS: 250 ok\n" + rest + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(
                        Envelope.from("a@b", MailParameter.of("SIZE", "99"))
                                .to("x@y")
                                .build(),
                        HI);
                session.send(A_TO_X, Message.ofStream(new ByteArrayInputStream(new byte[] {'h', 'i'})));
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "8-bit content is declared where 8BITMIME is offered and refused before MAIL by a strict session where not"
                    + " (P163, G22, R9, R165, R166, A21)")
    void eightBit() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("8BITMIME")
                + "C: MAIL FROM:<a@b> BODY=8BITMIME\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\n"
                + "C: \nC: p\u00E4\nC: .\nS: 250 ok\nC: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n"
                + "C: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(A_TO_X, Message.ofText("\np\u00E4\n"));
                session.send(A_TO_X, HI);
            }
            server.verify();
        }
        try (ScriptedServer server =
                ScriptedServer.play(ehlo() + "C: NOOP\nS: 250 ok\n" + UP_TO_DATA + "C: \nC<EOF\n")) {
            Session session = Dialogues.to(server).strictEightBit(true).open();
            assertThatThrownBy(() -> session.send(A_TO_X, Message.ofText("\np\u00E4\n")))
                    .isInstanceOf(ExtensionNotSupportedException.class)
                    .hasMessageContaining("octet 2 of the message")
                    .hasMessageContaining("8BITMIME");
            session.noop();
            MessageException e = catchThrowableOfType(
                    MessageException.class, () -> session.send(A_TO_X, Message.ofStream(behindHeader("\u00FF"))));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(e).hasMessageContaining("octet 2").hasMessageContaining("0xFF");
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {452, 552})
    @DisplayName("a refusal while the content flows stops it: no end mark, and the reply is the exception's (A62, F21)")
    void refusedInMidContent(int code) throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo() + UP_TO_DATA + "C* 70000\nS: " + code + " enough\n@mark said\n@silence\n")) {
            Session session = Dialogues.open(server);
            DataRefusedException e = catchThrowableOfType(
                    DataRefusedException.class,
                    () -> session.send(A_TO_X, Message.ofStream(behindHeader(waitingFor(server)))));
            assertThat(e.refusal()).isEqualTo(Reply.of(code, "enough"));
            assertThat(e.stage()).isEqualTo(Stage.CONTENT);
            assertThat(e.delivery()).isEqualTo(Delivery.REFUSED);
            assertThat(session.isOpen()).isFalse();
            server.verify();
            assertThat(new String(server.received(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("\r\n.\r\n");
        }
    }

    @Test
    @DisplayName("a 421 while the content flows stops it: the server closes, and the mail was not sent (V3, V11, F21)")
    void closingInMidContent() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo() + UP_TO_DATA + "C* 70000\nS: 421 bye\n@mark said\n@silence\n")) {
            Session session = Dialogues.open(server);
            ConnectionLostException e = catchThrowableOfType(
                    ConnectionLostException.class,
                    () -> session.send(A_TO_X, Message.ofStream(behindHeader(waitingFor(server)))));
            assertThat(e.reply()).contains(Reply.of(421, "bye"));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(e.isRetryable()).isTrue();
            assertThat(session.isOpen()).isFalse();
            server.verify();
        }
    }

    @Test
    @DisplayName("an acceptance while the content flows is lost step and no verdict (A63, F15)")
    void acceptedInMidContent() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo() + UP_TO_DATA + "C* 70000\nS: 250 queued\n@mark said\n@silence\n")) {
            Session session = Dialogues.open(server);
            ProtocolViolationException e = catchThrowableOfType(
                    ProtocolViolationException.class,
                    () -> session.send(A_TO_X, Message.ofStream(behindHeader(waitingFor(server)))));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            server.verify();
        }
    }

    /** Long lines; after 100,000 octets it goes on only when the server has said its word. */
    private static InputStream waitingFor(ScriptedServer server) {
        return new InputStream() {
            private int given;

            @Override
            public int read() {
                given++;
                if (given == 100_000) {
                    server.awaitStep("said");
                }
                return given > 200_000 ? -1 : 'x';
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                int count = 0;
                while (count < Math.min(length, 1000)) {
                    int octet = read();
                    if (octet < 0) {
                        return count == 0 ? -1 : count;
                    }
                    target[offset + count++] = (byte) octet;
                }
                return count;
            }
        };
    }
}
