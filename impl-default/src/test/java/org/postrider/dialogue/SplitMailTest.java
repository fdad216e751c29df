// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.ConnectionLostException;
import org.postrider.Delivery;
import org.postrider.DisconnectedException;
import org.postrider.Envelope;
import org.postrider.LocalRefusalException;
import org.postrider.OverLimits;
import org.postrider.ProtocolViolationException;
import org.postrider.RecipientOutcome;
import org.postrider.SendResult;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.testkit.ScriptedServer;

/** A mail that leaves in several transactions: every recipient has an outcome, and what went wrong is reported. */
class SplitMailTest {

    private static final String MAIL = "C: MAIL FROM:<a@b>\nS: 250 ok\n";
    private static final String DATA = "C: DATA\nS: 354 go\nC: hi\nC: .\n";
    private static final Envelope THREE = recipients(3);

    private static Envelope recipients(int count) {
        return Envelope.from("a@b")
                .toAll(IntStream.rangeClosed(1, count)
                        .mapToObj(number -> "r" + number + "@y")
                        .toList())
                .build();
    }

    private static String rcpt(int number, String reply) {
        return "C: RCPT TO:<r" + number + "@y>\nS: " + reply + "\n";
    }

    private static String delivered(int number) {
        return MAIL + rcpt(number, "250 ok") + DATA + "S: 250 queued " + number + "\n";
    }

    private static List<Delivery> deliveries(List<RecipientOutcome> outcomes) {
        return outcomes.stream().map(RecipientOutcome::delivery).toList();
    }

    @ParameterizedTest
    @CsvSource({"@close", "@reset", "'S: 421 bye,@close'"})
    @DisplayName(
            "the session ends after the content of the first of three transactions: each recipient has an outcome (V5)")
    void endsAtFirst(String end) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                ehlo("LIMITS RCPTMAX=1") + MAIL + rcpt(1, "250 ok") + DATA + end.replace(",", "\n") + "\n")) {
            Session session = Dialogues.open(server);
            DisconnectedException e = catchThrowableOfType(DisconnectedException.class, () -> session.send(THREE, HI));
            Delivery first = end.contains("421") ? Delivery.NOT_SENT : Delivery.IN_DOUBT;
            assertThat(e.delivery()).isEqualTo(first);
            assertThat(e.isRetryable()).isEqualTo(first == Delivery.NOT_SENT);
            assertThat(e.outcomes())
                    .extracting(outcome -> outcome.recipient().toString())
                    .containsExactly("r1@y", "r2@y", "r3@y");
            assertThat(deliveries(e.outcomes())).containsExactly(first, Delivery.NOT_SENT, Delivery.NOT_SENT);
            assertThat(e.outcomes().get(1).isRetryable()).isTrue();
            server.verify();
        }
    }

    @ParameterizedTest
    @CsvSource({"gibberish, ProtocolViolationException", "@close, ConnectionLostException"})
    @DisplayName("what ends the second of three transactions is on the result of the first (V6)")
    void endsAtSecond(String end, String type) throws SmtpException {
        String answer = end.startsWith("@") ? end + "\n" : "S: " + end + "\nC<EOF\n";
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("LIMITS RCPTMAX=1") + delivered(1) + MAIL + "C: RCPT TO:<r2@y>\n" + answer)) {
            Session session = Dialogues.open(server);
            SendResult result = session.send(THREE, HI);
            assertThat(deliveries(result.outcomes()))
                    .containsExactly(Delivery.DELIVERED, Delivery.NOT_SENT, Delivery.NOT_SENT);
            assertThat(result.reply().text()).isEqualTo("queued 1");
            SmtpException why = result.failure().orElseThrow();
            assertThat(why.getClass().getSimpleName()).isEqualTo(type);
            if (why instanceof ProtocolViolationException violation) {
                assertThat(violation.getMessage()).contains("gibberish");
                assertThat(violation.doubtful())
                        .singleElement()
                        .satisfies(outcome -> assertThat(outcome.recipient()).hasToString("r1@y"));
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a refusal of the sender in the second transaction is on the result, too (V6)")
    void refusedAtSecond() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("LIMITS RCPTMAX=1") + delivered(1)
                + "C: MAIL FROM:<a@b>\nS: 452 slow down\nC: RSET\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                SendResult result = session.send(THREE, HI);
                assertThat(deliveries(result.outcomes()))
                        .containsExactly(Delivery.DELIVERED, Delivery.REFUSED, Delivery.NOT_SENT);
                assertThat(result.failure().orElseThrow()).hasMessageContaining("452 slow down");
                assertThat(result.outcomes().get(2).isRetryable()).isTrue();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("recipients refused as too many go in another transaction, if that is asked for (M5)")
    void tooMany() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + MAIL + rcpt(1, "250 ok")
                + rcpt(2, "452 4.5.3 too many recipients") + rcpt(3, "452 4.5.3 too many recipients") + DATA
                + "S: 250 one\n" + MAIL + rcpt(2, "250 ok") + rcpt(3, "452 4.5.3 too many recipients") + DATA
                + "S: 250 two\n" + MAIL + rcpt(3, "250 ok") + DATA + "S: 250 three\n" + QUIT)) {
            try (Session session = Dialogues.to(server)
                    .overLimits(OverLimits.SPLIT_WHEN_REFUSED)
                    .open()) {
                SendResult result = session.send(THREE, HI);
                assertThat(deliveries(result.outcomes())).containsOnly(Delivery.DELIVERED);
                assertThat(result.outcomes())
                        .extracting(outcome -> outcome.reply().orElseThrow().text())
                        .containsExactly("one", "two", "three");
                assertThat(result.failure()).isEmpty();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "a limit that takes nobody more ends the splitting; other refusals are final, and so are all by default (M5)")
    void noFurther() throws SmtpException {
        String refused = rcpt(2, "452 4.5.3 too many") + rcpt(3, "452 4.2.2 mailbox full");
        try (ScriptedServer server = ScriptedServer.play(ehlo() + MAIL + rcpt(1, "250 ok") + refused + DATA
                + "S: 250 one\n" + MAIL + rcpt(2, "452 4.5.3 too many") + "C: RSET\nS: 250 ok\n" + QUIT + "@next\n"
                + ehlo() + MAIL + rcpt(1, "250 ok") + refused + DATA + "S: 250 one\n" + QUIT)) {
            Session.Builder builder = Dialogues.to(server);
            for (OverLimits limits : List.of(OverLimits.SPLIT_WHEN_REFUSED, OverLimits.SPLIT)) {
                try (Session session = builder.overLimits(limits).open()) {
                    SendResult result = session.send(THREE, HI);
                    assertThat(deliveries(result.outcomes()))
                            .containsExactly(Delivery.DELIVERED, Delivery.REFUSED, Delivery.REFUSED);
                    assertThat(result.outcomes().get(1).isRetryable()).isTrue();
                }
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a lost session while the rest goes again: who has it has it, and the rest was not sent (M5, V5)")
    void lostAgain() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + MAIL + rcpt(1, "250 ok")
                + rcpt(2, "452 4.5.3 too many") + rcpt(3, "452 4.5.3 too many") + DATA + "S: 250 one\n"
                + "C: MAIL FROM:<a@b>\n@close\n")) {
            Session session = Dialogues.to(server)
                    .overLimits(OverLimits.SPLIT_WHEN_REFUSED)
                    .open();
            SendResult result = session.send(THREE, HI);
            assertThat(deliveries(result.outcomes()))
                    .containsExactly(Delivery.DELIVERED, Delivery.NOT_SENT, Delivery.NOT_SENT);
            assertThat(result.failure()).get().isInstanceOf(ConnectionLostException.class);
            assertThat(result.outcomes().get(2).isRetryable()).isTrue();
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "a mail that would leave more than 100 times is refused with a word about it, and nothing is sent (M11)")
    void cap() throws SmtpException {
        StringBuilder hundred = new StringBuilder();
        for (int number = 1; number <= 100; number++) {
            hundred.append(delivered(number));
        }
        try (ScriptedServer server = ScriptedServer.play(ehlo("LIMITS RCPTMAX=1") + hundred + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                LocalRefusalException e =
                        catchThrowableOfType(LocalRefusalException.class, () -> session.send(recipients(101), HI));
                assertThat(e)
                        .hasMessageContaining("101 times")
                        .hasMessageContaining("more than the 100")
                        .hasMessageContaining("fewer recipients");
                assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
                assertThat(session.send(recipients(100), HI).accepted()).hasSize(100);
            }
            server.verify();
        }
    }
}
