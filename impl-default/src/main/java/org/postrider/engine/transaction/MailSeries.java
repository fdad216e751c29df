// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.function.Consumer;
import org.postrider.Envelope;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.Message;
import org.postrider.SmtpException;
import org.postrider.engine.extension.Extensions;
import org.postrider.engine.header.HeaderMail;

/** Many mails one behind the other, one outcome for each, in their order. */
final class MailSeries {

    private final TransactionContext context;
    private final Extensions extensions;
    private final Consumer<? super MailOutcome> outcomes;
    private final KeptReplies kept = new KeptReplies();

    MailSeries(TransactionContext context, Extensions extensions, Consumer<? super MailOutcome> outcomes) {
        this.context = context;
        this.extensions = extensions;
        this.outcomes = outcomes;
    }

    void send(Iterable<Mail> mails) {
        for (Mail mail : mails) {
            outcomes.accept(outcomeOf(mail));
        }
    }

    private MailOutcome outcomeOf(Mail mail) {
        try {
            context.conversation().checkNotOver();
            try (PlannedMail planned = plan(mail)) {
                return MailOutcome.of(mail, planned.send());
            }
        } catch (SmtpException e) {
            return MailOutcome.of(mail, e);
        }
    }

    private PlannedMail plan(Mail mail) throws SmtpException {
        if (mail.envelope().isPresent()) {
            return plan(mail.envelope().get(), mail.message());
        }
        HeaderMail header = HeaderMail.of(mail.message(), mail.headerEnvelope());
        return plan(header.envelope(), header.message());
    }

    private PlannedMail plan(Envelope envelope, Message message) throws SmtpException {
        return PlannedMail.of(context, extensions, envelope, message, kept);
    }
}
