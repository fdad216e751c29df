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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Deadline;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.Message;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.SmtpException;
import org.postrider.SmtpTimeoutException;
import org.postrider.Timeouts;
import org.postrider.Transport;
import org.postrider.testkit.ScriptedServer;

/** In which portions content leaves, and how long one may take. */
class ContentWritesTest {

    private static final int BLOCK = 256 * 1024;
    private static final String ENVELOPE = "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n";
    private static final String UP_TO_DATA = ENVELOPE + "C: DATA\nS: 354 go\n";
    private static final String DOT = ".\r\n";

    @TempDir
    Path folder;

    /** Lines of 64 octets that need no change. */
    private static byte[] lines(int length) {
        return ("x".repeat(62) + "\r\n").repeat(length / 64).getBytes(StandardCharsets.US_ASCII);
    }

    /** Records the octets of each write in memory. */
    private static final class Recording extends ForwardingTransport {

        private final List<Integer> sizes = new ArrayList<>();
        private final List<String> ends = new ArrayList<>();

        Recording(Transport below) {
            super(below);
        }

        private static String end(ByteBuffer octets) {
            byte[] last = new byte[Math.min(octets.remaining(), 5)];
            octets.duplicate().position(octets.limit() - last.length).get(last);
            return new String(last, StandardCharsets.US_ASCII);
        }

        @Override
        public void write(ByteBuffer source, Deadline deadline) throws IOException {
            sizes.add(source.remaining());
            ends.add(end(source));
            super.write(source, deadline);
        }

        @Override
        public void write(ByteBuffer[] sources, Deadline deadline) throws IOException {
            int size = 0;
            StringBuilder all = new StringBuilder();
            for (ByteBuffer source : sources) {
                size += source.remaining();
                all.append(end(source));
            }
            sizes.add(size);
            ends.add(all.substring(Math.max(0, all.length() - 5)));
            super.write(sources, deadline);
        }
    }

    private static Recording send(ScriptedServer server, boolean chunking, Message message) throws SmtpException {
        List<Recording> made = new ArrayList<>();
        try (Session session = ForwardingTransport.to(server, below -> {
                    made.add(new Recording(below));
                    return made.get(0);
                })
                .chunking(chunking)
                .open()) {
            session.send(A_TO_X, message);
        }
        server.verify();
        return made.get(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 4096, 12_800})
    @DisplayName("content and dot leave in one write where both fit (M13)")
    void oneWrite(int size) throws SmtpException {
        byte[] octets = size == 4 ? "hi\r\n".getBytes(StandardCharsets.US_ASCII) : lines(size);
        for (Message message : List.of(Message.of(octets), () -> new ByteArrayInputStream(octets))) {
            try (ScriptedServer server =
                    ScriptedServer.play(ehlo() + UP_TO_DATA + "C* " + (size + 3) + "\nS: 250 ok\n" + QUIT)) {
                try (Session session = Dialogues.open(server)) {
                    session.send(A_TO_X, message);
                }
                server.verify();
                assertThat(server.reads()).contains(size + DOT.length()).doesNotContain(DOT.length());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {BLOCK - 64, BLOCK + 64, 4 * BLOCK + 640})
    @DisplayName("of a large one the last block and the dot leave in one write (M13)")
    void lastBlock(int size) throws SmtpException {
        byte[] octets = lines(size);
        for (Message message : List.of(Message.of(octets), () -> new ByteArrayInputStream(octets))) {
            try (ScriptedServer server =
                    ScriptedServer.play(ehlo() + UP_TO_DATA + "C* " + (size + 3) + "\nS: 250 ok\n" + QUIT)) {
                Recording recording = send(server, false, message);
                int last = recording.sizes.size() - 2;
                assertThat(recording.ends.get(last)).endsWith("\r\n" + DOT);
                assertThat(recording.sizes).doesNotContain(DOT.length());
            }
        }
    }

    @Test
    @DisplayName("the commit point is before that write: what stops the mail there has sent nothing of it (M13)")
    void commitPoint() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + UP_TO_DATA + "C<EOF\n")) {
            Session session = Dialogues.to(server)
                    .listener(new SessionListener() {
                        @Override
                        public void committing(Envelope envelope) {
                            throw new IllegalStateException("stop");
                        }
                    })
                    .open();
            assertThatThrownBy(() -> session.send(A_TO_X, HI)).hasMessageContaining("stop");
            assertThat(session.isOpen()).isFalse();
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("octets in memory leave in blocks of 256 KiB, each with the time of a block (M7)")
    void blocks(boolean chunking) throws SmtpException {
        int last = BLOCK - 640;
        byte[] octets = lines(3 * BLOCK + last);
        String content = chunking
                ? ("C: BDAT " + BLOCK + "\nC* " + BLOCK + "\nS: 250 ok\n").repeat(3) + "C: BDAT " + last + " LAST\nC* "
                        + last + "\nS: 250 ok\n"
                : "C: DATA\nS: 354 go\nC* " + (3 * BLOCK + last + 3) + "\nS: 250 ok\n";
        for (Message message : List.of(Message.of(octets), () -> new ByteArrayInputStream(octets))) {
            try (ScriptedServer server = ScriptedServer.play(ehlo("CHUNKING") + ENVELOPE + content + QUIT)) {
                Recording recording = send(server, chunking, message);
                assertThat(recording.sizes).allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(BLOCK + 100));
                assertThat(recording.sizes.stream().mapToInt(size -> size).sum())
                        .isGreaterThan(3 * BLOCK + last);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "stream", "chunks", "file"})
    @DisplayName("a write that stalls fails at the limit for a block, and not two seconds later (M12)")
    void stalled(String how) throws IOException {
        boolean chunking = how.equals("chunks") || how.equals("file");
        byte[] octets = lines(32 * 1024 * 1024);
        Path file = folder.resolve("m.eml");
        if (how.equals("file")) {
            Files.write(file, octets);
            Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        }
        Message message = how.equals("file")
                ? Message.ofFile(file)
                : how.equals("stream") ? Message.ofStream(new ByteArrayInputStream(octets)) : Message.of(octets);
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING", "CHUNKING")
                + "C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\n"
                + (chunking ? "S: 250 ok\nS: 250 ok\n" : "C: DATA\nS: 250 ok\nS: 250 ok\nS: 354 go\n")
                + "@stopread\n")) {
            long[] last = {0};
            Session session = Dialogues.to(server)
                    .chunking(chunking)
                    .timeouts(Timeouts.defaults()
                            .with(Timeouts.Phase.BLOCK, Duration.ofMillis(300))
                            .with(Timeouts.Phase.DATA, Duration.ofMillis(300)))
                    .listener(new SessionListener() {
                        @Override
                        public void contentProgress(long sent, OptionalLong size) {
                            last[0] = System.nanoTime();
                        }
                    })
                    .open();
            last[0] = System.nanoTime();
            SmtpTimeoutException e =
                    catchThrowableOfType(SmtpTimeoutException.class, () -> session.send(A_TO_X, message));
            // From the last octets that left; 300 ms, and 2.3 s if what the server says is waited for.
            assertThat(Duration.ofNanos(System.nanoTime() - last[0])).isLessThan(Duration.ofMillis(2200));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(e).hasMessageContaining("within 300 ms");
            assertThat(e.isRetryable()).isTrue();
        }
    }
}
