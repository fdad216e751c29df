// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.testkit.ScriptedServer;

/** A message of the caller's own that breaks: it costs its own mail, and its delivery is reported. */
class FaultyContentTest {

    private static final String OK = "S: 250 ok\n";

    /** What a message does instead of its duty. */
    private enum Fault {
        UNCHECKED_AT_OPENING,
        UNCHECKED_AT_READING,
        ERROR_AT_READING,
        CHECKED_AT_READING,
        NULL;

        InputStream stream() throws IOException {
            return switch (this) {
                case UNCHECKED_AT_OPENING -> throw new IllegalStateException("a message's bug");
                case NULL -> nothing();
                default ->
                    new InputStream() {
                        @Override
                        public int read() throws IOException {
                            switch (Fault.this) {
                                case ERROR_AT_READING -> throw new AssertionError("a message's bug");
                                case CHECKED_AT_READING -> throw new IOException("a message's bug");
                                default -> throw new UncheckedIOException(new IOException("a message's bug"));
                            }
                        }

                        @Override
                        public int read(byte[] target, int offset, int length) throws IOException {
                            return read();
                        }
                    };
            };
        }

        @SuppressWarnings("NullAway") // A caller without a null checker can do it.
        private static InputStream nothing() {
            return null;
        }
    }

    /** A message that is good for some readings. */
    private static Message good(int readings, Fault fault) {
        int[] opened = {0};
        return () -> opened[0]++ < readings
                ? new ByteArrayInputStream("hi\r\n".getBytes(StandardCharsets.US_ASCII))
                : fault.stream();
    }

    private static Mail mail(int number, Message message) {
        return Mail.of(Envelope.from("a" + number + "@b").to("x@y").build(), message);
    }

    private static MessageException broken(Session session, Message message, Stage stage) {
        MessageException e = catchThrowableOfType(MessageException.class, () -> session.send(A_TO_X, message));
        assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
        assertThat(e.stage()).isEqualTo(stage);
        assertThat(e.getCause()).isNotNull();
        return e;
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    @DisplayName(
            "content that breaks before anything was sent: its delivery is reported, and the session goes on (P15)")
    void firstReading(Fault fault) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + "C: MAIL FROM:<a@b>\n" + OK + "C: RCPT TO:<x@y>\n"
                + OK + "C: DATA\nS: 354 go\nC: hi\nC: .\n" + OK + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThat(broken(session, good(0, fault), Stage.MAIL)).hasMessageContaining("nothing was sent");
                session.send(A_TO_X, HI);
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    @DisplayName("content that breaks after the 354, or after RCPT by BDAT: not sent, and the session is over (P15)")
    void secondReading(Fault fault) throws SmtpException {
        for (boolean chunking : new boolean[] {false, true}) {
            try (ScriptedServer server = ScriptedServer.play(ehlo("CHUNKING") + "C: MAIL FROM:<a@b>\n" + OK
                    + "C: RCPT TO:<x@y>\n" + OK + (chunking ? "" : "C: DATA\nS: 354 go\n") + "C<EOF\n")) {
                Session session = Dialogues.to(server).chunking(chunking).open();
                broken(session, good(1, fault), Stage.CONTENT);
                assertThat(session.isOpen()).isFalse();
                server.verify();
            }
        }
    }

    @Test
    @DisplayName("a message whose toString() throws, too, is named by its class (P15)")
    void nameless() throws SmtpException {
        Message message = new Message() {
            @Override
            public InputStream openStream() {
                throw new IllegalStateException("a message's bug");
            }

            @Override
            public String toString() {
                throw new IllegalStateException("another bug");
            }
        };
        try (ScriptedServer server = ScriptedServer.play(ehlo() + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThat(broken(session, message, Stage.MAIL)).hasMessageContaining("FaultyContentTest");
            }
            server.verify();
        }
    }

    private static List<MailOutcome> sendAll(
            ScriptedServer server, UnaryOperator<Session.Builder> options, List<Mail> mails) throws SmtpException {
        List<MailOutcome> outcomes = new ArrayList<>();
        try (Session session = options.apply(Dialogues.to(server)).open()) {
            session.sendAll(mails, outcomes::add);
        }
        assertThat(outcomes).extracting(MailOutcome::mail).containsExactlyElementsOf(mails);
        server.verify();
        return outcomes;
    }

    private static String group(int number) {
        return "C: MAIL FROM:<a" + number + "@b>\nC: RCPT TO:<x@y>\nC: DATA\n";
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    @DisplayName("at the first reading it costs its own mail alone (P16)")
    void firstReadingInSeries(Fault fault) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING") + group(1) + OK + OK
                + "S: 354 go\nC: hi\nC: .\n" + OK + group(3) + OK + OK + "S: 354 go\nC: hi\nC: .\n" + OK + QUIT)) {
            List<MailOutcome> outcomes =
                    sendAll(server, builder -> builder, List.of(mail(1, HI), mail(2, good(0, fault)), mail(3, HI)));
            assertThat(outcomes)
                    .extracting(MailOutcome::delivery)
                    .containsExactly(Delivery.DELIVERED, Delivery.NOT_SENT, Delivery.DELIVERED);
            assertThat(outcomes.get(1).failure()).get().isInstanceOf(MessageException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    @DisplayName(
            "at the second reading, after its 354: those before it stay delivered, and the rest may go again (P16)")
    void secondReadingInSeries(Fault fault) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING") + group(1) + OK + OK
                + "S: 354 go\nC: hi\nC: .\n" + group(2) + OK + OK + OK + "S: 354 go\nC<EOF\n")) {
            List<MailOutcome> outcomes = sendAll(
                    server,
                    builder -> builder,
                    List.of(mail(1, HI), mail(2, good(1, fault)), mail(3, HI), mail(4, HI)));
            assertThat(outcomes)
                    .extracting(MailOutcome::delivery)
                    .containsExactly(Delivery.DELIVERED, Delivery.NOT_SENT, Delivery.NOT_SENT, Delivery.NOT_SENT);
            assertThat(outcomes.get(1).failure()).get().isInstanceOf(MessageException.class);
            assertThat(outcomes.get(2).isRetryable()).isTrue();
            assertThat(outcomes.get(3).isRetryable()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    @DisplayName("in a window it costs its own mail at the second reading, too, and the session goes on (P16)")
    void secondReadingInWindow(Fault fault) throws SmtpException {
        String whole = "C: MAIL FROM:<a1@b>\nC: RCPT TO:<x@y>\nC: BDAT 4 LAST\nC: hi\nC: RSET\n";
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING", "CHUNKING")
                + whole
                + OK.repeat(4)
                + whole.replace("a1", "a3")
                + OK.repeat(4)
                + QUIT)) {
            List<MailOutcome> outcomes = sendAll(
                    server, builder -> builder.window(8), List.of(mail(1, HI), mail(2, good(1, fault)), mail(3, HI)));
            assertThat(outcomes)
                    .extracting(MailOutcome::delivery)
                    .containsExactly(Delivery.DELIVERED, Delivery.NOT_SENT, Delivery.DELIVERED);
            assertThat(outcomes.get(1).failure()).get().isInstanceOf(MessageException.class);
        }
    }
}
