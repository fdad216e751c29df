// SPDX-License-Identifier: Apache-2.0
package org.postrider.lmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.lmtp.Lmtp.QUIT;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.Message;
import org.postrider.RecipientOutcome;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.testkit.ScriptedServer;

/** Many mails by LMTP: the next envelope leaves behind the end of the content, its replies come behind those for each recipient. */
class SendAllTest {

    private static final String GREETING =
            "S: 220 hi\nC: LHLO me.test\nS: 250-srv\nS: 250-CHUNKING\nS: 250 PIPELINING\n";
    private static final String GROUP =
            "C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\nC: RCPT TO:<r@y>\nC: RCPT TO:<z@y>\nC: DATA\n";
    private static final String ACCEPTED = "S: 250 ok\nS: 250 ok\nS: 550 no\nS: 250 ok\nS: 354 go\n";

    @TempDir
    Path folder;

    private List<MailOutcome> play(int window, String script) throws SmtpException {
        Envelope envelope = Envelope.from("a@b").to("x@y").to("r@y").to("z@y").build();
        List<Mail> mails =
                List.of(Mail.of(envelope, Message.ofText("one\n")), Mail.of(envelope, Message.ofText("two\n")));
        List<MailOutcome> outcomes = new ArrayList<>();
        try (ScriptedServer server = Lmtp.play(GREETING + script, true, folder)) {
            try (Session session = Lmtp.to(server).window(window).open()) {
                session.sendAll(mails, outcomes::add);
            }
            server.verify();
        }
        return outcomes;
    }

    private static List<Delivery> deliveries(MailOutcome outcome) {
        return outcome.recipients().stream().map(RecipientOutcome::delivery).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8})
    @DisplayName(
            "each accepted recipient has its own verdict, also with a window, which LMTP does not have (P203, R184)")
    void eachItsOwn(int window) throws SmtpException {
        List<MailOutcome> outcomes = play(
                window,
                GROUP + ACCEPTED + "C: one\nC: .\n" + GROUP + "@quiet 50ms\nS: 250 x\nS: 552 z is full\n" + ACCEPTED
                        + "C: two\nC: .\nS: 250 x\nS: 250 z\n" + QUIT);
        assertThat(deliveries(outcomes.get(0))).containsExactly(Delivery.DELIVERED, Delivery.REFUSED, Delivery.REFUSED);
        assertThat(deliveries(outcomes.get(1)))
                .containsExactly(Delivery.DELIVERED, Delivery.REFUSED, Delivery.DELIVERED);
    }

    @Test
    @DisplayName("a server that forgets a verdict is found out, and everybody is in doubt (F34)")
    void forgotten() throws SmtpException {
        List<MailOutcome> outcomes =
                play(0, GROUP + ACCEPTED + "C: one\nC: .\n" + GROUP + "S: 250 x\n" + ACCEPTED + "C<EOF\n");
        assertThat(deliveries(outcomes.get(0))).containsExactly(Delivery.IN_DOUBT, Delivery.REFUSED, Delivery.IN_DOUBT);
        assertThat(outcomes.get(1).delivery()).isEqualTo(Delivery.NOT_SENT);
    }
}
