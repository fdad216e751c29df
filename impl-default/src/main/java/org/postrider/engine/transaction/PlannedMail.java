// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.Envelope;
import org.postrider.ExtensionNotSupportedException;
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
 * One mail, looked at and planned: for one transaction, or for as many as the server's limits want (RFC 9422 section 4.2). Whatever can be
 * wrong with any of them shows before the first.
 */
final class PlannedMail implements AutoCloseable {

    private final TransactionContext context;
    private final Content content;
    private final boolean unaltered;
    private final List<Transaction> transactions;

    private PlannedMail(
            TransactionContext context, Content content, boolean unaltered, List<Transaction> transactions) {
        this.context = context;
        this.unaltered = unaltered;
        this.content = content;
        this.transactions = transactions;
    }

    /**
     * Looks and plans.
     *
     * @param kept the form in which replies are kept until there is a result
     * @return the mail, to be closed by the caller
     */
    static PlannedMail of(
            TransactionContext context, Extensions extensions, Envelope envelope, Message message, KeptReplies kept)
            throws SmtpException {
        boolean unaltered = extensions.leaveContentUnaltered(envelope.parameters());
        ContentEncoder scan = unaltered
                ? ContentEncoder.unaltered()
                : ContentEncoder.forData(context.options().bareLineEnds(), false);
        Content content = Content.examined(message, scan, context.blocks());
        boolean planned = false;
        try {
            List<Envelope> envelopes = withinLimits(context, extensions.limits(), envelope, message);
            Transaction[] transactions = new Transaction[envelopes.size()];
            for (int i = 0; i < transactions.length; i++) {
                Plan plan = Plan.of(
                        extensions,
                        envelopes.get(i),
                        content.facts(),
                        context.conversation().protection(),
                        context.options().strictEightBit());
                Offer offer = new Offer(context, plan, extensions.limits(), kept);
                transactions[i] = new Transaction(context, extensions, offer, unaltered);
            }
            if (unaltered && !extensions.chunking()) {
                throw new ExtensionNotSupportedException(
                        "the content is to be sent octet for octet, which needs BDAT, and the server does not offer CHUNKING;"
                                + " nothing was sent",
                        "CHUNKING");
            }
            planned = true;
            return new PlannedMail(context, content, unaltered, List.of(transactions));
        } finally {
            if (!planned) {
                content.close();
            }
        }
    }

    private static List<Envelope> withinLimits(
            TransactionContext context, Limits limits, Envelope envelope, Message message)
            throws LocalRefusalException {
        List<Recipient> recipients = envelope.recipients();
        context.usage().checkDomains(limits, recipients, Stage.MAIL);
        int most = limits.recipients().orElse(recipients.size());
        List<Envelope> envelopes = recipients.size() <= most
                ? List.of(envelope)
                : Lists.partition(recipients, most).stream()
                        .map(envelope::withRecipients)
                        .toList();
        context.usage().checkTransactions(limits, envelopes.size());
        if (envelopes.size() > 1) {
            checkMaySplit(context.options(), most, recipients.size(), message);
        }
        return envelopes;
    }

    private static void checkMaySplit(TransactionOptions options, int most, int recipients, Message message)
            throws LocalRefusalException {
        String obstacle = options.overLimits() == OverLimits.REFUSE
                ? "this session does not split a mail"
                : !message.isRepeatable()
                        ? "the message can be read once only"
                        : !options.partialAcceptance() ? "all of them are to get it or nobody" : "";
        if (!obstacle.isEmpty()) {
            throw new LocalRefusalException(
                    "the server takes " + most + " recipients of a message, there are " + recipients + ", and "
                            + obstacle + "; nothing was sent",
                    "LIMITS");
        }
    }

    Content content() {
        return content;
    }

    /** Whether no octet of the content may be touched. */
    boolean isUnaltered() {
        return unaltered;
    }

    /** Whether it fits in one transaction. */
    boolean isSingle() {
        return transactions.size() == 1;
    }

    /** The transaction, or the first of several. */
    Transaction transaction() {
        return transactions.get(0);
    }

    /** Sends it, nothing before it and nothing behind. */
    SendResult send() throws SmtpException {
        return isSingle() ? transaction().send(content) : sendEach();
    }

    /** A mail that somebody got is a result, whatever becomes of the rest. What hits more than recipients ends it. */
    private SendResult sendEach() throws SmtpException {
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

    @Override
    public void close() {
        content.close();
    }
}
