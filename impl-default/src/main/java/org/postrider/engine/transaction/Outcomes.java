// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.function.Consumer;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.SendResult;
import org.postrider.SmtpException;
import org.postrider.engine.conversation.Conversation;

/** Reports what became of mails. A consumer that has thrown gets no further outcome. */
final class Outcomes {

    /** How a mail ends. */
    @FunctionalInterface
    interface Ending {
        SendResult result() throws SmtpException;
    }

    private final Conversation conversation;
    private final KeptReplies kept;
    private final Consumer<? super MailOutcome> consumer;
    private boolean silent;

    /**
     * For one series.
     *
     * @param kept the replies that outcomes are made of
     */
    Outcomes(Conversation conversation, KeptReplies kept, Consumer<? super MailOutcome> consumer) {
        this.conversation = conversation;
        this.kept = kept;
        this.consumer = consumer;
    }

    /** Completes a mail and reports it. */
    void report(Mail mail, Ending ending) {
        MailOutcome outcome;
        try {
            outcome = MailOutcome.of(mail, ending.result());
        } catch (SmtpException e) {
            outcome = MailOutcome.of(mail, e);
        }
        report(outcome);
    }

    /** The same for one that was planned, which is closed. */
    void end(Mail mail, PlannedMail planned, Ending ending) {
        try {
            report(mail, ending);
        } finally {
            planned.close();
        }
    }

    void report(Mail mail, SmtpException failure) {
        report(MailOutcome.of(mail, failure));
    }

    private void report(MailOutcome outcome) {
        if (silent) {
            return;
        }
        kept.release();
        silent = true;
        consumer.accept(outcome);
        silent = false;
    }

    /** Reports a mail that was not begun when the session ended, or of which no recipient can have the content. */
    void reportNotSent(Mail mail) {
        report(mail, () -> {
            conversation.checkNotOver();
            throw new IllegalStateException("the session is open");
        });
    }
}
