// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.ConnectionLostException;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.Dsn;
import org.postrider.Envelope;
import org.postrider.LocalRefusalException;
import org.postrider.Message;
import org.postrider.OverLimits;
import org.postrider.RecipientOutcome;
import org.postrider.RecipientsRefusedException;
import org.postrider.SendResult;
import org.postrider.SenderRefusedException;
import org.postrider.Session;
import org.postrider.testkit.ScriptedServer;

/** LIMITS (RFC 9422). */
class LimitsTest {

    private static final String MAIL = "C: MAIL FROM:<a@b>\nS: 250 ok\n";
    private static final Envelope FIVE = recipients("r1@y", "r2@y", "r3@y", "r4@y", "r5@y");

    private static Envelope recipients(String... addresses) {
        return Envelope.from("a@b").toAll(List.of(addresses)).build();
    }

    private static String rcpt(String... recipients) {
        StringBuilder script = new StringBuilder();
        for (String recipient : recipients) {
            script.append("C: RCPT TO:<").append(recipient).append("@y>\nS: 250 ok\n");
        }
        return script.toString();
    }

    private static String data(String verdict) {
        return "C: DATA\nS: 354 go\nC: hi\nC: .\nS: " + verdict + "\n";
    }

    private interface Client {
        void use(Session session) throws Exception;
    }

    private static void play(String limits, String script, Client client) throws Exception {
        play(limits, script, builder -> builder, client);
    }

    private static void play(String limits, String script, UnaryOperator<Session.Builder> options, Client client)
            throws Exception {
        try (ScriptedServer server = ScriptedServer.play(ehlo(limits) + script)) {
            try (Session session = options.apply(Dialogues.to(server)).open()) {
                client.use(session);
            }
            server.verify();
        }
    }

    private static List<Delivery> deliveries(SendResult result) {
        return result.outcomes().stream().map(RecipientOutcome::delivery).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LIMITS RCPTMAX=2", "limits mailmax=9 rcptMax=2", "LIMITS X RCPTMAX=2 Y=z,!"})
    @DisplayName("more recipients than RCPTMAX are served in several transactions, with one result (R205, R202)")
    void split(String limits) throws Exception {
        play(
                limits,
                MAIL + rcpt("r1", "r2") + data("250 one") + MAIL + "C: RCPT TO:<r3@y>\nS: 550 no\n" + rcpt("r4")
                        + data("250 two") + MAIL + rcpt("r5") + data("250 three") + QUIT,
                session -> {
                    SendResult result = session.send(FIVE, HI);
                    assertThat(result.outcomes())
                            .extracting(outcome -> outcome.recipient().toString())
                            .containsExactly("r1@y", "r2@y", "r3@y", "r4@y", "r5@y");
                    assertThat(result.refused().keySet()).hasToString("[r3@y]");
                    assertThat(result.accepted()).hasSize(4);
                    assertThat(result.notSent()).isEmpty();
                    assertThat(result.reply().text()).isEqualTo("three");
                    assertThat(result.outcomes().get(0).reply().orElseThrow().text())
                            .isEqualTo("one");
                });
    }

    @Test
    @DisplayName("each transaction has the parameters of the sender and of its own recipients (R205, R174)")
    void parameters() throws Exception {
        try (ScriptedServer server = ScriptedServer.play(ehlo("LIMITS RCPTMAX=1", "DSN")
                + "C: MAIL FROM:<a@b> ENVID=e\nS: 250 ok\nC: RCPT TO:<r1@y> NOTIFY=NEVER\nS: 250 ok\n" + data("250 ok")
                + "C: MAIL FROM:<a@b> ENVID=e\nS: 250 ok\n" + rcpt("r2") + data("250 ok") + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(
                        Envelope.from("a@b", Dsn.envelopeId("e"))
                                .to("r1@y", Dsn.notifyNever())
                                .to("r2@y")
                                .build(),
                        HI);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "a transaction that fails costs its own recipients, and those behind it unless only recipients were refused (R205)")
    void failures() throws Exception {
        play(
                "LIMITS RCPTMAX=2",
                MAIL + rcpt("r1", "r2") + data("250 one") + MAIL + rcpt("r3", "r4") + data("554 spam")
                        + "C: RSET\nS: 250 ok\n" + QUIT,
                session -> {
                    SendResult result = session.send(FIVE, HI);
                    assertThat(deliveries(result))
                            .containsExactly(
                                    Delivery.DELIVERED,
                                    Delivery.DELIVERED,
                                    Delivery.REFUSED,
                                    Delivery.REFUSED,
                                    Delivery.NOT_SENT);
                    assertThat(result.notSent()).hasToString("[r5@y]");
                });
        play(
                "LIMITS RCPTMAX=2",
                MAIL + "C: RCPT TO:<r1@y>\nS: 550 no\nC: RCPT TO:<r2@y>\nS: 550 no\nC: RSET\nS: 250 ok\n" + MAIL
                        + rcpt("r3", "r4") + data("250 two") + "C: MAIL FROM:<a@b>\nS: 452 full\nC: RSET\nS: 250 ok\n"
                        + QUIT,
                session -> assertThat(deliveries(session.send(FIVE, HI)))
                        .containsExactly(
                                Delivery.REFUSED,
                                Delivery.REFUSED,
                                Delivery.DELIVERED,
                                Delivery.DELIVERED,
                                Delivery.REFUSED));
    }

    @Test
    @DisplayName(
            "a connection lost behind the end of a later transaction puts its recipients in doubt, and only those (R205, F05)")
    void lost() throws Exception {
        play(
                "LIMITS RCPTMAX=2",
                MAIL + rcpt("r1", "r2") + data("250 one") + MAIL + rcpt("r3", "r4")
                        + "C: DATA\nS: 354 go\nC: hi\nC: .\n@close\n",
                session -> {
                    SendResult result = session.send(FIVE, HI);
                    assertThat(deliveries(result))
                            .containsExactly(
                                    Delivery.DELIVERED,
                                    Delivery.DELIVERED,
                                    Delivery.IN_DOUBT,
                                    Delivery.IN_DOUBT,
                                    Delivery.NOT_SENT);
                    assertThat(result.delivery()).isEqualTo(Delivery.IN_DOUBT);
                });
    }

    @Test
    @DisplayName("if nobody gets it the exception is that of the first failure, or names every recipient (R205)")
    void nobody() throws Exception {
        play(
                "LIMITS RCPTMAX=3",
                MAIL + rcpt("r1", "r2", "r3") + data("554 spam") + "C: RSET\nS: 250 ok\n" + QUIT,
                session -> assertThatThrownBy(() -> session.send(FIVE, HI)).isInstanceOf(DataRefusedException.class));
        play(
                "LIMITS RCPTMAX=3",
                "C: MAIL FROM:<a@b>\nS: 550 no\nC: RSET\nS: 250 ok\n" + QUIT,
                session -> assertThatThrownBy(() -> session.send(FIVE, HI)).isInstanceOf(SenderRefusedException.class));
        play(
                "LIMITS RCPTMAX=3",
                MAIL + "C: RCPT TO:<r1@y>\n@close\n",
                session ->
                        assertThatThrownBy(() -> session.send(FIVE, HI)).isInstanceOf(ConnectionLostException.class));
        String refused = "C: RCPT TO:<r1@y>\nS: 550 no\nC: RSET\nS: 250 ok\n";
        play(
                "LIMITS RCPTMAX=1",
                MAIL + refused + MAIL + refused.replace("r1", "r2").replace("550", "450") + QUIT,
                session -> {
                    RecipientsRefusedException e = catchThrowableOfType(
                            RecipientsRefusedException.class, () -> session.send(recipients("r1@y", "r2@y"), HI));
                    assertThat(e.refused().keySet()).hasToString("[r1@y, r2@y]");
                    assertThat(e.isRetryable()).isTrue();
                });
    }

    @Test
    @DisplayName("what cannot be split is refused before anything is sent: by policy, a stream, all or nobody (R205)")
    void notSplit() throws Exception {
        play(
                "LIMITS RCPTMAX=2",
                QUIT,
                builder -> builder.overLimits(OverLimits.REFUSE),
                session -> refused(session, HI));
        play("LIMITS RCPTMAX=2", QUIT, builder -> builder.partialAcceptance(false), session -> refused(session, HI));
        play("LIMITS RCPTMAX=2", MAIL + rcpt("r1") + data("250 ok") + QUIT, session -> {
            refused(session, Message.ofStream(new ByteArrayInputStream(new byte[] {'h', 'i'})));
            session.send(recipients("r1@y"), HI);
        });
    }

    private static void refused(Session session, Message message) {
        LocalRefusalException e = catchThrowableOfType(LocalRefusalException.class, () -> session.send(FIVE, message));
        assertThat(e.extension()).isEqualTo("LIMITS");
        assertThat(e).hasMessageContaining("2 recipients");
        assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
    }

    @Test
    @DisplayName("MAILMAX counts every MAIL, refused ones too; a mail that needs more is not begun (R204)")
    void mailMax() throws Exception {
        play(
                "LIMITS MAILMAX=3 RCPTMAX=2",
                "C: MAIL FROM:<a@b>\nS: 550 no\nC: RSET\nS: 250 ok\n" + MAIL + "C: RSET\nS: 250 ok\n" + MAIL
                        + rcpt("r1", "r2") + data("250 ok") + QUIT,
                session -> {
                    assertThatThrownBy(() -> session.send(FIVE, HI)).isInstanceOf(SenderRefusedException.class);
                    session.mail("a@b");
                    session.rset();
                    assertThatThrownBy(() -> session.send(FIVE, HI))
                            .isInstanceOf(LocalRefusalException.class)
                            .hasMessageContaining("3 MAIL")
                            .hasMessageContaining("new session");
                    session.send(recipients("r1@y", "r2@y"), HI);
                    assertThatThrownBy(() -> session.mail("a@b")).isInstanceOf(LocalRefusalException.class);
                });
    }

    @Test
    @DisplayName(
            "what only this session cannot take any more is not sent and may be tried again, a mail that no session takes is not (L5)")
    void retryable() throws Exception {
        play(
                "LIMITS MAILMAX=2 RCPTMAX=2 RCPTDOMAINMAX=1",
                MAIL + rcpt("r1") + data("250 ok") + MAIL + rcpt("r2") + data("250 ok") + QUIT,
                session -> {
                    assertThat(refusal(session, FIVE).isRetryable()).isFalse();
                    session.send(recipients("r1@y"), HI);
                    assertThat(refusal(session, recipients("r1@y", "r2@y", "r3@y"))
                                    .isRetryable())
                            .isTrue();
                    assertThat(refusal(session, recipients("r1@z")).isRetryable())
                            .isTrue();
                    assertThat(refusal(session, recipients("r1@y", "r1@z")).isRetryable())
                            .isFalse();
                    session.send(recipients("r2@y"), HI);
                    LocalRefusalException e = refusal(session, recipients("r3@y"));
                    assertThat(e.isRetryable()).isTrue();
                    assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
                });
    }

    private static LocalRefusalException refusal(Session session, Envelope envelope) {
        return catchThrowableOfType(LocalRefusalException.class, () -> session.send(envelope, HI));
    }

    @Test
    @DisplayName("RCPTDOMAINMAX counts the domains of the session, whatever their case (R206)")
    void domainMax() throws Exception {
        play(
                "LIMITS RCPTDOMAINMAX=2",
                MAIL + rcpt("r1", "r2") + "C: RCPT TO:<r3@Z>\nS: 550 no\n" + data("250 ok") + MAIL
                        + "C: RCPT TO:<r4@z>\nS: 250 ok\n" + data("250 ok") + MAIL + QUIT,
                session -> {
                    session.send(recipients("r1@y", "r2@y", "r3@Z"), HI);
                    session.send(recipients("r4@z"), HI);
                    assertThatThrownBy(() -> session.send(recipients("r1@Y", "r5@w"), HI))
                            .isInstanceOf(LocalRefusalException.class)
                            .hasMessageContaining("r5@w")
                            .hasMessageContaining("another session");
                    session.mail("a@b");
                    assertThatThrownBy(() -> session.rcpt("r5@w")).isInstanceOf(LocalRefusalException.class);
                });
    }

    @Test
    @DisplayName("RCPTMAX holds for single commands as well, refused ones counted (R205)")
    void singleCommands() throws Exception {
        play("LIMITS RCPTMAX=2", MAIL + "C: RCPT TO:<r1@y>\nS: 550 no\n" + rcpt("r2") + QUIT, session -> {
            session.mail("a@b");
            session.rcpt("r1@y");
            session.rcpt("r2@y");
            assertThatThrownBy(() -> session.rcpt("r3@y")).isInstanceOf(LocalRefusalException.class);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LIMITS",
                "LIMITS RCPTMAX",
                "LIMITS RCPTMAX=0",
                "LIMITS RCPTMAX=02",
                "LIMITS RCPTMAX=1000000",
                "LIMITS RCPTMAX=2x",
                "LIMITS RCPTMAX=-2",
                "LIMITS RCPTMAX=2 =",
                "LIMITS RCPTMAX=2;MAILMAX=1",
                "LIMITS RCPT MAX=2",
                "LIMITSX RCPTMAX=2"
            })
    @DisplayName("a malformed value is no limit, a malformed parameter is none at all (R201-R203)")
    void malformed(String limits) throws Exception {
        play(
                limits,
                MAIL + rcpt("r1", "r2", "r3", "r4", "r5") + data("250 ok") + QUIT,
                session -> session.send(FIVE, HI));
    }

    @Test
    @DisplayName("the limits of the last EHLO count, and none if it has none (R200)")
    void lastEhlo() throws Exception {
        play(
                "LIMITS RCPTMAX=2 MAILMAX=1",
                "C: EHLO me.test\nS: 250-srv\nS: 250 LIMITS RCPTMAX=4\n" + MAIL + rcpt("r1", "r2", "r3", "r4")
                        + data("250 ok") + MAIL + rcpt("r5") + data("250 ok") + "C: EHLO me.test\nS: 250 srv\n" + MAIL
                        + rcpt("r1", "r2", "r3", "r4", "r5") + data("250 ok") + QUIT,
                session -> {
                    session.ehlo();
                    session.send(FIVE, HI);
                    session.ehlo();
                    session.send(FIVE, HI);
                });
    }
}
