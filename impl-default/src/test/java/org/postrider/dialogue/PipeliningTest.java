// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postrider.ConnectionLostException;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.Recipient;
import org.postrider.RecipientOutcome;
import org.postrider.RecipientsRefusedException;
import org.postrider.Reply;
import org.postrider.SendResult;
import org.postrider.SenderRefusedException;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.SmtpTimeoutException;
import org.postrider.Timeouts;
import org.postrider.testkit.ScriptedServer;

class PipeliningTest {

    private static final Envelope TWO = Envelope.from("a@b").to("x@y").to("z@w").build();
    private static final String GROUP = "C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\nC: RCPT TO:<z@w>\nC: DATA\n";

    @Test
    @DisplayName(
            "MAIL, RCPT and DATA leave as one group in one write; the end of the content stands alone (R137, R138, R139, R145, P121, G4)")
    void oneGroup() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING") + GROUP
                + "S: 250-a\nS: 250 ok\nS: 250 ok\nS: 250 ok\nS: 354 go\nC: hi\nC: .\n@quiet 50ms\nS: 250 ok\n"
                + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThat(session.send(TWO, HI).accepted()).hasSize(2);
            }
            server.verify();
            int group = "MAIL FROM:<a@b>\r\nRCPT TO:<x@y>\r\nRCPT TO:<z@w>\r\nDATA\r\n".length();
            assertThat(server.reads()).contains(group).hasSizeLessThanOrEqualTo(5);
        }
    }

    @Test
    @DisplayName("without the extension one command waits for another (R47, R137)")
    void lockstep() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("X") + "C: MAIL FROM:<a@b>\n@quiet 50ms\nS: 250 ok\n"
                + "C: RCPT TO:<x@y>\n@quiet 50ms\nS: 250 ok\nC: DATA\n@quiet 50ms\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n"
                + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(A_TO_X, HI);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("replies belong to commands by counting (R141, R144)")
    void counting() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING") + GROUP
                + "S: 250 RCPT TO ok\nS: 550-no\nS: 550 x@y\nS: 251 MAIL\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n"
                + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                SendResult result = session.send(TWO, HI);
                assertThat(result.refused()).containsOnlyKeys(Recipient.of("x@y"));
                assertThat(result.accepted()).containsExactly(Recipient.of("z@w"));
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("all recipients refused but DATA answered 354: a lone dot, and nobody gets anything (R142, P134)")
    void loneDot() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING") + GROUP
                + "S: 250 ok\nS: 550 no\nS: 550 no\nS: 354 go\nC: .\nS: 554 no valid recipients\nC: NOOP\nS: 250 ok\n"
                + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                RecipientsRefusedException e =
                        catchThrowableOfType(RecipientsRefusedException.class, () -> session.send(TWO, HI));
                assertThat(e.refused()).hasSize(2);
                assertThat(e.delivery()).isEqualTo(Delivery.REFUSED);
                session.noop();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "MAIL refused, but a recipient and DATA accepted: cut off, for a lone dot would deliver an empty mail (R142)")
    void noLoneDotForSomebody() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                ehlo("PIPELINING") + GROUP + "S: 550 no\nS: 250 ok\nS: 550 no\nS: 354 go\nC<EOF\n")) {
            Session session = Dialogues.open(server);
            SenderRefusedException e = catchThrowableOfType(SenderRefusedException.class, () -> session.send(TWO, HI));
            assertThat(e.refusal().code()).isEqualTo(550);
            assertThat(session.isOpen()).isFalse();
            server.verify();
        }
    }

    @Test
    @DisplayName("all recipients refused and DATA too: RSET (R143)")
    void rset() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING") + GROUP
                + "S: 250 ok\nS: 550 no\nS: 550 no\nS: 503 no\nC: RSET\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThatThrownBy(() -> session.send(TWO, HI)).isInstanceOf(RecipientsRefusedException.class);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("MAIL refused in a group: the sender exception, whatever followed (R141, P131)")
    void mailRefused() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                ehlo("PIPELINING") + GROUP + "S: 550 no\nS: 503 x\nS: 503 x\nS: 503 x\nC: RSET\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThatThrownBy(() -> session.send(TWO, HI)).isInstanceOf(SenderRefusedException.class);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("DATA refused in a group although recipients were accepted (P139)")
    void dataRefused() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING") + GROUP
                + "S: 250 ok\nS: 250 ok\nS: 550 no\nS: 451 later\nC: RSET\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                DataRefusedException e = catchThrowableOfType(DataRefusedException.class, () -> session.send(TWO, HI));
                assertThat(e.isRetryable()).isTrue();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("421 within a group ends the session, and the mail was not sent (V3, R17, P133, F16)")
    void closingInGroup() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("PIPELINING") + GROUP + "S: 250 ok\nS: 421 bye\n@close\n")) {
            Session session = Dialogues.open(server);
            ConnectionLostException e =
                    catchThrowableOfType(ConnectionLostException.class, () -> session.send(TWO, HI));
            assertThat(e.reply()).contains(Reply.of(421, "bye"));
            assertThat(e.outcomes())
                    .extracting(RecipientOutcome::delivery)
                    .containsExactly(Delivery.NOT_SENT, Delivery.NOT_SENT);
            assertThat(e.isRetryable()).isTrue();
            assertThat(session.isOpen()).isFalse();
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING") + GROUP + "S: 421 bye\n@close\n")) {
            Session session = Dialogues.open(server);
            assertThatThrownBy(() -> session.send(TWO, HI)).isInstanceOf(ConnectionLostException.class);
            server.verify();
        }
    }

    @Test
    @DisplayName("a server that drops a reply of the group is found out by the deadline, and nothing was sent (F34)")
    void missingReply() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("PIPELINING") + GROUP + "S: 250 ok\nS: 250 ok\nS: 250 ok\n@silence\n")) {
            Session session = Dialogues.to(server)
                    .timeouts(Timeouts.defaults().with(Timeouts.Phase.DATA, Duration.ofMillis(200)))
                    .open();
            SmtpTimeoutException e = catchThrowableOfType(SmtpTimeoutException.class, () -> session.send(TWO, HI));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            server.verify();
        }
    }

    @Test
    @DisplayName("a connection cut within the replies of a group: not sent (F03)")
    void cutInGroup() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("PIPELINING") + GROUP + "S: 250 ok\nS: 250 ok\n@close\n")) {
            Session session = Dialogues.open(server);
            ConnectionLostException e =
                    catchThrowableOfType(ConnectionLostException.class, () -> session.send(TWO, HI));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "10,000 recipients with long refusals neither deadlock, nor run far ahead, nor fill the memory (R146, A70, G17)")
    void manyRecipients() throws SmtpException {
        int count = 10_000;
        Envelope.Builder envelope = Envelope.from("a@b");
        StringBuilder script = new StringBuilder(ehlo("PIPELINING")).append("C: MAIL FROM:<a@b>\nS: 250 ok\n");
        String reason = "S: 550-" + "x".repeat(400) + "\nS: 550 " + "y".repeat(400) + "\n";
        for (int i = 0; i < count; i++) {
            envelope.to("recipient" + i + "@example.org");
            script.append("C: RCPT TO:<recipient").append(i).append("@example.org>\n");
            script.append(i == 77 ? "S: 250 ok\n" : reason);
        }
        script.append("C: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n").append(QUIT);
        try (ScriptedServer server = ScriptedServer.play(script.toString())) {
            try (Session session = Dialogues.open(server)) {
                SendResult result = session.send(envelope.build(), HI);
                assertThat(result.refused()).hasSize(count - 1);
                assertThat(result.accepted()).containsExactly(Recipient.of("recipient77@example.org"));
                assertThat(result.refused().values())
                        .allMatch(reply -> reply.code() == 550 && reply.text().startsWith("xxx"));
                assertThat(result.refused().values().stream()
                                .mapToInt(Reply::length)
                                .sum())
                        .isLessThan(1024 * 1024 + 900 + count * 256);
            }
            server.verify();
            assertThat(server.reads()).allMatch(size -> size <= 40 * 1024);
            assertThat(new String(server.received(), StandardCharsets.US_ASCII)).contains("recipient9999");
        }
    }

    @Test
    @DisplayName("without the extension a refused sender stops the commands at once (P131)")
    void stopsAtOnce() throws SmtpException {
        List<String> keywords = List.of("X");
        try (ScriptedServer server = ScriptedServer.play(
                ehlo(keywords.get(0)) + "C: MAIL FROM:<a@b>\nS: 550 no\nC: RSET\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThatThrownBy(() -> session.send(TWO, HI)).isInstanceOf(SenderRefusedException.class);
            }
            server.verify();
        }
    }
}
