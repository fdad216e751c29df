// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.Deadline;
import org.postrider.Delivery;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.testkit.ScriptedServer;

/** A file that is written to after it was examined: bare line ends never leave. */
class ChangedFileTest {

    private static final int CHUNK = 256 * 1024;
    private static final String ENVELOPE = "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n";
    private static final String CANONICAL = "Subject: x\r\n\r\nhello\r\n.\r\n";
    /** As long, with bare line ends and a dot between them. */
    private static final String OTHER = "Subject: x\n\nhello----\n.\n";

    @TempDir
    Path folder;

    private Path file(String content, Duration age) throws IOException {
        Path file = Files.writeString(folder.resolve("m.eml"), content);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
        return file;
    }

    private static void change(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs when the reply to RCPT comes, after the examination and before the content. */
    private static SessionListener atRcpt(Runnable action) {
        return new SessionListener() {
            @Override
            public void commandSent(String line) {
                if (line.startsWith("RCPT")) {
                    action.run();
                }
            }
        };
    }

    /** How a file becomes another. */
    private enum Change {
        OVERWRITTEN,
        REPLACED,
        SHORTER,
        LONGER;

        void make(Path file) {
            try {
                switch (this) {
                    case OVERWRITTEN -> change(file, OTHER);
                    case SHORTER -> change(file, OTHER.substring(0, 14));
                    case LONGER -> change(file, OTHER + OTHER);
                    case REPLACED -> {
                        FileTime before = Files.getLastModifiedTime(file);
                        Path other = Files.writeString(file.resolveSibling("other"), OTHER);
                        Files.setLastModifiedTime(other, before);
                        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    @DisplayName(
            "a file that is overwritten, replaced, cut or prolonged after the examination does not leave by BDAT (M10)")
    void changed(Change change) throws IOException {
        assertThat(OTHER).hasSameSizeAs(CANONICAL);
        Path file = file(CANONICAL, Duration.ofHours(1));
        try (ScriptedServer server = ScriptedServer.play(ehlo("CHUNKING") + ENVELOPE + "C<EOF\n")) {
            Session session = Dialogues.to(server)
                    .chunking(true)
                    .listener(atRcpt(() -> change.make(file)))
                    .open();
            MessageException e =
                    catchThrowableOfType(MessageException.class, () -> session.send(A_TO_X, Message.ofFile(file)));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(e).hasMessageContaining("changed");
            assertThat(session.isOpen()).isFalse();
            server.verify();
            assertThat(new String(server.received(), StandardCharsets.US_ASCII)).doesNotContain("hello----");
        }
    }

    @Test
    @DisplayName("a file that is overwritten between its chunks is noticed before the next one (M10)")
    void betweenChunks() throws IOException {
        String lines = ("x".repeat(62) + "\r\n").repeat(3 * CHUNK / 64);
        Path file = file(lines, Duration.ofHours(1));
        try (ScriptedServer server = ScriptedServer.play(
                ehlo("CHUNKING") + ENVELOPE + "C: BDAT " + CHUNK + "\nC* " + CHUNK + "\nS: 250 ok\nC<EOF\n")) {
            Session session = Dialogues.to(server)
                    .chunking(true)
                    .listener(new SessionListener() {
                        @Override
                        public void contentProgress(long octets, OptionalLong size) {
                            change(file, lines.replace("\r\n", "\n\n"));
                        }
                    })
                    .open();
            MessageException e =
                    catchThrowableOfType(MessageException.class, () -> session.send(A_TO_X, Message.ofFile(file)));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            server.verify();
            assertThat(new String(server.received(), StandardCharsets.US_ASCII)).doesNotContain("x\n");
        }
    }

    @Test
    @DisplayName("a file written to less than two seconds before is encoded, since a later write need not show (M10)")
    void recent() throws IOException {
        Path file = file(CANONICAL, Duration.ZERO);
        FileTime modified = Files.getLastModifiedTime(file);
        try (ScriptedServer server = ScriptedServer.play(ehlo("CHUNKING") + ENVELOPE + "C<EOF\n")) {
            Session session = Dialogues.to(server)
                    .chunking(true)
                    .listener(atRcpt(() -> {
                        change(file, OTHER);
                        try {
                            Files.setLastModifiedTime(file, modified);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }))
                    .open();
            // Encoded, its line ends have more octets than were announced, and so it is noticed all the same.
            MessageException e =
                    catchThrowableOfType(MessageException.class, () -> session.send(A_TO_X, Message.ofFile(file)));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            server.verify();
        }
    }

    @Test
    @DisplayName("one that does not change leaves by the file itself if it is older, and by its octets if not (M10)")
    void unchanged() throws IOException {
        for (Duration age : new Duration[] {Duration.ofHours(1), Duration.ZERO}) {
            Path file = file(CANONICAL, age);
            AtomicInteger regions = new AtomicInteger();
            try (ScriptedServer server = ScriptedServer.play(ehlo("CHUNKING") + ENVELOPE + "C: BDAT "
                    + CANONICAL.length() + " LAST\nC! "
                    + CANONICAL.replace("\r", "\\r").replace("\n", "\\n")
                    + "\nS: 250 ok\n" + QUIT)) {
                try (Session session = ForwardingTransport.to(server, below -> new ForwardingTransport(below) {
                            @Override
                            public long write(FileChannel channel, long position, long count, Deadline deadline)
                                    throws IOException {
                                regions.incrementAndGet();
                                return super.write(channel, position, count, deadline);
                            }
                        })
                        .chunking(true)
                        .open()) {
                    session.send(A_TO_X, Message.ofFile(file));
                }
                server.verify();
                assertThat(regions.get()).isEqualTo(age.isZero() ? 0 : 1);
            }
        }
    }

    @Test
    @DisplayName(
            "by DATA a file is always encoded: what it has become arrives with CRLF and doubled dots, or not at all (M10)")
    void byData() throws IOException {
        Path file = file(CANONICAL, Duration.ofHours(1));
        try (ScriptedServer server = ScriptedServer.play(ehlo() + ENVELOPE + "C: DATA\nS: 354 go\nC<EOF\n")) {
            Session session = Dialogues.to(server)
                    .listener(atRcpt(() -> change(file, OTHER)))
                    .open();
            MessageException e =
                    catchThrowableOfType(MessageException.class, () -> session.send(A_TO_X, Message.ofFile(file)));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            server.verify();
            assertThat(new String(server.received(), StandardCharsets.US_ASCII)).doesNotContain("\r\n.\r\n");
        }
        Path again = file(CANONICAL, Duration.ofHours(1));
        try (ScriptedServer server = ScriptedServer.play(ehlo() + ENVELOPE
                + "C: DATA\nS: 354 go\nC! Subject: x\\r\\n\\r\\nhe\\r\\no\\r\\n..\\r\\n.\\r\\n\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.to(server)
                    // As many octets once its line ends are CRLF.
                    .listener(atRcpt(() -> change(again, "Subject: x\n\nhe\no\n.\n")))
                    .open()) {
                session.send(A_TO_X, Message.ofFile(again));
            }
            server.verify();
        }
    }
}
