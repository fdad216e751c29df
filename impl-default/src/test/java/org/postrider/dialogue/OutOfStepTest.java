// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Delivery;
import org.postrider.DisconnectedException;
import org.postrider.Envelope;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.ProtocolViolationException;
import org.postrider.Providers;
import org.postrider.RecipientOutcome;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.spi.Dialect;
import org.postrider.testkit.ScriptedServer;

/** A server that sends a reply too many: no mail is delivered by the reply to another command. */
class OutOfStepTest {

    private static final Envelope SECOND = Envelope.from("a@b").to("z@w").build();
    private static final String MAIL = "C: MAIL FROM:<a@b>\n";
    private static final String OK = "S: 250 ok\n";
    private static final String FIRST =
            MAIL + OK + "C: RCPT TO:<x@y>\n" + OK + "C: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 first queued\n";

    private static void isFirst(List<RecipientOutcome> doubtful) {
        assertThat(doubtful).singleElement().satisfies(outcome -> {
            assertThat(outcome.recipient()).hasToString("x@y");
            assertThat(outcome.reply().orElseThrow().text()).isEqualTo("first queued");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"X", "PIPELINING"})
    @DisplayName("a verdict that comes twice is found out by the reply to DATA: the second mail was not sent (V9)")
    void verdictTwice(String keyword) throws SmtpException {
        String second = keyword.equals("X")
                ? MAIL + "S: 250 first queued\nC: RCPT TO:<z@w>\n" + OK + "C: DATA\n" + OK
                : MAIL + "C: RCPT TO:<z@w>\nC: DATA\nS: 250 first queued\n" + OK + OK;
        String first = keyword.equals("X")
                ? FIRST
                : MAIL + "C: RCPT TO:<x@y>\nC: DATA\n" + OK + OK + "S: 354 go\nC: hi\nC: .\nS: 250 first queued\n";
        try (ScriptedServer server = ScriptedServer.play(ehlo(keyword) + first + second + "C<EOF\n")) {
            Session session = Dialogues.open(server);
            assertThat(session.send(A_TO_X, HI).delivery()).isEqualTo(Delivery.DELIVERED);
            ProtocolViolationException e =
                    catchThrowableOfType(ProtocolViolationException.class, () -> session.send(SECOND, HI));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(e.outcomes()).extracting(RecipientOutcome::delivery).containsExactly(Delivery.NOT_SENT);
            isFirst(e.doubtful());
            assertThat(e).hasMessageContaining("x@y");
            assertThat(session.isOpen()).isFalse();
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "by BDAT the status code of a recipient is no verdict: the second mail is in doubt, not delivered (V9)")
    void verdictTwiceByChunks() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("CHUNKING", "ENHANCEDSTATUSCODES") + MAIL
                + "S: 250 2.1.0 sender\nC: RCPT TO:<x@y>\nS: 250 2.1.5 recipient\nC: BDAT 4 LAST\nC: hi\n"
                + "S: 250 2.0.0 first queued\n" + MAIL + "S: 250 2.0.0 first queued\nC: RCPT TO:<z@w>\n"
                + "S: 250 2.1.0 sender\nC: BDAT 4 LAST\nC: hi\nS: 250 2.1.5 recipient\nC<EOF\n")) {
            Session session = Dialogues.to(server).chunking(true).open();
            assertThat(session.send(A_TO_X, HI).delivery()).isEqualTo(Delivery.DELIVERED);
            ProtocolViolationException e =
                    catchThrowableOfType(ProtocolViolationException.class, () -> session.send(SECOND, HI));
            assertThat(e.delivery()).isEqualTo(Delivery.IN_DOUBT);
            assertThat(e.isRetryable()).isFalse();
            assertThat(e.outcomes()).singleElement().satisfies(outcome -> {
                assertThat(outcome.delivery()).isEqualTo(Delivery.IN_DOUBT);
                assertThat(outcome.reply().orElseThrow().text()).isEqualTo("2.1.5 recipient");
            });
            // Its own status code has proved the first one.
            assertThat(e.doubtful()).isEmpty();
            server.verify();
        }
    }

    @Test
    @DisplayName("send is no easier to fool than sendAll: both find the repeated verdict out (V9)")
    void series() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING") + MAIL + "C: RCPT TO:<x@y>\nC: DATA\n" + OK
                + OK + "S: 354 go\nC: hi\nC: .\n" + MAIL + "C: RCPT TO:<z@w>\nC: DATA\nS: 250 first queued\n"
                + "S: 250 first queued\n" + OK + OK + "C<EOF\n")) {
            List<MailOutcome> outcomes = new ArrayList<>();
            Session session = Dialogues.open(server);
            session.sendAll(List.of(Mail.of(A_TO_X, HI), Mail.of(SECOND, HI)), outcomes::add);
            assertThat(outcomes)
                    .extracting(MailOutcome::delivery)
                    .containsExactly(Delivery.IN_DOUBT, Delivery.NOT_SENT);
            assertThat(outcomes.get(0).recipients().get(0).reply().orElseThrow().text())
                    .isEqualTo("first queued");
            server.verify();
        }
    }

    @Test
    @DisplayName("a surplus reply after the 354 ends the session before the content leaves (V10)")
    void surplusAfterGo() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + MAIL + OK + "C: RCPT TO:<x@y>\n" + OK
                + "C: DATA\nS! 354 go\\r\\n250 already queued\\r\\n\nC<EOF\n")) {
            Session session = Dialogues.open(server);
            ProtocolViolationException e =
                    catchThrowableOfType(ProtocolViolationException.class, () -> session.send(A_TO_X, HI));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(e).hasMessageContaining("250 already queued");
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "a surplus reply to a verdict that comes later is found by the next call, which names the outcome (V10)")
    void surplusLater() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo() + FIRST + "@await read\nS: 550 refused\n@mark sent\nC<EOF\n")) {
            Session session = Dialogues.open(server);
            session.send(A_TO_X, HI);
            server.signal("read");
            server.awaitStep("sent");
            ProtocolViolationException e =
                    catchThrowableOfType(ProtocolViolationException.class, () -> session.send(SECOND, HI));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            isFirst(e.doubtful());
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP", "MAIL FROM:<a@b>", "RSET"})
    @DisplayName("a single command with a surplus reply is a violation, and its session over (V10)")
    void singleCommand(String command) throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo() + FIRST + "C: " + command + "\nS! 250 ok\\r\\n250 surplus\\r\\n\nC<EOF\n")) {
            Session session = Dialogues.open(server);
            session.send(A_TO_X, HI);
            ProtocolViolationException e = catchThrowableOfType(ProtocolViolationException.class, () -> {
                switch (command) {
                    case "NOOP" -> session.noop();
                    case "RSET" -> session.rset();
                    default -> session.mail("a@b");
                }
            });
            assertThat(e).hasMessageContaining("250 surplus");
            isFirst(e.doubtful());
            assertThat(session.isOpen()).isFalse();
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"250 a\r\n250 b\r\n354 go\r\n250 queued\r\n", "250 a\r\n250 b\r\n", "250 a\r\n354 b\r\n"})
    @DisplayName("a server that answers ahead and then breaks: not sent, and never an unchecked exception (P9)")
    void aheadAndBroken(String answers) throws SmtpException {
        for (String keyword : List.of("PIPELINING", "X")) {
            StringBuilder received = new StringBuilder();
            UnaryOperator<String> server = line -> line.isEmpty()
                    ? "220 hi\r\n"
                    : line.startsWith("EHLO")
                            ? "250-srv\r\n250 " + keyword + "\r\n"
                            : line.startsWith("MAIL") ? answers + MemoryTransport.BREAK : "";
            Session session = Session.builder("memory://host")
                    .localName("me.test")
                    .providers(Providers.builtIn()
                            .withLast(new MemoryTransport.Provider(Dialect.smtp(), server, received)))
                    .open();
            DisconnectedException e = catchThrowableOfType(DisconnectedException.class, () -> session.send(A_TO_X, HI));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(e.outcomes()).extracting(RecipientOutcome::delivery).containsExactly(Delivery.NOT_SENT);
            assertThat(session.isOpen()).isFalse();
            assertThat(received.toString()).doesNotContain("hi\r\n");
            if (answers.contains("queued")) {
                assertThat(e).isInstanceOf(ProtocolViolationException.class);
            }
        }
    }
}
