// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.function.Consumer;
import org.postrider.Envelope;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.Message;
import org.postrider.SendResult;
import org.postrider.SmtpException;
import org.postrider.engine.extension.Extensions;

/** Sends mails in a session that is established. */
public final class MailSender {

    private final TransactionContext context;

    /** For one session. */
    public MailSender(TransactionContext context) {
        this.context = context;
    }

    /**
     * Sends one mail.
     *
     * @param extensions what the server offers
     */
    public SendResult send(Extensions extensions, Envelope envelope, Message message) throws SmtpException {
        KeptReplies kept = new KeptReplies();
        try (PlannedMail mail = PlannedMail.of(context, extensions, envelope, message, kept)) {
            TransactionOptions options = context.options();
            boolean eager = options.eager() && PlannedMail.canBeWhole(extensions, options) && mail.isSmall();
            return eager ? mail.transaction().sendAtOnce(mail.readWhole(), mail.size(), kept) : mail.send();
        }
    }

    /**
     * Sends many.
     *
     * @param extensions what the server offers
     * @param mails read once
     * @param outcomes gets the outcome of each mail, in order
     */
    public void sendAll(Extensions extensions, Iterable<Mail> mails, Consumer<? super MailOutcome> outcomes) {
        new MailSeries(context, extensions, outcomes).send(mails);
    }
}
