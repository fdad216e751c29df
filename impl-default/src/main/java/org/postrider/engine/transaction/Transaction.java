// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.Iterator;
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

    private final TransactionContext context;
    private final Conversation conversation;
    private final TransactionOptions options;
    private final Extensions extensions;
    private final boolean unaltered;
    private final Offer offer;
    private final Verdicts verdicts;
    private List<Exchange> ends = List.of();
    private boolean committed;
    private boolean provesStep;

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
        this.verdicts =
                new Verdicts(conversation.peer(), offer, options.dialect().replyPerRecipient());
    }

    /** What it begins with. */
    Offer offer() {
        return offer;
    }

    /** What the server says to the end of the content. */
    Verdicts verdicts() {
        return verdicts;
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
        return deliver(new LoneDataSender(context, content, dataEncoder()));
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

    /**
     * MAIL, RCPT and DATA, behind whatever is under way, up to the 354 for at least one accepted recipient.
     *
     * @throws SmtpException if there is none; the server is where a new transaction can begin then, or the session is over
     */
    void offerForData() throws SmtpException {
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
        provesStep = !data.isRefused();
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
            provesStep = reset(conversation);
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
            System.getLogger(Transaction.class.getName())
                    .log(System.Logger.Level.DEBUG, "ending a transaction without recipients failed", e);
        }
    }

    private SendResult deliver(ContentSender sender) throws SmtpException {
        Optional<Reply> early = transfer(sender);
        MailData mailData = conversation.mailData();
        try {
            return verdicts.read(early.isPresent() ? early::get : mailData::verdict);
        } catch (DataRefusedException e) {
            mailData.decided();
            reset(conversation);
            throw e;
        } finally {
            mailData.decided();
        }
    }

    private Optional<Reply> transfer(ContentSender sender) throws SmtpException {
        return sender.send(verdicts::outcomes, () -> {
            context.listeners().committing(offer.envelope());
            committed = true;
        });
    }

    /** Content behind the 354; its end will leave with what follows. */
    void sendAhead(Content content) throws SmtpException {
        int replies = options.dialect().replyPerRecipient() ? offer.accepted() : 1;
        AheadDataSender sender = new AheadDataSender(context, content, dataEncoder(), replies);
        transfer(sender);
        ends = sender.verdicts();
    }

    /** Waits for the replies to the end, and for one to a lone RSET that proves them. */
    void prove() throws SmtpException {
        for (Exchange end : ends) {
            conversation.await(end);
        }
        checkReset(conversation, conversation.ask(Command.rset(), Stage.COMMAND, Timeouts.Phase.RSET));
        conversation.checkUsable(Stage.VERDICT);
    }

    /**
     * Sees whether a reply can be one to RSET, if both sides are in step.
     *
     * @throws SmtpException if it cannot; the session is over
     */
    static void checkReset(Conversation conversation, Reply reply) throws SmtpException {
        if (!reply.isPositiveCompletion()) {
            throw conversation.outOfStep("it answered RSET with " + reply, Stage.VERDICT);
        }
    }

    /** Judges by the replies to the end, which have come, and which a later reply has proved to be these. */
    SendResult verdict() throws SmtpException {
        conversation.mailData().decided();
        Iterator<Exchange> answered = ends.iterator();
        return verdicts.read(() -> conversation.await(answered.next()));
    }

    /** Whether the end of the content may have left. */
    boolean isCommitted() {
        return committed;
    }

    /** Each recipient as one that was refused or is in doubt; if it {@link #isCommitted}. */
    List<RecipientOutcome> outcomesBeforeVerdict() {
        return verdicts.outcomes();
    }

    /** Whether the last reply was one that only a server in step with this side gives: 354, or that to a lone RSET. */
    boolean provesStep() {
        return provesStep;
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

    /**
     * RSET after a refusal. Its own failure is of no interest beside the refusal; the session is over then.
     *
     * @return whether the server has taken it, and has said no more
     */
    static boolean reset(Conversation conversation) {
        if (conversation.isOver()) {
            return false;
        }
        try {
            Reply reply = conversation.ask(Command.rset(), Stage.COMMAND, Timeouts.Phase.RSET);
            if (!conversation.isOver()) {
                conversation.checkUsable(Stage.COMMAND);
            }
            return reply.isPositiveCompletion();
        } catch (SmtpException e) {
            System.getLogger(Transaction.class.getName())
                    .log(System.Logger.Level.DEBUG, "RSET after a refusal failed", e);
            return false;
        }
    }
}
