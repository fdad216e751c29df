// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.Envelope;
import org.postrider.LocalRefusalException;
import org.postrider.Message;
import org.postrider.OverLimits;
import org.postrider.Recipient;
import org.postrider.RecipientOutcome;
import org.postrider.RecipientsRefusedException;
import org.postrider.Reply;
import org.postrider.SendResult;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.engine.extension.Extensions;
import org.postrider.engine.extension.Limits;
import org.postrider.engine.wire.ContentEncoder;

/**
 * One mail: looked at, planned, and sent in one transaction, or in as many as the server's limits want (RFC 9422 section 4.2). Whatever can be
 * wrong with any of them shows before the first.
 */
public final class MailSender {

    private final TransactionContext context;
    private final Extensions extensions;
    private final Envelope envelope;
    private final Message message;

    private MailSender(TransactionContext context, Extensions extensions, Envelope envelope, Message message) {
        this.context = context;
        this.extensions = extensions;
        this.envelope = envelope;
        this.message = message;
    }

    /** Sends a mail. */
    public static SendResult send(TransactionContext context, Extensions extensions, Envelope envelope, Message message)
            throws SmtpException {
        return new MailSender(context, extensions, envelope, message).send();
    }

    private SendResult send() throws SmtpException {
        boolean unaltered = extensions.leaveContentUnaltered(envelope.parameters());
        ContentEncoder scan = unaltered
                ? ContentEncoder.unaltered()
                : ContentEncoder.forChunks(context.options().bareLineEnds(), false);
        try (Content content = Content.examined(message, scan, context.blocks())) {
            List<Envelope> envelopes = withinLimits();
            List<Transaction> transactions = new ArrayList<>(envelopes.size());
            for (Envelope one : envelopes) {
                Plan plan = Plan.of(
                        extensions, one, content.facts(), context.conversation().protection());
                transactions.add(new Transaction(context, plan, extensions, unaltered));
            }
            return transactions.size() == 1 ? transactions.get(0).send(content) : sendEach(transactions, content);
        }
    }

    private List<Envelope> withinLimits() throws LocalRefusalException {
        Limits limits = extensions.limits();
        List<Recipient> recipients = envelope.recipients();
        context.usage()
                .checkDomains(
                        limits, recipients.stream().map(Recipient::mailbox).toList(), Stage.MAIL);
        int most = limits.recipients().orElse(recipients.size());
        List<Envelope> envelopes = recipients.size() <= most
                ? List.of(envelope)
                : Lists.partition(recipients, most).stream()
                        .map(envelope::withRecipients)
                        .toList();
        context.usage().checkTransactions(limits, envelopes.size());
        if (envelopes.size() > 1) {
            checkMaySplit(most);
        }
        return envelopes;
    }

    private void checkMaySplit(int most) throws LocalRefusalException {
        String obstacle = context.options().overLimits() == OverLimits.REFUSE
                ? "this session does not split a mail"
                : !message.isRepeatable()
                        ? "the message can be read once only"
                        : !context.options().partialAcceptance() ? "all of them are to get it or nobody" : "";
        if (!obstacle.isEmpty()) {
            throw new LocalRefusalException(
                    "the server takes " + most + " recipients of a message, there are "
                            + envelope.recipients().size() + ", and " + obstacle + "; nothing was sent",
                    "LIMITS");
        }
    }

    /** A mail that somebody got is a result, whatever becomes of the rest. What hits more than recipients ends it. */
    private SendResult sendEach(List<Transaction> transactions, Content content) throws SmtpException {
        List<RecipientOutcome> outcomes = new ArrayList<>();
        @Nullable Reply last = null;
        @Nullable SmtpException failure = null;
        for (Transaction transaction : transactions) {
            if (failure == null
                    || (failure instanceof RecipientsRefusedException
                            && !context.conversation().isOver())) {
                try {
                    SendResult result = transaction.send(content);
                    outcomes.addAll(result.outcomes());
                    last = result.reply();
                    continue;
                } catch (SmtpException e) {
                    failure = e;
                }
                outcomes.addAll(transaction.outcomesAfter(failure));
            } else {
                outcomes.addAll(transaction.untried());
            }
        }
        if (last != null) {
            return new SendResult(outcomes, last);
        }
        if (failure instanceof RecipientsRefusedException e) {
            throw new RecipientsRefusedException(
                    String.valueOf(e.getMessage()), outcomes, e.reply().orElseThrow());
        }
        throw Objects.requireNonNull(failure);
    }
}
