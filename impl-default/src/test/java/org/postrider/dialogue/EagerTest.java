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
import org.postrider.SmtpTimeoutException;
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
        "'@close'",
        "'S: 250 1,S: 250 2,S: 250 3,@close'",
        "'S: 250 1,S: 250 2,S: 250 3,S: 250 4,@close'",
        "'S: 250 1,S: 250 2,S: 250 3,S: 250 4,@reset'",
        "'S: 250 1,S: 250 2,S: 250 3,S: 250 4,@silence'",
        "'S: 250 1,S: 250 2,S: 250 3,S: 250 4,S: 421 bye,@close'",
        "'S: 250 1,S: 421 bye,@close'",
        "'S: 250 1,S: 250 1 again,S: 250 2,S: 250 3,S: 550 no,S: 250 5'",
        "'S: 250 1,S: 250 2,S: 250 3,S: 250 4,S: 250 5,S: 250 6'",
        "'S: 250 1,S: 550 no,S: 550 no,S: 250 taken,S: 250 5'",
        "'S: 250 1,S: 250 2,S: 250 3,S: 250 4,S: 502 no RSET'",
        "'S: 250 1,S: 250 2,S: 250 3,S: 354 go'"
    })
    @DisplayName(
            "whatever breaks before RSET is answered and proves the verdict: the message is in doubt (F16, F34, A60)")
    void inDoubt(String replies) throws SmtpException {
        String script = replies.replace(",", "\n") + (replies.contains("@") ? "\n" : "\nC<EOF\n");
        try (ScriptedServer server = server(WHOLE + script);
                Session session = open(server)) {
            DisconnectedException e = catchThrowableOfType(DisconnectedException.class, () -> session.send(TWO, HI));
            assertThat(e.delivery()).isEqualTo(Delivery.IN_DOUBT);
            assertThat(e.outcomes())
                    .extracting(RecipientOutcome::delivery)
                    .containsExactly(Delivery.IN_DOUBT, Delivery.IN_DOUBT);
            assertThat(e instanceof SmtpTimeoutException).isEqualTo(replies.contains("@silence"));
            assertThat(session.isOpen()).isFalse();
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
        String bdat = reason.equals("large")
                ? "BDAT 262144\nC* 262144\n" + OK + "C: BDAT 2 LAST\nC:\n"
                : "BDAT 4 LAST\nC: hi\n";
        String script = reason.equals("PIPELINING")
                ? "C: MAIL FROM:<a@b>\n" + OK + "C: RCPT TO:<x@y>\n@quiet 50ms\n" + OK + "C: RCPT TO:<z@w>\n" + OK
                        + "C: " + bdat
                : reason.equals("CHUNKING")
                        ? OFFER + "C: DATA\n@quiet 50ms\n" + OK.repeat(3) + "S: 354 go\nC: hi\nC: .\n"
                        : OFFER + "@quiet 50ms\n" + OK.repeat(3) + "C: " + bdat;
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
