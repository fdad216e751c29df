// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.Mailbox;
import org.postrider.Recipient;
import org.postrider.RecipientOutcome;
import org.postrider.RecipientsRefusedException;
import org.postrider.Reply;
import org.postrider.SendResult;
import org.postrider.SenderRefusedException;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.PendingCommand;

/**
 * How far a transaction has come, and what that means for each recipient. This is the only place that decides about a {@link Delivery}. Nothing
 * is remembered here that the commands and their replies do not show:
 *
 * <ol>
 *   <li>PLANNED: nothing was sent.
 *   <li>ENVELOPE: MAIL was sent, and perhaps RCPT and DATA.
 *   <li>CONTENT: octets of the content may have left, of its end none.
 *   <li>COMMITTED: an octet of its end may have left, or of the last chunk. A recipient without a verdict is in doubt.
 *   <li>DECIDED: every verdict was read. It counts, whatever ends the session later; only a violation before the next proof of step makes it
 *       doubtful.
 * </ol>
 */
final class TransactionState {

    /** How far a transaction has come. */
    enum Phase {
        PLANNED,
        ENVELOPE,
        CONTENT,
        COMMITTED,
        DECIDED
    }

    private static final int CLOSING = 421;

    private final Conversation conversation;
    private final EnvelopeCommands envelope;
    private final boolean replyPerRecipient;
    private @Nullable PendingCommand data;
    private boolean inContent;
    private @Nullable Reply chunkRefusal;
    private List<PendingCommand> ends = List.of();
    private boolean envelopeProved;
    private boolean implausible;
    private boolean proved;

    /** Before the first command. */
    TransactionState(Conversation conversation, EnvelopeCommands envelope, boolean replyPerRecipient) {
        this.conversation = conversation;
        this.envelope = envelope;
        this.replyPerRecipient = replyPerRecipient;
    }

    /** DATA is about to be sent. */
    void sendsData(PendingCommand command) {
        data = command;
    }

    /** The first octet of the content is about to be sent. */
    void sendsContent() {
        inContent = true;
    }

    /** What ends the content is about to be sent: the dot, once for each reply to it, or the last chunk. */
    void sendsEnd(List<PendingCommand> commands) {
        ends = commands;
    }

    /** A chunk that is not the last was refused. */
    void refusesChunk(Reply reply) {
        chunkRefusal = reply;
    }

    /** BDAT was refused as a command: the server has none of the message, and its reply is no verdict. */
    void knowsNoChunks() {
        chunkRefusal = null;
        ends = List.of();
    }

    /** A 354 has shown that the replies to MAIL and RCPT are right. */
    void proveEnvelope() {
        envelopeProved = true;
    }

    /** The verdict that was read cannot be one on this message. */
    void markImplausible() {
        implausible = true;
    }

    /** A reply has shown that both sides were in step: the verdicts that were read are right. */
    void prove() {
        proved = true;
    }

    boolean isEnvelopeProved() {
        return envelopeProved;
    }

    boolean isProved() {
        return proved;
    }

    Phase phase() {
        if (!ends.isEmpty() && ends.get(ends.size() - 1).reply() != null) {
            return Phase.DECIDED;
        }
        if (!ends.isEmpty() && conversation.mayBeExecuted(ends.get(0))) {
            return Phase.COMMITTED;
        }
        return inContent ? Phase.CONTENT : envelope.isBegun() ? Phase.ENVELOPE : Phase.PLANNED;
    }

    /** What is known of each recipient, in the order of the envelope. */
    List<RecipientOutcome> outcomes() {
        List<Recipient> recipients = envelope.recipients();
        RecipientOutcome[] outcomes = new RecipientOutcome[recipients.size()];
        boolean committed = phase().compareTo(Phase.COMMITTED) >= 0;
        boolean doubtful = committed && isDoubtful();
        int accepted = 0;
        for (int i = 0; i < outcomes.length; i++) {
            Reply decisive = refusal(i);
            boolean refusedBefore = decisive != null;
            if (!refusedBefore) {
                decisive = verdict(accepted++);
            }
            boolean unknown = decisive == null ? committed : doubtful && !(refusedBefore && envelopeProved);
            Reply shown = decisive == null && !committed ? envelope.rcptReply(i) : decisive;
            outcomes[i] = new RecipientOutcome(
                    recipients.get(i), unknown ? Delivery.IN_DOUBT : delivery(decisive), Optional.ofNullable(shown));
        }
        return List.of(outcomes);
    }

    /** Whether a violation has made doubtful what was read since the last proof of step. */
    private boolean isDoubtful() {
        return implausible
                || (!proved
                        && conversation.isOver()
                        && conversation.end(Stage.VERDICT).isViolation());
    }

    /** The refusal of a recipient before the end of the content, if there was one. */
    private @Nullable Reply refusal(int recipient) {
        Reply toRcpt = envelope.rcptReply(recipient);
        if (toRcpt != null && toRcpt.isNegative()) {
            return toRcpt;
        }
        if (envelope.isSenderRefused()) {
            return envelope.mailReply();
        }
        return data != null && data.isRefused() ? data.reply() : chunkRefusal;
    }

    /** The verdict on an accepted recipient, if it was read. */
    private @Nullable Reply verdict(int accepted) {
        int index = replyPerRecipient ? accepted : 0;
        return index < ends.size() ? ends.get(index).reply() : null;
    }

    private static Delivery delivery(@Nullable Reply decisive) {
        if (decisive == null || decisive.code() == CLOSING) {
            return Delivery.NOT_SENT;
        }
        return decisive.isPositiveCompletion() ? Delivery.DELIVERED : Delivery.REFUSED;
    }

    /**
     * Judges by all that was read.
     *
     * @param outcomes the {@link #outcomes}
     * @return the result, if any recipient gets the message
     * @throws SmtpException if none does, or if that is not known
     */
    SendResult result(List<RecipientOutcome> outcomes) throws SmtpException {
        Reply acceptance = null;
        boolean inDoubt = outcomes.isEmpty() && isInDoubtForAll();
        boolean notSent = false;
        for (RecipientOutcome outcome : outcomes) {
            inDoubt |= outcome.delivery() == Delivery.IN_DOUBT;
            notSent |= outcome.delivery() == Delivery.NOT_SENT;
            if (outcome.delivery() == Delivery.DELIVERED) {
                acceptance = outcome.reply().orElseThrow();
            }
        }
        if (acceptance != null) {
            if (!inDoubt && !notSent) {
                return new SendResult(outcomes, acceptance);
            }
            Delivery ofOthers = inDoubt ? Delivery.IN_DOUBT : Delivery.NOT_SENT;
            SmtpException why = conversation.end(Stage.VERDICT).exception(ofOthers, outcomes);
            return new SendResult(outcomes, acceptance, Optional.of(why));
        }
        throw inDoubt ? conversation.end(Stage.VERDICT).exception(Delivery.IN_DOUBT, outcomes) : refusal(outcomes);
    }

    /** Whether a message is in doubt whose recipients are not known. */
    private boolean isInDoubtForAll() {
        return phase() == Phase.COMMITTED || (phase() == Phase.DECIDED && isDoubtful());
    }

    private SmtpException refusal(List<RecipientOutcome> outcomes) {
        Reply toMail = envelope.mailReply();
        if (envelope.isSenderRefused() && toMail != null && toMail.code() != CLOSING) {
            Optional<Mailbox> sender = envelope.envelope().flatMap(Envelope::reversePath);
            return new SenderRefusedException(
                    conversation.peer() + " refused the reverse-path <"
                            + sender.map(Object::toString).orElse("") + ">: " + toMail,
                    sender.map(Mailbox::address).orElse(""),
                    toMail);
        }
        Reply lastRefusal = envelope.lastRefusal();
        if (lastRefusal != null && envelope.isUnwantedForSure() && lastRefusal.code() != CLOSING) {
            return new RecipientsRefusedException(
                    conversation.peer() + " refused "
                            + (envelope.accepted() == 0 ? "all recipients" : "recipients")
                            + ", so the message was not sent; the last refusal: " + lastRefusal,
                    outcomes,
                    lastRefusal);
        }
        Reply toData = data == null ? null : data.reply();
        if (toData != null && toData.isNegative() && toData.code() != CLOSING) {
            return new DataRefusedException(conversation.peer() + " refused DATA: " + toData, Stage.DATA, toData);
        }
        Reply toContent = chunkRefusal != null
                ? chunkRefusal
                : ends.isEmpty() ? null : ends.get(0).reply();
        if (toContent != null && toContent.code() != CLOSING) {
            return refusedContent(toContent, outcomes);
        }
        return conversation.end(stage()).exception(deliveryOf(outcomes), outcomes);
    }

    private SmtpException refusedContent(Reply refusal, List<RecipientOutcome> outcomes) {
        boolean before = chunkRefusal != null || !conversation.mayBeExecuted(ends.get(0));
        if (before) {
            String consequence = conversation.isOver() ? "; the session was closed without the end of the content" : "";
            return new DataRefusedException(
                    conversation.peer() + " refused the content while it was being sent: " + refusal + consequence,
                    Stage.CONTENT,
                    refusal);
        }
        if (!replyPerRecipient) {
            return new DataRefusedException(
                    conversation.peer() + " refused the message: " + refusal, Stage.VERDICT, refusal);
        }
        Reply last = refusal;
        for (PendingCommand end : ends) {
            Reply reply = end.reply();
            last = reply == null ? last : reply;
        }
        return new RecipientsRefusedException(
                conversation.peer() + " refused the message for every recipient; the last refusal: " + last,
                outcomes,
                last);
    }

    private Stage stage() {
        return switch (phase()) {
            case PLANNED -> Stage.MAIL;
            case ENVELOPE -> Stage.RCPT;
            case CONTENT -> Stage.CONTENT;
            case COMMITTED, DECIDED -> Stage.VERDICT;
        };
    }

    /** What became of a message that no recipient gets and none is in doubt about. */
    private static Delivery deliveryOf(List<RecipientOutcome> outcomes) {
        for (RecipientOutcome outcome : outcomes) {
            if (outcome.delivery() != Delivery.REFUSED) {
                return Delivery.NOT_SENT;
            }
        }
        return Delivery.REFUSED;
    }
}
