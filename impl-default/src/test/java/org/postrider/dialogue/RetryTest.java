// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.ConnectionLostException;
import org.postrider.Delivery;
import org.postrider.DisconnectedException;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.NotConnectedException;
import org.postrider.Reply;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Timeouts;
import org.postrider.testkit.ScriptedServer;

/** Whether the same may be sent again, and what a server says that closes an idle session. */
class RetryTest {

    private static final String UP_TO_DATA =
            "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\n";
    private static final String MAIL = UP_TO_DATA + "C: hi\nC: .\n";

    @ParameterizedTest
    @CsvSource({
        "@close, IN_DOUBT, false",
        "@reset, IN_DOUBT, false",
        "@silence, IN_DOUBT, false",
        "S: 354 what, IN_DOUBT, false",
        "S: gibberish, IN_DOUBT, false",
        "'S! 250 ok\\r\\n250 more\\r\\n', IN_DOUBT, false",
        "S: 421 bye, NOT_SENT, true",
        "S: 451 later, REFUSED, true",
        "S: 554 never, REFUSED, false"
    })
    @DisplayName(
            "one question, true only where sending again cannot deliver twice, of exception and outcomes alike (V4)")
    void oneQuestion(String answer, Delivery delivery, boolean retryable) throws SmtpException {
        String rest = answer.startsWith("@") ? answer + "\n" : answer + "\n@silence\n";
        int verdict = answer.equals("@silence") ? 100 : 5000;
        for (boolean series : new boolean[] {false, true}) {
            try (ScriptedServer server = ScriptedServer.play(ehlo() + MAIL + rest)) {
                Session session = Dialogues.to(server)
                        .timeouts(Timeouts.ofAll(Duration.ofSeconds(5))
                                .with(Timeouts.Phase.RSET, Duration.ofMillis(50))
                                .with(Timeouts.Phase.VERDICT, Duration.ofMillis(verdict)))
                        .open();
                SmtpException e;
                if (series) {
                    List<MailOutcome> outcomes = new ArrayList<>();
                    session.sendAll(List.of(Mail.of(A_TO_X, HI)), outcomes::add);
                    assertThat(outcomes).singleElement().satisfies(outcome -> {
                        assertThat(outcome.delivery()).isEqualTo(delivery);
                        assertThat(outcome.isRetryable()).isEqualTo(retryable);
                    });
                    e = outcomes.get(0).failure().orElseThrow();
                } else {
                    e = catchThrowableOfType(SmtpException.class, () -> session.send(A_TO_X, HI));
                }
                assertThat(e.delivery()).isEqualTo(delivery);
                assertThat(e.isRetryable()).isEqualTo(retryable);
                if (e instanceof DisconnectedException ended) {
                    assertThat(ended.outcomes())
                            .singleElement()
                            .satisfies(
                                    outcome -> assertThat(outcome.isRetryable()).isEqualTo(retryable));
                }
                session.abort();
            }
        }
    }

    @Test
    @DisplayName("a loop that asks it sends a mail again after 421 and 451, and never after a doubt (V4)")
    void loop() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + "C: MAIL FROM:<a@b>\nS: 421 busy\n@close\n@next\n"
                + ehlo() + MAIL + "S: 451 later\nC: RSET\nS: 250 ok\n" + QUIT + "@next\n" + ehlo() + MAIL
                + "@close\n")) {
            SmtpException last = null;
            for (int tries = 0; tries < 10 && (last == null || last.isRetryable()); tries++) {
                try (Session session = Dialogues.open(server)) {
                    session.send(A_TO_X, HI);
                    break;
                } catch (SmtpException e) {
                    last = e;
                }
            }
            assertThat(last).isInstanceOf(ConnectionLostException.class);
            assertThat(server.connections()).isEqualTo(3);
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"451 4.4.2 Timeout - closing connection", "421 4.4.2 idle for too long", "554 5.7.0 good bye"})
    @DisplayName("a server that says why it closes an idle session: not sent, retryable, with what it said (V7)")
    void closedWhileIdle(String said) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                ehlo() + MAIL + "S: 250 queued\n@await idle\nS: " + said + "\n@close\n@mark closed\n")) {
            Session session = Dialogues.open(server);
            assertThat(session.send(A_TO_X, HI).delivery()).isEqualTo(Delivery.DELIVERED);
            server.signal("idle");
            server.awaitStep("closed");
            ConnectionLostException e =
                    catchThrowableOfType(ConnectionLostException.class, () -> session.send(A_TO_X, HI));
            assertThat(e.reply().map(Reply::toString)).contains(said);
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(e.isRetryable()).isTrue();
            assertThat(e).hasMessageContaining(said);
            assertThat(e.outcomes())
                    .allSatisfy(outcome -> assertThat(outcome.isRetryable()).isTrue());
            assertThatThrownBy(session::noop).isInstanceOf(NotConnectedException.class);
            server.verify();
        }
    }

    @Test
    @DisplayName("the same before a series: no mail was sent, and each may go again (V7)")
    void closedBeforeSeries() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                ehlo() + "@await idle\nS: 451 4.4.2 Timeout - closing connection\n@close\n@mark closed\n")) {
            Session session = Dialogues.open(server);
            server.signal("idle");
            server.awaitStep("closed");
            List<MailOutcome> outcomes = new ArrayList<>();
            session.sendAll(List.of(Mail.of(A_TO_X, HI), Mail.of(A_TO_X, HI)), outcomes::add);
            assertThat(outcomes).hasSize(2).allSatisfy(outcome -> {
                assertThat(outcome.delivery()).isEqualTo(Delivery.NOT_SENT);
                assertThat(outcome.isRetryable()).isTrue();
            });
            assertThat(outcomes.get(0).failure().orElseThrow().reply().map(Reply::code))
                    .contains(451);
            server.verify();
        }
    }
}
