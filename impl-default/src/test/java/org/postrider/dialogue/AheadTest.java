// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.MailParameter;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.NotConnectedException;
import org.postrider.RecipientOutcome;
import org.postrider.RecipientsRefusedException;
import org.postrider.SenderRefusedException;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.SmtpException;
import org.postrider.testkit.ScriptedServer;

/** {@link Session#sendAll} as it is by default: the next envelope behind the end of the content. */
class AheadTest {

    private static final String OK = "S: 250 ok\n";
    private static final String GO = "S: 354 go\n";
    /** The reply to the last content, and what proves it. */
    private static final String END = OK + QUIT;

    private static String group(int mail) {
        return "C: MAIL FROM:<a" + mail + "@b>\nC: RCPT TO:<x" + mail + "@y>\nC: DATA\n";
    }

    private static String content(int mail) {
        return "C: mail " + mail + "\nC: .\n";
    }

    private static Mail mail(int number, Message message) {
        return Mail.of(
                Envelope.from("a" + number + "@b").to("x" + number + "@y").build(), message);
    }

    private static Mail mail(int number) {
        return mail(number, Message.ofText("mail " + number + "\n"));
    }

    private static List<Mail> mails(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(AheadTest::mail).toList();
    }

    private static List<MailOutcome> sendAll(ScriptedServer server, List<Mail> mails) throws SmtpException {
        List<MailOutcome> outcomes = new ArrayList<>();
        try (Session session = Dialogues.open(server)) {
            session.sendAll(mails, outcomes::add);
        }
        assertThat(outcomes).extracting(MailOutcome::mail).containsExactlyElementsOf(mails);
        return outcomes;
    }

    /** Plays a script behind a greeting with PIPELINING and sends some mails. */
    private static List<MailOutcome> play(String script, int mails) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING") + script)) {
            List<MailOutcome> outcomes = sendAll(server, mails(mails));
            server.verify();
            return outcomes;
        }
    }

    private static List<Delivery> deliveries(List<MailOutcome> outcomes) {
        return outcomes.stream().map(MailOutcome::delivery).toList();
    }

    @Test
    @DisplayName("the next MAIL, RCPT and DATA leave with the end of the content, in one write (R138, R139, R145)")
    void oneWrite() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING") + group(1) + "@quiet 50ms\n" + OK + OK + GO
                + content(1) + group(2) + "@quiet 50ms\n" + OK + OK + OK + GO + content(2) + group(3) + OK + OK + OK
                + GO + content(3) + "@quiet 50ms\n" + END)) {
            List<MailOutcome> outcomes = sendAll(server, mails(3));
            server.verify();
            assertThat(outcomes).allMatch(outcome -> outcome.result().isPresent());
            int second = "mail 1\r\n.\r\nMAIL FROM:<a2@b>\r\nRCPT TO:<x2@y>\r\nDATA\r\n".length();
            assertThat(server.reads()).contains(second);
        }
    }

    @Test
    @DisplayName("an outcome is told when the 354 of the next mail has come, not before")
    void proof() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING") + group(1) + OK + OK + GO + content(1)
                + group(2) + OK + OK + OK + "@mark unproved\n@await look\n" + GO + content(2) + END)) {
            List<MailOutcome> outcomes = new ArrayList<>();
            Iterator<Mail> two = mails(2).iterator();
            try (Session session = Dialogues.to(server)
                    .listener(new SessionListener() {
                        private int dots;

                        @Override
                        public void replyReceived(org.postrider.Reply reply) {
                            dots += reply.code() == 250 ? 1 : 0;
                            if (dots == 6) {
                                assertThat(outcomes).isEmpty();
                                server.signal("look");
                            }
                        }
                    })
                    .open()) {
                session.sendAll(() -> two, outcomes::add);
            }
            server.verify();
            assertThat(deliveries(outcomes)).containsExactly(Delivery.DELIVERED, Delivery.DELIVERED);
        }
    }

    @Test
    @DisplayName("without PIPELINING each mail is sent alone")
    void lockstep() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("X") + "C: MAIL FROM:<a1@b>\n@quiet 50ms\n" + OK
                + "C: RCPT TO:<x1@y>\n" + OK + "C: DATA\n" + GO + content(1) + "@quiet 50ms\n" + OK
                + "C: MAIL FROM:<a2@b>\n" + OK + "C: RCPT TO:<x2@y>\n" + OK + "C: DATA\n" + GO + content(2) + OK
                + QUIT)) {
            List<MailOutcome> outcomes = sendAll(server, mails(2));
            server.verify();
            assertThat(deliveries(outcomes)).containsOnly(Delivery.DELIVERED);
        }
    }

    @Test
    @DisplayName("a verdict that refuses costs only its mail, and no RSET")
    void verdictRefuses() throws SmtpException {
        List<MailOutcome> outcomes = play(
                group(1) + OK + OK + GO + content(1) + group(2) + "S: 554 spam\n" + OK + OK + GO + content(2) + END, 2);
        assertThat(outcomes.get(0).failure())
                .get()
                .isInstanceOfSatisfying(
                        DataRefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo(554));
        assertThat(outcomes.get(1).delivery()).isEqualTo(Delivery.DELIVERED);
    }

    @Test
    @DisplayName("an envelope that is refused costs only its mail: RSET, and the next one begins anew (R143)")
    void envelopeRefused() throws SmtpException {
        List<MailOutcome> outcomes = play(
                group(1) + OK + OK + GO + content(1) + group(2) + OK + "S: 550 no\nS: 503 x\nS: 503 x\n" + "C: RSET\n"
                        + OK + group(3) + OK + "S: 550 nobody\nS: 503 x\nC: RSET\n" + OK + group(4) + OK + OK
                        + "S: 451 later\nC: RSET\n" + OK + group(5) + OK + OK + GO + content(5) + END,
                5);
        assertThat(deliveries(outcomes))
                .containsExactly(
                        Delivery.DELIVERED, Delivery.REFUSED, Delivery.REFUSED, Delivery.REFUSED, Delivery.DELIVERED);
        assertThat(outcomes.get(1).failure()).get().isInstanceOf(SenderRefusedException.class);
        assertThat(outcomes.get(2).failure()).get().isInstanceOf(RecipientsRefusedException.class);
        assertThat(outcomes.get(3).failure()).get().isInstanceOf(DataRefusedException.class);
    }

    @Test
    @DisplayName("all recipients refused but DATA answered 354: a lone dot, and the next one begins anew (R142, P134)")
    void loneDot() throws SmtpException {
        List<MailOutcome> outcomes = play(
                group(1) + OK + OK + GO + content(1) + group(2) + OK + OK + "S: 550 no\n" + GO + "C: .\nS: 554 nobody\n"
                        + group(3) + OK + OK + GO + content(3) + END,
                3);
        assertThat(deliveries(outcomes)).containsExactly(Delivery.DELIVERED, Delivery.REFUSED, Delivery.DELIVERED);
    }

    @ParameterizedTest
    @CsvSource({
        "'@close', IN_DOUBT",
        "'@reset', IN_DOUBT",
        "'S: 250 ok,@close', DELIVERED",
        "'S: 250 ok,S: 250 ok,@close', DELIVERED",
        "'S: 250 ok,S: 250 ok,S: 250 ok,@close', DELIVERED",
        "'S: 250 ok,S: 250 ok,S: 250 ok,@reset', DELIVERED",
        "'S: 421 bye,@close', NOT_SENT",
        "'S: 250 ok,S: 421 bye,@close', DELIVERED",
        "'S: 250 ok,S: 250 ok,S: 421 bye,@close', DELIVERED",
        "'S: 250 ok,S: 250 ok,S: 250 ok,S: 421 bye,@close', DELIVERED",
        "'S: 550 no,S: 421 bye,@close', REFUSED"
    })
    @DisplayName(
            "a session that ends between the verdict and the 354 of the next mail: the verdict that was read counts, and the rest was not sent (V1, F16, F34)")
    void endsBeforeNextTransaction(String replies, Delivery first) throws SmtpException {
        List<MailOutcome> outcomes = brokenAfterContent(replies);
        assertThat(deliveries(outcomes)).containsExactly(first, Delivery.NOT_SENT, Delivery.NOT_SENT);
        assertThat(outcomes.get(1).isRetryable()).isTrue();
        if (replies.contains("S: 250 ok,S: 421")) {
            assertThat(outcomes.get(1)
                            .failure()
                            .orElseThrow()
                            .reply()
                            .orElseThrow()
                            .code())
                    .isEqualTo(421);
        }
        assertThat(outcomes.get(2).failure()).get().isInstanceOf(NotConnectedException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'S: 250 ok,S: 250 ok,S: 250 ok,S: 250 once too often', NOT_SENT",
        "'S: 250 ok,S: 354 too early', NOT_SENT",
        "'S: 250 ok,S: 250 ok,S: 250 ok,S: 550 no,S: 250 surplus', REFUSED",
        "'S: 250 ok,gibberish', NOT_SENT"
    })
    @DisplayName(
            "a violation before the 354 of the next mail makes the verdict doubtful, and the outcome carries the reply that was read (V1, A60)")
    void violationBeforeProof(String replies, Delivery second) throws SmtpException {
        List<MailOutcome> outcomes = brokenAfterContent(replies);
        assertThat(deliveries(outcomes)).containsExactly(Delivery.IN_DOUBT, second, Delivery.NOT_SENT);
        RecipientOutcome doubtful = outcomes.get(0).recipients().get(0);
        assertThat(doubtful.recipient()).hasToString("x1@y");
        assertThat(doubtful.reply().orElseThrow().text()).isEqualTo("ok");
        assertThat(outcomes.get(0).isRetryable()).isFalse();
        assertThat(doubtful.isRetryable()).isFalse();
        assertThat(outcomes.get(2).failure()).get().isInstanceOf(NotConnectedException.class);
    }

    /** Sends three mails; the replies after the first content are given. */
    private static List<MailOutcome> brokenAfterContent(String replies) throws SmtpException {
        String script = replies.replace("gibberish", "S! gibberish\\r\\n").replace(",", "\n") + "\n";
        return play(
                group(1) + OK + OK + GO + content(1) + group(2) + script + (replies.contains("@") ? "" : "C<EOF\n"), 3);
    }

    @ParameterizedTest
    @CsvSource({"'S: 250 ok,@close', DELIVERED", "'S: 421 bye,@close', NOT_SENT", "'@close', IN_DOUBT"})
    @DisplayName("the last verdict counts as that of a single mail does, and no RSET follows it (V1, F16)")
    void lastVerdict(String replies, Delivery last) throws SmtpException {
        List<MailOutcome> outcomes = play(
                group(1) + OK + OK + GO + content(1) + group(2) + OK + OK + OK + GO + content(2)
                        + replies.replace(",", "\n") + "\n",
                2);
        assertThat(deliveries(outcomes)).containsExactly(Delivery.DELIVERED, last);
    }

    @Test
    @DisplayName("a reply too many in the same segment as the last verdict makes that doubtful (V10, A60)")
    void surplusWithLastVerdict() throws SmtpException {
        List<MailOutcome> outcomes =
                play(group(1) + OK + OK + GO + content(1) + "S! 550 not by the server\\r\\n250 ok\\r\\n\nC<EOF\n", 1);
        assertThat(deliveries(outcomes)).containsExactly(Delivery.IN_DOUBT);
        assertThat(outcomes.get(0).recipients().get(0).reply().orElseThrow().code())
                .isEqualTo(550);
    }

    @Test
    @DisplayName("what the proof has come for stays delivered, whatever happens to the next content")
    void provedStays() throws SmtpException {
        List<MailOutcome> outcomes = play(
                group(1) + OK + OK + GO + content(1) + group(2) + OK + OK + OK + GO + "C: mail 2\nC: .\n@close\n", 2);
        assertThat(deliveries(outcomes)).containsExactly(Delivery.DELIVERED, Delivery.IN_DOUBT);
    }

    @Test
    @DisplayName("a mail that cannot be read, or has no envelope, is told in its turn and the others are sent")
    void localFailures() throws SmtpException {
        Message unreadable = () -> {
            throw new IOException("gone");
        };
        Mail malformed = Mail.of(
                Envelope.from(
                                "a@b",
                                MailParameter.of("X", "1").offeredBy("PIPELINING"),
                                MailParameter.of("X", "2").offeredBy("PIPELINING"))
                        .to("x@y")
                        .build(),
                Message.ofText("hi\n"));
        List<Mail> mails = List.of(mail(1), mail(2, unreadable), Mail.of(Message.ofText("hi\n")), malformed, mail(3));
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING")
                + group(1)
                + OK
                + OK
                + GO
                + content(1)
                + OK
                + group(3)
                + OK
                + OK
                + GO
                + content(3)
                + END)) {
            List<MailOutcome> outcomes = sendAll(server, mails);
            server.verify();
            assertThat(deliveries(outcomes))
                    .containsExactly(
                            Delivery.DELIVERED,
                            Delivery.NOT_SENT,
                            Delivery.NOT_SENT,
                            Delivery.NOT_SENT,
                            Delivery.DELIVERED);
            assertThat(outcomes.get(1).failure()).get().isInstanceOf(MessageException.class);
            assertThat(outcomes.get(3).failure().orElseThrow()).hasMessageContaining("X is given twice");
        }
    }

    @Test
    @DisplayName("where a mail is missing in the series, what was begun is brought to its end and the caller is told")
    void missing() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("PIPELINING") + group(1) + OK + OK + GO + content(1) + OK + "C<EOF\n")) {
            List<MailOutcome> outcomes = new ArrayList<>();
            try (Session session = Dialogues.open(server)) {
                assertThatThrownBy(() -> session.sendAll(Arrays.asList(mail(1), null, mail(3)), outcomes::add))
                        .isInstanceOf(NullPointerException.class);
            }
            server.verify();
            assertThat(deliveries(outcomes)).containsExactly(Delivery.DELIVERED);
        }
    }

    @Test
    @DisplayName("a content that breaks off is never completed, and the rest is not sent (P135)")
    void contentBreaksOff() throws IOException {
        InputStream broken = InputStream.nullInputStream();
        broken.close();
        byte[] begun = "xxxxxxxxx\n\nxxxxxxxxx".getBytes(StandardCharsets.US_ASCII);
        Message breaks = Message.ofStream(new SequenceInputStream(new ByteArrayInputStream(begun), broken));
        try (ScriptedServer server = ScriptedServer.play(
                ehlo("PIPELINING") + group(1) + OK + OK + GO + "C: xxxxxxxxx\nC:\nC! xxxxxxxxx\nC<EOF\n")) {
            List<MailOutcome> outcomes = sendAll(server, List.of(mail(1, breaks), mail(2)));
            assertThat(outcomes.get(0).failure()).get().isInstanceOf(MessageException.class);
            assertThat(outcomes.get(1).failure()).get().isInstanceOf(NotConnectedException.class);
        }
    }

    @Test
    @DisplayName("a listener that stops a mail at its commit point stops the series, and each mail is told")
    void listenerStops() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING") + group(1) + OK + OK + GO + "C<EOF\n")) {
            List<MailOutcome> outcomes = new ArrayList<>();
            try (Session session = Dialogues.to(server)
                    .listener(new SessionListener() {
                        @Override
                        public void committing(Envelope envelope) {
                            throw new IllegalStateException("stop");
                        }
                    })
                    .open()) {
                assertThatThrownBy(() -> session.sendAll(mails(2), outcomes::add))
                        .hasMessage("stop");
                assertThat(session.isOpen()).isFalse();
            }
            server.verify();
            assertThat(deliveries(outcomes)).containsExactly(Delivery.NOT_SENT, Delivery.NOT_SENT);
        }
    }

    @Test
    @DisplayName("a listener that stops a mail that is sent alone stops the series, and that mail is reported")
    void listenerStopsAlone() throws SmtpException {
        String alone = "C: MAIL FROM:<a1@b>\n" + OK + "C: RCPT TO:<x1@y>\n" + OK + "C: DATA\n" + GO + "C<EOF\n";
        try (ScriptedServer server = ScriptedServer.play(ehlo() + alone)) {
            List<MailOutcome> outcomes = new ArrayList<>();
            try (Session session = Dialogues.to(server)
                    .listener(new SessionListener() {
                        @Override
                        public void committing(Envelope envelope) {
                            throw new IllegalStateException("stop");
                        }
                    })
                    .open()) {
                assertThatThrownBy(() -> session.sendAll(mails(2), outcomes::add))
                        .hasMessage("stop");
            }
            server.verify();
            assertThat(deliveries(outcomes)).containsExactly(Delivery.NOT_SENT);
        }
    }

    @Test
    @DisplayName("an iterator that throws: what was begun is brought to its end first")
    void iteratorThrows() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("PIPELINING") + group(1) + OK + OK + GO + content(1) + OK + "C<EOF\n")) {
            List<MailOutcome> outcomes = new ArrayList<>();
            Iterator<Mail> one = mails(1).iterator();
            Iterator<Mail> breaking = new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Mail next() {
                    if (one.hasNext()) {
                        return one.next();
                    }
                    throw new NoSuchElementException("spool");
                }
            };
            try (Session session = Dialogues.open(server)) {
                assertThatThrownBy(() -> session.sendAll(() -> breaking, outcomes::add))
                        .hasMessage("spool");
            }
            server.verify();
            assertThat(deliveries(outcomes)).containsExactly(Delivery.DELIVERED);
        }
    }

    @Test
    @DisplayName("a consumer that throws ends the session, without the end of any content, and is told no more")
    void consumerThrows() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                ehlo("PIPELINING") + group(1) + OK + OK + GO + content(1) + group(2) + OK + OK + OK + GO + "C<EOF\n")) {
            List<MailOutcome> outcomes = new ArrayList<>();
            try (Session session = Dialogues.open(server)) {
                assertThatThrownBy(() -> session.sendAll(mails(3), outcome -> {
                            outcomes.add(outcome);
                            throw new IllegalStateException("full");
                        }))
                        .hasMessage("full");
                assertThat(session.isOpen()).isFalse();
            }
            server.verify();
            assertThat(outcomes).hasSize(1);
        }
    }

    @Test
    @DisplayName("a consumer that throws a checked exception, as Kotlin's can, ends the session like any other")
    void consumerThrowsChecked() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                ehlo("PIPELINING") + group(1) + OK + OK + GO + content(1) + group(2) + OK + OK + OK + GO + "C<EOF\n")) {
            try (Session session = Dialogues.open(server)) {
                assertThatThrownBy(() -> session.sendAll(mails(2), outcome -> {
                            throw AheadTest.<RuntimeException>sneaky(new IOException("full"));
                        }))
                        .isExactlyInstanceOf(IOException.class)
                        .hasMessage("full");
                assertThat(session.isOpen()).isFalse();
            }
            server.verify();
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> E sneaky(Exception e) throws E {
        throw (E) e;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32 * 1024 - 20, 32 * 1024 - 3, 32 * 1024, 40_000, 70_000})
    @DisplayName("contents of any size arrive as they are, whether they leave with the next envelope or before it")
    void sizes(int size) throws SmtpException {
        String text = "x".repeat(size) + "\n";
        StringBuilder script = new StringBuilder(ehlo("PIPELINING"));
        List<Mail> mails = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            script.append(group(i)).append(i == 1 ? "" : OK).append(OK + OK + GO + "C: ");
            script.append("x".repeat(size)).append("\nC: .\n");
            mails.add(mail(i, Message.ofText(text)));
        }
        try (ScriptedServer server = ScriptedServer.play(script + END)) {
            List<MailOutcome> outcomes = sendAll(server, mails);
            server.verify();
            assertThat(deliveries(outcomes)).containsOnly(Delivery.DELIVERED);
        }
    }

    @Test
    @DisplayName("no mails, no command")
    void none() throws SmtpException {
        assertThat(play(QUIT, 0)).isEmpty();
    }
}
