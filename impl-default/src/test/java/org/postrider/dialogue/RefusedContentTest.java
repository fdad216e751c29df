// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.TlsPolicy;
import org.postrider.spi.Dialect;
import org.postrider.testkit.ScriptedServer;

/** A server that refuses a large message while it is being sent, and breaks the connection. */
class RefusedContentTest {

    private static final int CHUNK = 256 * 1024;
    private static final String ENVELOPE = "C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\nS: 250 ok\nS: 250 ok\n";

    private static byte[] lines(int length) {
        return ("x".repeat(62) + "\r\n").repeat(length / 64).getBytes(StandardCharsets.US_ASCII);
    }

    private static void assertRefused(Session session, Message message) {
        DataRefusedException e = catchThrowableOfType(DataRefusedException.class, () -> session.send(A_TO_X, message));
        assertThat(e.refusal().code()).isEqualTo(552);
        assertThat(e.refusal().text()).isEqualTo("5.3.4 too large");
        assertThat(e.delivery()).isEqualTo(Delivery.REFUSED);
        assertThat(e.isRetryable()).isFalse();
        assertThat(session.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    @DisplayName("a refusal of an earlier chunk arrives and the connection breaks in the same write: refused (V13)")
    void earlierChunk(int breaksAt) throws SmtpException {
        AtomicInteger chunks = new AtomicInteger();
        UnaryOperator<String> server = line -> {
            if (line.isEmpty()) {
                return "220 hi\r\n";
            }
            if (line.startsWith("EHLO")) {
                return "250-srv\r\n250-PIPELINING\r\n250 CHUNKING\r\n";
            }
            if (line.startsWith("BDAT")) {
                return chunks.incrementAndGet() == breaksAt ? "552 5.3.4 too large\r\n" + MemoryTransport.BREAK : "";
            }
            return line.startsWith("x") ? "" : "250 ok\r\n";
        };
        Session session = Session.builder("memory://host")
                .chunking(true)
                .localName("me.test")
                .providers(Providers.builtIn()
                        .withLast(new MemoryTransport.Provider(Dialect.smtp(), server, new StringBuilder())))
                .open();
        assertRefused(session, Message.of(lines(4 * CHUNK)));
        assertThat(chunks).hasValue(breaksAt);
    }

    @RepeatedTest(5)
    @DisplayName("over a socket, with octets unread: refused, whether the reply or the break is noticed first (V13)")
    void bySocket() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING", "CHUNKING") + ENVELOPE + "C: BDAT " + CHUNK
                + "\nC* " + CHUNK + "\nS: 552 5.3.4 too large\n@reset\n")) {
            assertRefused(Dialogues.to(server).chunking(true).open(), Message.of(lines(40 * CHUNK)));
            server.verify();
        }
    }

    @RepeatedTest(5)
    @DisplayName("the same through TLS, where the rest of a failed write fails again (V13)")
    void byTls() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                "@tls\n" + ehlo("PIPELINING", "CHUNKING") + ENVELOPE + "C: BDAT " + CHUNK + "\nC* " + CHUNK
                        + "\nS: 552 5.3.4 too large\n@reset\n",
                Certificates.server(Certificates.local()))) {
            Session session = Dialogues.to(server)
                    .server(server.uri("smtps"))
                    .tls(TlsPolicy.REQUIRED)
                    .tlsSettings(Certificates.TRUSTING)
                    .chunking(true)
                    .open();
            assertRefused(session, Message.of(lines(40 * CHUNK)));
            server.verify();
        }
    }

    /** A message without end, and how many octets of them were read. */
    private static final class Endless extends InputStream {

        private long given;

        @Override
        public int read() {
            int column = (int) (given++ % 64);
            // A field of one line, and the empty line.
            return column == 62 || given == 65 ? '\r' : column == 63 || given == 66 ? '\n' : given == 2 ? ':' : 'x';
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            for (int i = 0; i < length; i++) {
                target[offset + i] = (byte) read();
            }
            return length;
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 100000", "false, 1000000", "true, 300000", "true, 1000000"})
    @DisplayName("a stream of unknown size stops by itself at the SIZE that the server announced (V13)")
    void stopsAtSize(boolean chunking, int limit) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING", "CHUNKING", "SIZE " + limit)
                + (chunking
                        ? ENVELOPE
                        : "C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\nC: DATA\nS: 250 ok\nS: 250 ok\nS: 354 go\n")
                + "C* " + limit + "\n@silence\n")) {
            Session session = Dialogues.to(server).chunking(chunking).open();
            Endless stream = new Endless();
            MessageException e =
                    catchThrowableOfType(MessageException.class, () -> session.send(A_TO_X, Message.ofStream(stream)));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(e.stage()).isEqualTo(Stage.CONTENT);
            assertThat(e.isRetryable()).isFalse();
            assertThat(e).hasMessageContaining(limit + " octets").hasMessageContaining("SIZE");
            assertThat(stream.given).isLessThan(limit + 2L * CHUNK + 64 * 1024);
            assertThat(session.isOpen()).isFalse();
            assertThat(new String(server.received(), StandardCharsets.US_ASCII))
                    .doesNotContain("\r\n.\r\n")
                    .doesNotContain("LAST");
        }
    }
}
