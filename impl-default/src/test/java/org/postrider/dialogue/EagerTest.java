// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.DisconnectedException;
import org.postrider.Envelope;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.RecipientOutcome;
import org.postrider.RecipientsRefusedException;
import org.postrider.SendResult;
import org.postrider.SenderRefusedException;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.SmtpException;
import org.postrider.Timeouts;
import org.postrider.testkit.ScriptedServer;

/** {@link Session.Builder#eager}: one mail as a whole. */
class EagerTest {

    private static final Envelope TWO = Envelope.from("a@b").to("x@y").to("z@w").build();
    private static final Message HI = Message.ofText("hi\n");
    private static final String OFFER = "C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\nC: RCPT TO:<z@w>\n";
    private static final String WHOLE = OFFER + "C: BDAT 4 LAST\nC: hi\nC: RSET\n";
    private static final String OK = "S: 250 ok\n";

    @TempDir
    Path folder;

    private static ScriptedServer server(String script) {
        return ScriptedServer.play(ehlo("PIPELINING", "CHUNKING") + script);
    }

    private static Session open(ScriptedServer server) throws SmtpException {
        return Dialogues.to(server)
                .timeouts(Timeouts.ofAll(Duration.ofSeconds(5)).with(Timeouts.Phase.RSET, Duration.ofMillis(300)))
                .eager(true)
                .open();
    }

    @Test
    @DisplayName("everything leaves in one write, and the verdict counts when RSET is answered (R138, R145, G4)")
    void oneWrite() throws SmtpException {
        try (ScriptedServer server = server(WHOLE + "@quiet 50ms\n" + OK + "S: 550 no\n" + OK + "S: 250 queued\n" + OK
                + WHOLE + OK.repeat(5) + QUIT)) {
            try (Session session = open(server)) {
                SendResult result = session.send(TWO, HI);
                assertThat(result.outcomes())
                        .extracting(RecipientOutcome::delivery)
                        .containsExactly(Delivery.REFUSED, Delivery.DELIVERED);
                assertThat(result.reply().text()).isEqualTo("queued");
                session.send(TWO, HI);
            }
            server.verify();
            int whole = "MAIL FROM:<a@b>\r\nRCPT TO:<x@y>\r\nRCPT TO:<z@w>\r\nBDAT 4 LAST\r\nhi\r\nRSET\r\n".length();
            assertThat(server.reads()).contains(whole);
        }
    }

    @Test
    @DisplayName("a listener that stops the message at its commit point: nothing was sent, and the session is closed")
    void listenerStops() throws SmtpException {
        try (ScriptedServer server = server("C<EOF\n")) {
            try (Session session = Dialogues.to(server)
                    .eager(true)
                    .listener(new SessionListener() {
                        @Override
                        public void committing(Envelope envelope) {
                            throw new IllegalArgumentException("stop");
                        }
                    })
                    .open()) {
                assertThatThrownBy(() -> session.send(TWO, HI)).hasMessage("stop");
                assertThat(session.isOpen()).isFalse();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("what is refused is refused, and the next mail begins anew (R141, R158)")
    void refusals() throws SmtpException {
        try (ScriptedServer server = server(WHOLE + "S: 550 no\nS: 503 x\nS: 503 x\nS: 503 x\n" + OK + WHOLE + OK
                + "S: 550 no\nS: 550 no\nS: 554 nobody\n" + OK + WHOLE + OK.repeat(3) + "S: 452 full\n" + OK + WHOLE
                + OK.repeat(5) + QUIT)) {
            try (Session session = open(server)) {
                assertThatThrownBy(() -> session.send(TWO, HI)).isInstanceOf(SenderRefusedException.class);
                RecipientsRefusedException nobody =
                        catchThrowableOfType(RecipientsRefusedException.class, () -> session.send(TWO, HI));
                assertThat(nobody.refused()).hasSize(2);
                DataRefusedException full =
                        catchThrowableOfType(DataRefusedException.class, () -> session.send(TWO, HI));
                assertThat(full.isRetryable()).isTrue();
                assertThat(session.send(TWO, HI).accepted()).hasSize(2);
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'@close', IN_DOUBT",
        "'S: 250 1,S: 250 2,S: 250 3,@close', IN_DOUBT",
        "'S: 250 1,S: 421 bye,@close', NOT_SENT",
        "'S: 250 1,S: 250 2,S: 250 3,S: 421 bye,@close', NOT_SENT",
        "'S! 250 1\\r\\n250 1 again\\r\\n250 2\\r\\n250 3\\r\\n550 no\\r\\n250 5\\r\\n', IN_DOUBT",
        "'S! 250 1\\r\\n250 2\\r\\n250 3\\r\\n250 4\\r\\n250 5\\r\\n250 6\\r\\n', IN_DOUBT",
        "'S: 250 1,S: 550 no,S: 550 no,S: 250 taken,S: 250 5', IN_DOUBT",
        "'S: 250 1,S: 250 2,S: 250 3,S: 250 4,S: 502 no RSET', IN_DOUBT",
        "'S: 250 1,S: 250 2,S: 250 3,S: 354 go', IN_DOUBT"
    })
    @DisplayName(
            "no verdict, or one that a violation makes doubtful: in doubt; a 421 before the verdict: not sent (V3, F16, F34, A60)")
    void noVerdict(String replies, Delivery delivery) throws SmtpException {
        String script = replies.replace(",", "\n") + (replies.contains("@") ? "\n" : "\nC<EOF\n");
        try (ScriptedServer server = server(WHOLE + script);
                Session session = open(server)) {
            DisconnectedException e = catchThrowableOfType(DisconnectedException.class, () -> session.send(TWO, HI));
            assertThat(e.delivery()).isEqualTo(delivery);
            assertThat(e.outcomes()).extracting(RecipientOutcome::delivery).containsExactly(delivery, delivery);
            assertThat(e.isRetryable()).isEqualTo(delivery == Delivery.NOT_SENT);
            assertThat(session.isOpen()).isFalse();
            server.verify();
        }
    }

    @ParameterizedTest
    @CsvSource({"'@close'", "'@reset'", "'@silence'", "'S: 421 bye,@close'", "'S: 554 too many nonmail commands,@close'"
    })
    @DisplayName("whatever ends the session in place of the reply to RSET, the verdict that was read counts (V2, L4)")
    void endAtReset(String end) throws SmtpException {
        try (ScriptedServer server = server(WHOLE + OK + OK + OK + "S: 250 queued\n" + end.replace(",", "\n") + "\n");
                Session session = open(server)) {
            SendResult result = session.send(TWO, HI);
            assertThat(result.delivery()).isEqualTo(Delivery.DELIVERED);
            assertThat(result.reply().text()).isEqualTo("queued");
            assertThat(session.isOpen()).isFalse();
            server.verify();
        }
    }

    @Test
    @DisplayName("an enhanced status code proves the verdict: no RSET is sent but after a refusal (V9, L4)")
    void statusCode() throws SmtpException {
        String whole = WHOLE.replace("C: RSET\n", "");
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING", "CHUNKING", "ENHANCEDSTATUSCODES") + whole
                + "@quiet 50ms\nS: 250 2.1.0 a\nS: 250 2.1.5 b\nS: 250 2.1.5 c\nS: 250 2.0.0 queued\n" + whole
                + "S: 250 2.1.0 a\nS: 250 2.1.5 b\nS: 250 2.1.5 c\nS: 552 5.3.4 large\nC: RSET\nS: 250 2.0.0 d\n"
                + whole
                + "S: 250 2.1.0 a\nS: 250 2.1.5 b\nS: 250 2.1.5 c\nS: 250 no status\nC: RSET\nS: 250 2.0.0 d\n"
                + QUIT)) {
            try (Session session = open(server)) {
                assertThat(session.send(TWO, HI).accepted()).hasSize(2);
                assertThatThrownBy(() -> session.send(TWO, HI)).isInstanceOf(DataRefusedException.class);
                assertThat(session.send(TWO, HI).accepted()).hasSize(2);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a connection that is gone before the first command has sent nothing")
    void gone() throws SmtpException {
        try (ScriptedServer server = server("@close\n@mark closed\n");
                Session session = open(server)) {
            server.awaitStep("closed");
            DisconnectedException e = catchThrowableOfType(DisconnectedException.class, () -> session.send(TWO, HI));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "CHUNKING", "partial", "large"})
    @DisplayName("where it cannot be, the content waits for the replies to its recipients")
    void notPossible(String reason) throws SmtpException {
        String content = "S: 354 go\n" + (reason.equals("large") ? "C* 262146\n" : "C: hi\n") + "C: .\n";
        String script = reason.equals("PIPELINING")
                ? "C: MAIL FROM:<a@b>\n" + OK + "C: RCPT TO:<x@y>\n@quiet 50ms\n" + OK + "C: RCPT TO:<z@w>\n" + OK
                        + "C: DATA\n" + content
                : reason.equals("partial")
                        ? OFFER + "@quiet 50ms\n" + OK.repeat(3) + "C: DATA\n" + content
                        : OFFER + "C: DATA\n@quiet 50ms\n" + OK.repeat(3) + content;
        Message message = reason.equals("large") ? Message.ofText("x".repeat(256 * 1024) + "\n") : HI;
        try (ScriptedServer server = server(script + OK + QUIT)) {
            try (Session session = Dialogues.to(server)
                    .eager(true)
                    .partialAcceptance(!reason.equals("partial"))
                    .ignoring(reason.equals(reason.toUpperCase(Locale.ROOT)) ? reason : "NONE")
                    .open()) {
                assertThat(session.send(TWO, message).accepted()).hasSize(2);
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hi\r\nmore\r\n", "hi"})
    @DisplayName("a message that is not what it was when it was looked at is not sent, and the session goes on")
    void changed(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("mail"), "hi\r\n");
        try (ScriptedServer server = server(WHOLE + OK.repeat(5) + QUIT)) {
            try (Session session = open(server)) {
                boolean[] opened = new boolean[1];
                Message changing = () -> {
                    if (opened[0]) {
                        Files.writeString(file, content);
                    }
                    opened[0] = true;
                    return Files.newInputStream(file);
                };
                if (content.equals("hi")) {
                    // Its line end is completed, so that it has the same octets again.
                    assertThat(session.send(TWO, changing).accepted()).hasSize(2);
                } else {
                    assertThatThrownBy(() -> session.send(TWO, changing)).isInstanceOf(MessageException.class);
                    session.send(TWO, HI);
                }
            }
            server.verify();
        }
    }
}
