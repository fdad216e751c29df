// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Delivery;
import org.postrider.Message;
import org.postrider.Reply;
import org.postrider.Session;
import org.postrider.SessionAbortedException;
import org.postrider.SessionListener;
import org.postrider.SmtpException;
import org.postrider.testkit.ScriptedServer;

/** An interrupt while content leaves is no fault of the message. */
class InterruptedContentTest {

    private static final int CHUNK = 256 * 1024;
    private static final String ENVELOPE = "C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\nS: 250 ok\nS: 250 ok\n";

    @TempDir
    Path folder;

    private byte[] octets = {};
    private Message message = Message.ofText("x");

    @BeforeEach
    void file() throws IOException {
        Path file = folder.resolve("m.eml");
        octets = ("x".repeat(62) + "\r\n").repeat(40 * CHUNK / 64).getBytes(StandardCharsets.US_ASCII);
        Files.write(file, octets);
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        message = Message.ofFile(file);
    }

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    private static void assertAborted(Session session, Message message) {
        SessionAbortedException e =
                catchThrowableOfType(SessionAbortedException.class, () -> session.send(A_TO_X, message));
        assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
        assertThat(e.getMessage()).containsAnyOf("was interrupted", "was aborted");
        assertThat(session.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 30, 39})
    @DisplayName("an interrupt between two chunks of a file ends the session as aborted (P8)")
    void betweenChunks(int chunk) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                ehlo("PIPELINING", "CHUNKING") + ENVELOPE + "C* " + CHUNK + "\nC~ x*\n@silence\n")) {
            Session session = Dialogues.to(server)
                    .chunking(true)
                    .listener(new SessionListener() {
                        @Override
                        public void contentProgress(long octets, OptionalLong size) {
                            if (octets == (long) chunk * CHUNK) {
                                Thread.currentThread().interrupt();
                            }
                        }
                    })
                    .open();
            assertAborted(session, message);
        }
    }

    @RepeatedTest(10)
    @DisplayName("an interrupt while a chunk of a file waits to leave, by another thread, does the same (P8)")
    void whileItWaits() throws Exception {
        try (ScriptedServer server = ScriptedServer.play(
                ehlo("PIPELINING", "CHUNKING") + ENVELOPE + "C: BDAT " + CHUNK + "\n@mark begun\n@stopread\n")) {
            Session session = Dialogues.to(server).chunking(true).open();
            AtomicReference<@Nullable Throwable> seen = new AtomicReference<>();
            Thread sender = new Thread(() -> {
                try {
                    assertAborted(session, message);
                } catch (Throwable e) {
                    seen.set(e);
                }
            });
            sender.start();
            server.awaitStep("begun");
            sender.interrupt();
            sender.join(20_000);
            assertThat(sender.isAlive()).isFalse();
            assertThat(seen.get()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file by BDAT", "file by DATA", "octets by BDAT", "octets by DATA"})
    @DisplayName("an interrupt before the first octet is reported in the same way, by BDAT and by DATA (P8)")
    void beforeContent(String what) throws SmtpException {
        boolean chunking = what.endsWith("BDAT");
        String script = chunking
                ? ENVELOPE
                : "C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\nC: DATA\nS: 250 ok\nS: 250 ok\nS: 354 go\n";
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING", "CHUNKING") + script + "@silence\n")) {
            Session session = Dialogues.to(server)
                    .chunking(chunking)
                    .listener(new SessionListener() {
                        private int replies;

                        @Override
                        public void replyReceived(Reply reply) {
                            replies++;
                            if (replies == (chunking ? 4 : 5)) {
                                Thread.currentThread().interrupt();
                            }
                        }
                    })
                    .open();
            assertAborted(session, what.startsWith("file") ? message : Message.of(octets));
        }
    }
}
