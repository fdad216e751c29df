// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.DisconnectedException;
import org.postrider.RecipientOutcome;
import org.postrider.RecipientsRefusedException;
import org.postrider.RefusedException;
import org.postrider.Reply;
import org.postrider.SendResult;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Exchange;
import org.postrider.engine.conversation.MailData;
import org.postrider.engine.extension.Extensions;
import org.postrider.engine.wire.Command;
import org.postrider.engine.wire.ContentEncoder;

/**
 * MAIL, RCPT for each recipient, DATA or BDAT, content, verdict (RFC 5321 section 3.3).
 *
 * <p>There is one path with and without PIPELINING. Commands are sent in order and the replies that are in are looked at before each; in
 * lockstep they are all in, so a refusal stops the sending at once, and in a group they come with DATA, so the refusal is seen behind it. If
 * then DATA was answered 354 although nobody was accepted, a lone dot ends it (RFC 2920 section 3.1): an empty message for nobody. BDAT
 * waits for all replies before it (RFC 3030 section 2).
 */
final class Transaction {

    private static final System.Logger LOG = System.getLogger(Transaction.class.getName());

    private final TransactionContext context;
    private final Conversation conversation;
    private final TransactionOptions options;
    private final Extensions extensions;
    private final boolean unaltered;
    private final Offer offer;

    /**
     * Before its first command.
     *
     * @param unaltered whether no octet of the content may be touched
     */
    Transaction(TransactionContext context, Extensions extensions, Offer offer, boolean unaltered) {
        this.context = context;
        this.conversation = context.conversation();
        this.options = context.options();
        this.extensions = extensions;
        this.offer = offer;
        this.unaltered = unaltered;
    }

    /** Sends a mail. */
    SendResult send(Content content) throws SmtpException {
        if (extensions.chunking()) {
            offerForChunks();
            ContentEncoder encoder = unaltered
                    ? ContentEncoder.unaltered()
                    : ContentEncoder.forChunks(options.bareLineEnds(), offer.sevenBit());
            return deliver(new ChunkSender(context, content, encoder));
        }
        offerForData();
        return deliver(new DataSender(context, content, dataEncoder()));
    }

    private ContentEncoder dataEncoder() {
        return ContentEncoder.forData(options.bareLineEnds(), offer.sevenBit());
    }

    private void offerForChunks() throws SmtpException {
        offer.send();
        offer.await();
        if (cannotGoOn()) {
            throw refused(null);
        }
    }

    /** Up to the 354 for at least one accepted recipient. */
    private void offerForData() throws SmtpException {
        offer.send();
        if (!options.partialAcceptance()) {
            offer.await();
        }
        if (cannotGoOn()) {
            throw refused(null);
        }
        Exchange data = conversation.send(Command.data(), Stage.DATA, Timeouts.Phase.DATA);
        if (data.reply() == null) {
            throw refused(null);
        }
        if (offer.isSenderRefused() || offer.isUnwanted() || data.isRefused()) {
            throw refused(data);
        }
    }

    private boolean cannotGoOn() {
        return offer.isSenderRefused() || conversation.isOver() || (offer.isAnswered() && offer.isUnwanted());
    }

    private SmtpException refused(@Nullable Exchange data) throws SmtpException {
        leaveTransaction(data);
        return offer.refusal(data);
    }

    /** Brings the server back to where a new transaction can begin. Should that fail, the refusal is still what counts. */
    private void leaveTransaction(@Nullable Exchange data) {
        Reply toData = data == null ? null : data.reply();
        if (toData == null || !toData.isPositiveIntermediate()) {
            reset(conversation);
            return;
        }
        if (offer.accepted() > 0) {
            conversation.abort(
                    "a server that refused the sender took a recipient and DATA, and must not get a message");
            return;
        }
        try {
            conversation.mailData().writeDot();
            conversation.mailData().verdict();
        } catch (SmtpException e) {
            LOG.log(System.Logger.Level.DEBUG, "ending a transaction without recipients failed", e);
        }
    }

    private SendResult deliver(ContentSender sender) throws SmtpException {
        List<RecipientOutcome> outcomes = offer.outcomesBeforeVerdict();
        Optional<Reply> early = sender.send(outcomes, () -> context.listeners().committing(offer.envelope()));
        MailData mailData = conversation.mailData();
        try {
            return verdicts(outcomes).read(early.isPresent() ? early::get : mailData::verdict);
        } catch (DataRefusedException e) {
            mailData.decided();
            reset(conversation);
            throw e;
        } finally {
            mailData.decided();
        }
    }

    private Verdicts verdicts(List<RecipientOutcome> outcomes) {
        return new Verdicts(conversation.peer(), outcomes, options.dialect().replyPerRecipient());
    }

    /** What became of each recipient if the transaction ended so. */
    List<RecipientOutcome> outcomesAfter(SmtpException failure) {
        if (failure instanceof RecipientsRefusedException e) {
            return e.outcomes();
        }
        if (failure instanceof DisconnectedException e && !e.outcomes().isEmpty()) {
            return e.outcomes();
        }
        List<RecipientOutcome> outcomes = untried();
        if (failure instanceof RefusedException e) {
            outcomes.replaceAll(outcome -> outcome.delivery() == Delivery.REFUSED
                    ? outcome
                    : new RecipientOutcome(outcome.recipient(), Delivery.REFUSED, Optional.of(e.refusal())));
        }
        return outcomes;
    }

    /** Each recipient as one that was never asked for. */
    List<RecipientOutcome> untried() {
        return offer.outcomesOfRefusal();
    }

    /** RSET after a refusal. Its own failure is of no interest beside the refusal; the session is over then. */
    static void reset(Conversation conversation) {
        if (conversation.isOver()) {
            return;
        }
        try {
            conversation.ask(Command.rset(), Stage.COMMAND, Timeouts.Phase.RSET);
        } catch (SmtpException e) {
            LOG.log(System.Logger.Level.DEBUG, "RSET after a refusal failed", e);
        }
    }
}
