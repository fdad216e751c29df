// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.ConnectionLostException;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.ProtocolViolationException;
import org.postrider.Providers;
import org.postrider.RecipientsRefusedException;
import org.postrider.SendResult;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.spi.Dialect;
import org.postrider.testkit.ScriptedServer;

/** BDAT (RFC 3030). */
class ChunkingTest {

    private static final int CHUNK = 256 * 1024;
    private static final String BDAT = "C: BDAT " + CHUNK + "\nC* " + CHUNK + "\n";
    private static final String A_TO_X_ACCEPTED = "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n";
    private static final String NEXT_MAIL = A_TO_X_ACCEPTED + "C: BDAT 4 LAST\nC: hi\nS: 250 ok\n";

    @TempDir
    Path folder;

    /** Plays a script behind the greeting, and hands the session over. */
    private interface Client {
        void use(Session session) throws Exception;
    }

    private static ScriptedServer play(String keywords, String script, Client client) throws Exception {
        try (ScriptedServer server = ScriptedServer.play(ehlo(keywords.split(",")) + script)) {
            try (Session session = Dialogues.to(server).chunking(true).open()) {
                client.use(session);
            }
            server.verify();
            return server;
        }
    }

    /** Lines of 64 octets, the last one shorter, all in need of nothing. */
    private static byte[] lines(int length) {
        byte[] octets = new byte[length];
        Arrays.fill(octets, (byte) 'x');
        for (int i = 64; i <= length; i += 64) {
            octets[i - 2] = '\r';
            octets[i - 1] = '\n';
        }
        octets[length - 2] = '\r';
        octets[length - 1] = '\n';
        return octets;
    }

    private static Message stream(byte[] octets) {
        return Message.ofStream(new ByteArrayInputStream(octets));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CHUNKING", "chunking", "Chunking junk=1 more"})
    @DisplayName(
            "the dialogue of RFC 3030 section 4.1: BDAT with LAST, the octets without doubled dots and with CRLF (R147, R152, R153, R166)")
    void oneChunk(String keyword) throws Exception {
        play(
                keyword,
                "C: MAIL FROM:<Sam@Random.com>\nS: 250 ok\nC: RCPT TO:<Susan@Random.com>\nS: 250 ok\n"
                        + "C: BDAT 21 LAST\nC! Subject: a\\r\\n\\r\\n.\\r\\n..\\r\\n\nS: 250 OK 21 octets received\n"
                        + QUIT,
                session -> {
                    SendResult result = session.send(
                            Envelope.from("Sam@Random.com")
                                    .to("Susan@Random.com")
                                    .build(),
                            Message.ofText("Subject: a\n\n.\n.."));
                    assertThat(result.reply().text()).isEqualTo("OK 21 octets received");
                });
    }

    @Test
    @DisplayName("without the keyword, or if the session ignores it, the content follows DATA (R148, R151)")
    void notOffered() throws Exception {
        String data = A_TO_X_ACCEPTED + "C: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n" + QUIT;
        play("SIZELESS", data, session -> session.send(A_TO_X, HI));
        try (ScriptedServer server = ScriptedServer.play(ehlo("Chunking") + data)) {
            try (Session session = Dialogues.to(server).ignoring("chunking").open()) {
                assertThat(session.capabilities().has("CHUNKING")).isFalse();
                assertThat(session.ehloReply().orElseThrow().text()).contains("Chunking");
                session.send(A_TO_X, HI);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("in a group too BDAT waits for the replies to MAIL and RCPT, and nothing follows LAST (R149, R152)")
    void waitsForReplies() throws Exception {
        play(
                "PIPELINING,CHUNKING",
                "C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\n@quiet 100ms\nS: 250 ok\n@quiet 100ms\nS: 250 ok\n"
                        + "C: BDAT 4 LAST\nC: hi\n@quiet 100ms\nS: 250 ok\n" + QUIT,
                session -> session.send(A_TO_X, HI));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CHUNKING", "PIPELINING,CHUNKING"})
    @DisplayName("without an accepted recipient no BDAT is sent, but RSET (R158)")
    void nobodyAccepted(String keywords) throws Exception {
        play(
                keywords,
                "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 550 no\nC: RSET\nS: 250 ok\n" + NEXT_MAIL + QUIT,
                session -> {
                    assertThatThrownBy(() -> session.send(A_TO_X, HI)).isInstanceOf(RecipientsRefusedException.class);
                    session.send(A_TO_X, HI);
                });
    }

    @Test
    @DisplayName(
            "the chunks of a large message follow each other without waiting, the last one waits for them (R150, R157)")
    void severalChunks() throws Exception {
        byte[] octets = lines(2 * CHUNK + 1000);
        String chunks = BDAT + BDAT + "@quiet 100ms\nS: 250 one\n@quiet 50ms\nS: 250 two\nC: BDAT 1000 LAST\nC* 1000\n"
                + "S: 250 all\n";
        for (Message message : new Message[] {Message.of(octets), stream(octets), file(octets)}) {
            ScriptedServer server = play(
                    "PIPELINING,CHUNKING",
                    A_TO_X_ACCEPTED + chunks + QUIT,
                    session -> assertThat(session.send(A_TO_X, message).reply().text())
                            .isEqualTo("all"));
            assertThat(withoutCommands(server)).isEqualTo(octets);
        }
    }

    @Test
    @DisplayName("without PIPELINING each chunk waits for the reply to the one before it (R137, R157)")
    void lockstep() throws Exception {
        byte[] octets = lines(2 * CHUNK + 1000);
        play(
                "CHUNKING",
                A_TO_X_ACCEPTED + BDAT + "@quiet 100ms\nS: 250 one\n" + BDAT
                        + "@quiet 100ms\nS: 250 two\nC: BDAT 1000 LAST\nC* 1000\nS: 250 all\n" + QUIT,
                session -> session.send(A_TO_X, Message.of(octets)));
    }

    @Test
    @DisplayName("a stream that ends with a chunk is ended by a chunk of no octets (R152)")
    void emptyLastChunk() throws Exception {
        play(
                "PIPELINING,CHUNKING",
                A_TO_X_ACCEPTED + BDAT + "S: 250 one\nC: BDAT 0 LAST\nS: 250 all\n" + QUIT,
                session -> session.send(A_TO_X, stream(lines(CHUNK))));
    }

    @Test
    @DisplayName("chunks in flight are 48 at most, and 16 MiB at most, whatever the server's patience (R157)")
    void boundedInFlight() throws Exception {
        byte[] octets = lines(49 * CHUNK + 10);
        play("PIPELINING,CHUNKING", inFlight(48, BDAT), session -> session.send(A_TO_X, Message.of(octets)));
        // Of line ends alone each becomes two octets.
        byte[] bareLineEnds = new byte[33 * CHUNK + 5];
        Arrays.fill(bareLineEnds, (byte) '\n');
        String twice = "C: BDAT " + 2 * CHUNK + "\nC* " + 2 * CHUNK + "\n";
        play("PIPELINING,CHUNKING", inFlight(32, twice), session -> session.send(A_TO_X, Message.of(bareLineEnds)));
    }

    private static String inFlight(int count, String bdat) {
        return A_TO_X_ACCEPTED + bdat.repeat(count) + "@quiet 200ms\nS: 250 ok\n" + bdat + "@quiet 100ms\n@repeat "
                + count + " S: 250 ok\nC: BDAT 10 LAST\nC* 10\nS: 250 all\n" + QUIT;
    }

    @ParameterizedTest
    @ValueSource(ints = {452, 552})
    @DisplayName(
            "a refused chunk ends the transfer: those in flight are answered, then RSET, then the next mail (R150, R163)")
    void refusedChunk(int code) throws Exception {
        play(
                "PIPELINING,CHUNKING",
                A_TO_X_ACCEPTED + BDAT + BDAT + "S: " + code + " enough\nS: 503 no\nC: RSET\nS: 250 ok\n" + NEXT_MAIL
                        + QUIT,
                session -> {
                    DataRefusedException e = catchThrowableOfType(
                            DataRefusedException.class, () -> session.send(A_TO_X, Message.of(lines(2 * CHUNK + 5))));
                    assertThat(e.refusal().code()).isEqualTo(code);
                    assertThat(e.stage()).isEqualTo(Stage.CONTENT);
                    assertThat(e.delivery()).isEqualTo(Delivery.REFUSED);
                    assertThat(e.isRetryable()).isEqualTo(code == 452);
                    session.send(A_TO_X, HI);
                });
        play(
                "CHUNKING",
                A_TO_X_ACCEPTED + BDAT + "S: " + code + " enough\nC: RSET\nS: 250 ok\n" + NEXT_MAIL + QUIT,
                session -> {
                    assertThatThrownBy(() -> session.send(A_TO_X, Message.of(lines(9 * CHUNK))))
                            .isInstanceOf(DataRefusedException.class);
                    session.send(A_TO_X, HI);
                });
    }

    @Test
    @DisplayName("a refusal seen while a later chunk leaves lets that chunk leave whole, and none after it (R150)")
    void refusedWhileTheNextLeaves() throws Exception {
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING", "CHUNKING") + A_TO_X_ACCEPTED + BDAT
                + "@await asked\nS: 552 enough\n@mark said\n" + BDAT + "S: 503 no\nC: RSET\nS: 250 ok\n" + NEXT_MAIL
                + QUIT)) {
            byte[] all = lines(8 * CHUNK);
            all[0] = '\r';
            all[1] = '\n';
            ByteArrayInputStream octets = new ByteArrayInputStream(all);
            InputStream second = new InputStream() {
                @Override
                public int read() {
                    return octets.read();
                }

                @Override
                public int read(byte[] target, int offset, int length) {
                    if (octets.available() == 7 * CHUNK) {
                        server.signal("asked");
                        server.awaitStep("said");
                    }
                    return octets.read(target, offset, length);
                }
            };
            try (Session session = Dialogues.to(server).chunking(true).open()) {
                assertThatThrownBy(() -> session.send(A_TO_X, Message.ofStream(second)))
                        .isInstanceOf(DataRefusedException.class);
                session.send(A_TO_X, HI);
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @CsvSource({"552, DataRefusedException", "421, ConnectionLostException", "250, ProtocolViolationException"})
    @DisplayName(
            "a server that answers before it has all of a chunk is out of step, whatever it says: nothing is sent any more (A60, A62)")
    void answeredTooEarly(int code, String type) throws Exception {
        for (int size : new int[] {2 * CHUNK, 40_000}) {
            StringBuilder received = new StringBuilder();
            UnaryOperator<String> server = line -> line.isEmpty()
                    ? "220 hi\r\n"
                    : line.startsWith("EHLO")
                            ? "250-srv\r\n250 CHUNKING\r\n"
                            : line.startsWith("BDAT") ? code + " early\r\n" : line.startsWith("x") ? "" : "250 ok\r\n";
            Session session = Session.builder("memory://host")
                    .chunking(true)
                    .localName("me.test")
                    .providers(Providers.builtIn()
                            .withLast(new MemoryTransport.Provider(Dialect.smtp(), server, received)))
                    .open();
            SmtpException e =
                    catchThrowableOfType(SmtpException.class, () -> session.send(A_TO_X, Message.of(lines(size))));
            assertThat(e.getClass().getSimpleName()).isEqualTo(type);
            assertThat(e.delivery()).isNotEqualTo(Delivery.DELIVERED);
            assertThat(session.isOpen()).isFalse();
            assertThat(received.toString()).contains("BDAT ").doesNotContain("xxx");
        }
    }

    @Test
    @DisplayName("354 is no answer to a chunk (A60)")
    void intermediate() throws Exception {
        play(
                "CHUNKING",
                A_TO_X_ACCEPTED + BDAT + "S: 354 go on\nC<EOF\n",
                session -> assertThatThrownBy(() -> session.send(A_TO_X, Message.of(lines(2 * CHUNK))))
                        .isInstanceOf(ProtocolViolationException.class)
                        .hasMessageContaining("BDAT 262144"));
    }

    @Test
    @DisplayName("421 to a chunk ends the session: not sent, with the reply (V3, R17)")
    void closing() throws Exception {
        play("PIPELINING,CHUNKING", A_TO_X_ACCEPTED + BDAT + BDAT + "S: 421 bye\n@close\n", session -> {
            ConnectionLostException e = catchThrowableOfType(
                    ConnectionLostException.class, () -> session.send(A_TO_X, Message.of(lines(2 * CHUNK + 5))));
            assertThat(e.reply().orElseThrow().code()).isEqualTo(421);
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(e.isRetryable()).isTrue();
            assertThat(session.isOpen()).isFalse();
        });
    }

    @Test
    @DisplayName("the connection lost among the chunks: not sent (F04)")
    void lostAmongChunks() throws Exception {
        play("PIPELINING,CHUNKING", A_TO_X_ACCEPTED + BDAT + BDAT + "S: 250 one\n@close\n", session -> {
            ConnectionLostException e = catchThrowableOfType(
                    ConnectionLostException.class, () -> session.send(A_TO_X, Message.of(lines(2 * CHUNK + 5))));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
        });
    }

    @Test
    @DisplayName("the connection lost behind the last chunk: in doubt (F05)")
    void lostBehindTheLast() throws Exception {
        play("CHUNKING", A_TO_X_ACCEPTED + "C: BDAT 4 LAST\nC: hi\n@close\n", session -> {
            ConnectionLostException e =
                    catchThrowableOfType(ConnectionLostException.class, () -> session.send(A_TO_X, HI));
            assertThat(e.delivery()).isEqualTo(Delivery.IN_DOUBT);
            assertThat(e.outcomes()).hasSize(1);
        });
    }

    @Test
    @DisplayName("a refused last chunk is a refused message, and RSET follows (R163)")
    void refusedLast() throws Exception {
        play(
                "CHUNKING",
                A_TO_X_ACCEPTED + "C: BDAT 4 LAST\nC: hi\nS: 554 spam\nC: RSET\nS: 250 ok\n" + QUIT,
                session -> {
                    DataRefusedException e =
                            catchThrowableOfType(DataRefusedException.class, () -> session.send(A_TO_X, HI));
                    assertThat(e.stage()).isEqualTo(Stage.VERDICT);
                });
    }

    @Test
    @DisplayName("what a listener throws before the commit point stops the message before its last chunk (A22)")
    void stoppedByListener() throws Exception {
        try (ScriptedServer server = ScriptedServer.play(ehlo("CHUNKING") + A_TO_X_ACCEPTED + "C<EOF\n")) {
            Session session = Dialogues.to(server)
                    .chunking(true)
                    .listener(new SessionListener() {
                        @Override
                        public void committing(Envelope envelope) {
                            throw new IllegalStateException("stop");
                        }
                    })
                    .open();
            assertThatThrownBy(() -> session.send(A_TO_X, HI)).hasMessage("stop");
            server.verify();
        }
    }

    @Test
    @DisplayName("a message that has another size when it is sent than when it was looked at is not completed (R156)")
    void changed() throws Exception {
        for (int now : new int[] {CHUNK + 10, CHUNK + 30}) {
            AtomicInteger opened = new AtomicInteger();
            Message message = () -> new ByteArrayInputStream(lines(opened.getAndIncrement() == 0 ? CHUNK + 20 : now));
            play("CHUNKING", A_TO_X_ACCEPTED + BDAT + "S: 250 ok\nC<EOF\n", session -> {
                MessageException e = catchThrowableOfType(MessageException.class, () -> session.send(A_TO_X, message));
                assertThat(e).hasMessageContaining("262164").hasMessageContaining(String.valueOf(now));
                assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            });
        }
    }

    @Test
    @DisplayName("a file that changes while it is sent is not completed (R156)")
    void fileChanges() throws Exception {
        for (int now : new int[] {CHUNK + 10, CHUNK + 30}) {
            Path file = folder.resolve("changing.eml");
            Files.write(file, lines(CHUNK + 20));
            try (ScriptedServer server = ScriptedServer.play(
                    ehlo("CHUNKING") + A_TO_X_ACCEPTED + BDAT + "@mark taken\n@await changed\nS: 250 ok\nC<EOF\n")) {
                Thread changer = new Thread(() -> {
                    server.awaitStep("taken");
                    write(file, lines(now));
                    server.signal("changed");
                });
                changer.start();
                Session session = Dialogues.to(server).chunking(true).open();
                assertThatThrownBy(() -> session.send(A_TO_X, Message.ofFile(file)))
                        .isInstanceOf(MessageException.class)
                        .hasMessageContaining("262164")
                        .hasMessageContaining(String.valueOf(now));
                server.verify();
            }
        }
    }

    @Test
    @DisplayName("a file is sent as it is only if it needs no change; otherwise as any message (R153)")
    void files() throws Exception {
        Path canonical = folder.resolve("canonical.eml");
        byte[] dots = ".\r\n..\r\nend\r\n".getBytes(StandardCharsets.US_ASCII);
        Files.write(canonical, dots);
        Path others = folder.resolve("others.eml");
        Files.writeString(others, ".\n..\r\nend");
        for (Path file : new Path[] {canonical, others}) {
            ScriptedServer server = play(
                    "CHUNKING",
                    A_TO_X_ACCEPTED + "C: BDAT 12 LAST\nC* 12\nS: 250 ok\n" + QUIT,
                    session -> session.send(A_TO_X, Message.ofFile(file)));
            assertThat(withoutCommands(server)).isEqualTo(dots);
        }
    }

    @Test
    @DisplayName("a file that does not know its size is read, as /proc has some (R156)")
    void sizelessFile() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty"));
        Message message = new Message() {
            @Override
            public InputStream openStream() {
                return new ByteArrayInputStream(new byte[] {'h', 'i', '\r', '\n'});
            }

            @Override
            public Optional<Path> sourceFile() {
                return Optional.of(empty);
            }
        };
        play(
                "CHUNKING",
                A_TO_X_ACCEPTED + "C: BDAT 4 LAST\nC: hi\nS: 250 ok\n" + QUIT,
                session -> session.send(A_TO_X, message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    @DisplayName(
            "inside TLS a file goes in chunks as well, through a buffer, and a refusal in between is heard (R147, R150, R157)")
    void insideTls(String version) throws Exception {
        byte[] octets = lines(5 * CHUNK + 77);
        String script = "@tls " + version + "\n" + ehlo("PIPELINING", "CHUNKING") + A_TO_X_ACCEPTED + "C+\nS: 250 all\n"
                + A_TO_X_ACCEPTED + BDAT + "C: BDAT " + CHUNK + "\nS: 552 enough\nC* " + CHUNK
                + "\nS: 503 no\nC: RSET\nS: 250 ok\n" + QUIT;
        try (ScriptedServer server = ScriptedServer.play(script, Certificates.server(Certificates.local()))) {
            try (Session session = Session.builder(server.uri("smtps"))
                    .chunking(true)
                    .localName("me.test")
                    .tlsSettings(Certificates.TRUSTING)
                    .providers(Providers.builtIn())
                    .open()) {
                assertThat(session.send(A_TO_X, file(octets)).reply().text()).isEqualTo("all");
                assertThat(server.content(0)).isEqualTo(octets);
                assertThatThrownBy(() -> session.send(A_TO_X, Message.of(lines(2 * CHUNK + 5))))
                        .isInstanceOf(DataRefusedException.class)
                        .hasMessageContaining("552");
            }
            server.verify();
        }
    }

    private Message file(byte[] octets) {
        Path file = folder.resolve(octets.length + ".eml");
        write(file, octets);
        return Message.ofFile(file);
    }

    private static void write(Path file, byte[] octets) {
        try {
            Files.write(file, octets);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What came in chunks. */
    private static byte[] withoutCommands(ScriptedServer server) {
        byte[] all = server.received();
        String text = new String(all, StandardCharsets.ISO_8859_1);
        StringBuilder content = new StringBuilder();
        for (int at = text.indexOf("BDAT "); at >= 0; at = text.indexOf("BDAT ", at)) {
            int end = text.indexOf("\r\n", at);
            int size = Integer.parseInt(text.substring(at + 5, end).replace(" LAST", ""));
            content.append(text, end + 2, end + 2 + size);
            at = end + 2 + size;
        }
        return content.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
