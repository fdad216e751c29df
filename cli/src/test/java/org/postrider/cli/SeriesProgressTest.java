// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postrider.Envelope;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.Stage;

class SeriesProgressTest {

    @Test
    @DisplayName("a bar shows mails, rate, refusals, and the time gone and left")
    void bar() {
        Tally tally = new Tally();
        Mail mail = Mail.of(Envelope.from("a@b").to("x@y").build(), Message.ofText("hi"));
        tally.ended(
                new DoubtfulMail("1", MailFacts.NONE),
                MailOutcome.of(mail, new MessageException("empty", Stage.MAIL, null)));
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (SeriesProgress progress = SeriesProgress.on(new PrintStream(octets, true, StandardCharsets.UTF_8), 4)) {
            progress.show(tally);
        }
        assertThat(octets.toString(StandardCharsets.UTF_8))
                .contains("sending", "1/4 mails", "/s", "1 refused")
                .containsPattern("\\d:\\d\\d:\\d\\d / ");
    }
}
