// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.Iterator;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.Envelope;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.extension.Extensions;
import org.postrider.engine.header.HeaderMail;
import org.postrider.engine.wire.MessageStreams;

/**
 * Many mails one after another, one outcome for each, in their order. Those that the session's {@link Flow} does not take are sent alone, when
 * all before them have come to their end.
 */
final class MailSeries {

    private final TransactionContext context;
    private final Conversation conversation;
    private final Extensions extensions;
    private final Outcomes outcomes;
    private final Flow flow;
    private final KeptReplies kept = new KeptReplies();

    MailSeries(TransactionContext context, Extensions extensions, Consumer<? super MailOutcome> consumer) {
        this.context = context;
        this.conversation = context.conversation();
        this.extensions = extensions;
        this.outcomes = new Outcomes(conversation, kept, consumer);
        int window = context.options().window();
        this.flow = window > 0 && PlannedMail.canBeWhole(extensions, context.options())
                ? new Window(context, outcomes, kept, window)
                : new Ahead(conversation, outcomes);
    }

    void send(Iterable<Mail> mails) {
        try {
            Iterator<Mail> iterator = mails.iterator();
            for (Mail mail = next(iterator); mail != null; mail = next(iterator)) {
                send(mail);
            }
            flow.finish();
        } catch (Throwable e) {
            conversation.abort("sending failed: " + e);
            abandonAfter(e);
            throw e;
        }
    }

    private @Nullable Mail next(Iterator<Mail> mails) {
        try {
            return mails.hasNext() ? Objects.requireNonNull(mails.next(), "a mail of the series") : null;
        } catch (Throwable e) {
            finishBefore(e);
            throw e;
        }
    }

    private void abandonAfter(Throwable failure) {
        try {
            flow.abandon(failure);
        } catch (Throwable e) {
            failure.addSuppressed(e);
        }
    }

    /** Brings to its end what was begun, before a failure that has nothing to do with it is thrown. */
    private void finishBefore(Throwable failure) {
        try {
            flow.finish();
        } catch (Throwable e) {
            failure.addSuppressed(e);
        }
    }

    private void send(Mail mail) {
        PlannedMail planned;
        try {
            conversation.checkNotOver();
            planned = plan(mail);
        } catch (SmtpException e) {
            notPlanned(mail, e);
            return;
        } catch (Exception e) {
            notPlanned(
                    mail, new MessageException("the mail cannot be sent: " + e + "; nothing was sent", Stage.MAIL, e));
            return;
        }
        if (extensions.pipelining() && flow.takes(planned)) {
            flow.send(mail, planned);
        } else {
            sendAlone(mail, planned);
        }
    }

    private void notPlanned(Mail mail, SmtpException failure) {
        MessageStreams.discard(mail.message());
        flow.finish();
        outcomes.report(mail, failure);
    }

    private void sendAlone(Mail mail, PlannedMail planned) {
        try (planned) {
            flow.finish();
            if (conversation.isOver()) {
                outcomes.reportNotSent(mail);
            } else {
                sendAndReport(mail, planned);
            }
        }
    }

    private void sendAndReport(Mail mail, PlannedMail planned) {
        try {
            outcomes.report(mail, planned::send);
        } catch (Throwable e) {
            // From a listener; or from the consumer, which gets no further outcome then.
            conversation.abort("sending failed: " + e);
            if (planned.isOneTransaction()) {
                outcomes.report(mail, planned.transaction()::result);
            }
            throw e;
        }
    }

    private PlannedMail plan(Mail mail) throws SmtpException {
        if (mail.envelope().isPresent()) {
            return plan(mail.envelope().get(), mail.message());
        }
        HeaderMail header = HeaderMail.of(mail.message(), mail.headerEnvelope());
        try {
            return plan(header.envelope(), header.message());
        } catch (SmtpException | RuntimeException e) {
            MessageStreams.discard(header.message());
            throw e;
        }
    }

    private PlannedMail plan(Envelope envelope, Message message) throws SmtpException {
        return PlannedMail.of(context, extensions, envelope, message, kept);
    }
}
