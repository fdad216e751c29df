// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.function.Consumer;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.SendResult;
import org.postrider.SmtpException;
import org.postrider.engine.conversation.Conversation;

/** Tells what became of mails; a consumer that has thrown is told no more. */
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

    /** Brings a mail to its end and tells of it. */
    void tell(Mail mail, Ending ending) {
        MailOutcome outcome;
        try {
            outcome = MailOutcome.of(mail, ending.result());
        } catch (SmtpException e) {
            outcome = MailOutcome.of(mail, e);
        }
        tell(outcome);
    }

    /** The same for one that was planned, which is closed. */
    void end(Mail mail, PlannedMail planned, Ending ending) {
        try {
            tell(mail, ending);
        } finally {
            planned.close();
        }
    }

    void tell(Mail mail, SmtpException failure) {
        tell(MailOutcome.of(mail, failure));
    }

    private void tell(MailOutcome outcome) {
        if (silent) {
            return;
        }
        kept.release();
        silent = true;
        consumer.accept(outcome);
        silent = false;
    }

    /** Tells of a mail that was not begun, or not so far that anybody could get it, when the session ended. */
    void tellNotSent(Mail mail) {
        tell(mail, () -> {
            conversation.checkNotOver();
            throw new IllegalStateException("the session is open");
        });
    }
}
