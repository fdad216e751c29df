// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.ConnectionLostException;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.Message;
import org.postrider.NotConnectedException;
import org.postrider.ProtocolViolationException;
import org.postrider.Recipient;
import org.postrider.RecipientOutcome;
import org.postrider.RecipientsRefusedException;
import org.postrider.Reply;
import org.postrider.SendResult;
import org.postrider.SenderRefusedException;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.testkit.ScriptedServer;

class TransactionTest {

    private static final String MAIL_A = "C: MAIL FROM:<a@b>\nS: 250 ok\n";
    private static final String RCPT_X = "C: RCPT TO:<x@y>\nS: 250 ok\n";
    private static final String CONTENT = "C: DATA\nS: 354 go\nC: hi\nC: .\n";
    private static final String USABLE = "C: NOOP\nS: 250 ok\n" + QUIT;

    @Test
    @DisplayName(
            "a text goes out as W1 says: size counted with CRLF and without doubled dots, no RSET, the final reply returned"
                    + " (P121, P122, P123, P142, P144, T14, T24)")
    void plainSuccess() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("SIZE 1000", "HELP")
                + "C: MAIL FROM:<a@b> SIZE=10\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: RCPT TO:<z@w>\nS: 250 ok\n"
                + "C: DATA\nS: 354 go\nC: hi\nC: ..dot\nC: .\nS: 250 2.0.0 queued as 4711\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                SendResult result =
                        session.send(Envelope.from("a@b").to("x@y").to("z@w").build(), Message.ofText("hi\n.dot\n"));
                assertThat(result.refused()).isEmpty();
                assertThat(result.accepted()).containsExactly(Recipient.of("x@y"), Recipient.of("z@w"));
                assertThat(result.inDoubt()).isEmpty();
                assertThat(result.delivery()).isEqualTo(Delivery.DELIVERED);
                assertThat(result.reply().text()).isEqualTo("2.0.0 queued as 4711");
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("many messages go over one session, greeted once, without RSET between (P143)")
    void manyMessages() throws SmtpException {
        String mail = MAIL_A + RCPT_X + CONTENT + "S: 250 ok\n";
        try (ScriptedServer server = ScriptedServer.play(ehlo() + mail + mail + mail + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                for (int i = 0; i < 3; i++) {
                    session.send(A_TO_X, HI);
                }
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "one refused recipient of two: the message goes to the other, and the caller's own string names the refused"
                    + " (P130, P132, P137, P147, R164)")
    void oneRefused() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + MAIL_A + "C: RCPT TO:<frank@y>\nS: 550 5.1.1 no\n"
                + RCPT_X + CONTENT + "S: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                SendResult result = session.send(
                        Envelope.from("a@b")
                                .toAll(List.of("Frank <frank@y>", "x@y"))
                                .build(),
                        HI);
                assertThat(result.refused()).hasSize(1);
                result.refused().forEach((recipient, reply) -> {
                    assertThat(recipient.asGiven()).isEqualTo("Frank <frank@y>");
                    assertThat(reply).isEqualTo(Reply.of(550, "5.1.1 no"));
                });
                assertThat(result.accepted()).containsExactly(Recipient.of("x@y"));
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {250, 251, 252, 299})
    @DisplayName("any 2yz accepts a recipient (P132, R39, R41, R69)")
    void acceptingCodes(int code) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                ehlo() + MAIL_A + "C: RCPT TO:<x@y>\nS: " + code + " will do\n" + CONTENT + "S: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThat(session.send(A_TO_X, HI).refused()).isEmpty();
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {450, 452, 499, 550, 552, 599})
    @DisplayName(
            "MAIL refused: RSET, the sender exception with the whole reply, and the session goes on (P131, P146, F17, F18, R41, R43, R162)")
    void senderRefused(int code) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + "C: MAIL FROM:<a@b>\nS: " + code + "-no\nS: " + code
                + " never\nC: RSET\nS: 250 ok\n" + USABLE)) {
            try (Session session = Dialogues.open(server)) {
                SenderRefusedException e =
                        catchThrowableOfType(SenderRefusedException.class, () -> session.send(A_TO_X, HI));
                assertThat(e.refusal().lines()).containsExactly("no", "never");
                assertThat(e.reversePath()).isEqualTo("a@b");
                assertThat(e.isRetryable()).isEqualTo(code < 500);
                assertThat(e.delivery()).isEqualTo(Delivery.REFUSED);
                assertThat(e.stage()).isEqualTo(Stage.MAIL);
                session.noop();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("421 to MAIL: the server closes, and the mail was not sent (V3, P131, T60, F16)")
    void senderClosing() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + "C: MAIL FROM:<a@b>\nS: 421 bye\n")) {
            Session session = Dialogues.open(server);
            assertClosing(session);
            assertThatThrownBy(session::noop).isInstanceOf(NotConnectedException.class);
            session.close();
            server.verify();
        }
    }

    private static void assertClosing(Session session) {
        ConnectionLostException e = catchThrowableOfType(ConnectionLostException.class, () -> session.send(A_TO_X, HI));
        assertThat(e.reply()).contains(Reply.of(421, "bye"));
        assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
        assertThat(e.isRetryable()).isTrue();
        assertThat(e.outcomes()).singleElement().satisfies(outcome -> {
            assertThat(outcome.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(outcome.isRetryable()).isTrue();
        });
    }

    @Test
    @DisplayName(
            "all recipients refused: RSET, the exception with each reply, and the session goes on (P134, F17, F18)")
    void allRefused() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + MAIL_A
                + "C: RCPT TO:<x@y>\nS: 550 no\nC: RCPT TO:<z@w>\nS: 450 later\nC: RSET\nS: 250 ok\n" + USABLE)) {
            try (Session session = Dialogues.open(server)) {
                RecipientsRefusedException e = catchThrowableOfType(
                        RecipientsRefusedException.class,
                        () -> session.send(
                                Envelope.from("a@b").to("x@y").to("z@w").build(), HI));
                assertThat(e.refused())
                        .containsEntry(Recipient.of("x@y"), Reply.of(550, "no"))
                        .containsEntry(Recipient.of("z@w"), Reply.of(450, "later"));
                assertThat(e.untried()).isEmpty();
                assertThat(e.isRetryable()).isTrue();
                assertThat(e.delivery()).isEqualTo(Delivery.REFUSED);
                session.noop();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("the same refused address twice counts twice: no DATA (P135, G8)")
    void sameRefusedTwice() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + MAIL_A
                + "C: RCPT TO:<x@y>\nS: 550 no\nC: RCPT TO:<x@y>\nS: 550 no\nC: RSET\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                RecipientsRefusedException e = catchThrowableOfType(
                        RecipientsRefusedException.class,
                        () -> session.send(
                                Envelope.from("a@b").to("x@y").to("x@y").build(), HI));
                assertThat(e.outcomes()).hasSize(2);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "421 to the third of four recipients: the server closes, and each recipient has its outcome (V3, P133, T61, F16)")
    void recipientClosing() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + MAIL_A
                + "C: RCPT TO:<a@1>\nS: 550 no\nC: RCPT TO:<b@2>\nS: 250 ok\nC: RCPT TO:<c@3>\nS: 421 bye\n")) {
            Session session = Dialogues.open(server);
            ConnectionLostException e = catchThrowableOfType(
                    ConnectionLostException.class,
                    () -> session.send(
                            Envelope.from("a@b")
                                    .toAll(List.of("a@1", "b@2", "c@3", "d@4"))
                                    .build(),
                            HI));
            assertThat(e.outcomes())
                    .extracting(RecipientOutcome::delivery)
                    .containsExactly(Delivery.REFUSED, Delivery.NOT_SENT, Delivery.NOT_SENT, Delivery.NOT_SENT);
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(e.reply()).contains(Reply.of(421, "bye"));
            assertThat(session.isOpen()).isFalse();
            server.verify();
        }
    }

    @Test
    @DisplayName("no recipient is refused before there is traffic (P136)")
    void noRecipient() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Envelope.from("a@b").build())
                .withMessageContaining("to(..)");
    }

    @ParameterizedTest
    @ValueSource(ints = {451, 503, 554})
    @DisplayName("DATA refused: RSET, the data exception, and the session goes on (P110, P139, F17, F18, G9)")
    void dataRefused(int code) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                ehlo() + MAIL_A + RCPT_X + "C: DATA\nS: " + code + " no\nC: RSET\nS: 250 ok\n" + USABLE)) {
            try (Session session = Dialogues.open(server)) {
                DataRefusedException e =
                        catchThrowableOfType(DataRefusedException.class, () -> session.send(A_TO_X, HI));
                assertThat(e.refusal().code()).isEqualTo(code);
                assertThat(e.stage()).isEqualTo(Stage.DATA);
                session.noop();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "421 to DATA closes, and 250 to DATA is lost step: no content is sent (V3, P110, P139, R14, F15, F16, A60)")
    void dataOdd() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + MAIL_A + RCPT_X + "C: DATA\nS: 421 bye\n")) {
            Session session = Dialogues.open(server);
            assertClosing(session);
            assertThat(session.isOpen()).isFalse();
            server.verify();
        }
        try (ScriptedServer server =
                ScriptedServer.play(ehlo() + MAIL_A + RCPT_X + "C: DATA\nS: 250 what\n@silence\n")) {
            Session session = Dialogues.open(server);
            ProtocolViolationException e =
                    catchThrowableOfType(ProtocolViolationException.class, () -> session.send(A_TO_X, HI));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {452, 550, 554})
    @DisplayName(
            "the content refused at its end: RSET, the data exception, and the session goes on (P138, R163, F17, F18)")
    void verdictRefused(int code) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                ehlo() + MAIL_A + RCPT_X + CONTENT + "S: " + code + " spam\nC: RSET\nS: 250 ok\n" + USABLE)) {
            try (Session session = Dialogues.open(server)) {
                DataRefusedException e =
                        catchThrowableOfType(DataRefusedException.class, () -> session.send(A_TO_X, HI));
                assertThat(e.refusal().text()).isEqualTo("spam");
                assertThat(e.stage()).isEqualTo(Stage.VERDICT);
                assertThat(e.delivery()).isEqualTo(Delivery.REFUSED);
                session.noop();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("421 to the content: the server has not taken it and closes (V3, P138, T62, F16)")
    void verdictClosing() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + MAIL_A + RCPT_X + CONTENT + "S: 421 bye\n")) {
            Session session = Dialogues.open(server);
            assertClosing(session);
            assertThat(session.isOpen()).isFalse();
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {250, 251, 299})
    @DisplayName("any 2yz to the content delivers it (P138, R41)")
    void verdictAccepted(int code) throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo() + MAIL_A + RCPT_X + CONTENT + "S: " + code + " ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThat(session.send(A_TO_X, HI).delivery()).isEqualTo(Delivery.DELIVERED);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a RSET that fails hides no refusal; a 421 to it ends the session (P141, T59)")
    void resetFails() throws SmtpException {
        for (String answer : List.of("@close\n", "S: 421 bye\n")) {
            try (ScriptedServer server =
                    ScriptedServer.play(ehlo() + MAIL_A + RCPT_X + CONTENT + "S: 451 later\nC: RSET\n" + answer)) {
                Session session = Dialogues.open(server);
                DataRefusedException e =
                        catchThrowableOfType(DataRefusedException.class, () -> session.send(A_TO_X, HI));
                assertThat(e.refusal().code()).isEqualTo(451);
                assertThatThrownBy(session::noop).isInstanceOf(NotConnectedException.class);
                server.verify();
            }
        }
    }

    @Test
    @DisplayName(
            "a connection lost before the end of the content is not sent, lost after it is in doubt, and names whom"
                    + " (P140, G14, F03, R16)")
    void lost() throws SmtpException {
        String[] before = {"C: MAIL FROM:<a@b>\n", MAIL_A + "C: RCPT TO:<x@y>\n", MAIL_A + RCPT_X + "C: DATA\n"};
        for (String script : before) {
            try (ScriptedServer server = ScriptedServer.play(ehlo() + script + "@close\n")) {
                Session session = Dialogues.open(server);
                ConnectionLostException e =
                        catchThrowableOfType(ConnectionLostException.class, () -> session.send(A_TO_X, HI));
                assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
                assertThat(e.isRetryable()).isTrue();
                assertThat(e.outcomes()).extracting(RecipientOutcome::delivery).containsExactly(Delivery.NOT_SENT);
                server.verify();
            }
        }
        try (ScriptedServer server = ScriptedServer.play(
                ehlo() + MAIL_A + "C: RCPT TO:<r@y>\nS: 550 no\n" + RCPT_X + CONTENT + "@close\n")) {
            Session session = Dialogues.open(server);
            ConnectionLostException e = catchThrowableOfType(
                    ConnectionLostException.class,
                    () -> session.send(Envelope.from("a@b").to("r@y").to("x@y").build(), HI));
            assertThat(e.delivery()).isEqualTo(Delivery.IN_DOUBT);
            assertThat(e.stage()).isEqualTo(Stage.VERDICT);
            assertThat(e).hasMessageContaining("may deliver it twice");
            assertThat(e.outcomes()).extracting(o -> o.delivery()).containsExactly(Delivery.REFUSED, Delivery.IN_DOUBT);
            server.verify();
        }
    }

    @Test
    @DisplayName("with all or nothing wanted, one refusal ends the transaction before DATA (F17)")
    void allOrNothing() throws SmtpException {
        for (String keyword : List.of("PIPELINING", "X")) {
            boolean group = keyword.equals("PIPELINING");
            String commands = group
                    ? "C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\nC: RCPT TO:<z@w>\nS: 250 ok\nS: 250 ok\nS: 550 no\n"
                    : MAIL_A + RCPT_X + "C: RCPT TO:<z@w>\nS: 550 no\n";
            try (ScriptedServer server =
                    ScriptedServer.play(ehlo(keyword) + commands + "C: RSET\nS: 250 ok\n" + USABLE)) {
                try (Session session =
                        Dialogues.to(server).partialAcceptance(false).open()) {
                    RecipientsRefusedException e = catchThrowableOfType(
                            RecipientsRefusedException.class,
                            () -> session.send(
                                    Envelope.from("a@b").to("x@y").to("z@w").build(), HI));
                    assertThat(e.refused()).containsOnlyKeys(Recipient.of("z@w"));
                    assertThat(e.outcomes().get(0).delivery()).isEqualTo(Delivery.NOT_SENT);
                    session.noop();
                }
                server.verify();
            }
        }
    }

    @Test
    @DisplayName(
            "command by command: MAIL, RCPT and DATA return what came and judge nothing but 354 (P100, P101, P116, T25)")
    void singleCommands() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("SIZE", "XTRA") + "C: MAIL FROM:<a@b> SIZE=1 XTRA=y\nS: 250 ok\n"
                        + "C: RCPT TO:<x@y>\nS: 550 no\nC: RCPT TO:<z@w> XTRA=1\nS: 250 ok\nC: RCPT TO:<q@w> XTRA=2\nS: 250 ok\n"
                        + "C: DATA\nS: 354 go\nC: hi\nC: .\nS: 550 spam\nC: DATA\nS: 503 no\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.mail(
                        "a@b",
                        org.postrider.MailParameter.parse("SIZE=1"),
                        org.postrider.MailParameter.of("xtra", "y"));
                assertThat(session.rcpt("x@y").code()).isEqualTo(550);
                session.rcpt("z@w", org.postrider.RcptParameter.of("XTRA", "1"));
                session.rcpt("q@w", org.postrider.RcptParameter.parse("XTRA=2"));
                assertThat(session.data(HI)).isEqualTo(Reply.of(550, "spam"));
                assertThatThrownBy(() -> session.data(HI)).isInstanceOf(DataRefusedException.class);
            }
            server.verify();
        }
    }
}
