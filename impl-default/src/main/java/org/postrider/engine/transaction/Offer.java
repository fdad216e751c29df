// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.Recipient;
import org.postrider.RecipientOutcome;
import org.postrider.RecipientsRefusedException;
import org.postrider.Reply;
import org.postrider.SenderRefusedException;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Exchange;
import org.postrider.engine.extension.Limits;
import org.postrider.engine.wire.Command;

/** MAIL, RCPT for each recipient, and what the server says to them. */
final class Offer {

    private final Conversation conversation;
    private final Usage usage;
    private final Limits limits;
    private final boolean partialAcceptance;
    private final Envelope envelope;
    private final boolean sevenBit;
    private final Command mailCommand;
    private final Command[] rcptCommands;
    private final List<Exchange> rcpts;
    private final KeptReplies kept;
    private @Nullable Exchange mail;

    /**
     * Before its first command.
     *
     * @param kept the form in which replies to RCPT are kept
     */
    Offer(TransactionContext context, Plan plan, Limits limits, KeptReplies kept) {
        this.conversation = context.conversation();
        this.usage = context.usage();
        this.limits = limits;
        this.partialAcceptance = context.options().partialAcceptance();
        this.envelope = plan.envelope();
        this.sevenBit = plan.sevenBit();
        this.mailCommand = plan.mail();
        this.rcptCommands = plan.rcpts();
        this.rcpts = new ArrayList<>(rcptCommands.length);
        this.kept = kept;
    }

    Envelope envelope() {
        return envelope;
    }

    /** Whether an octet above 127 in the content ends the transaction. */
    boolean sevenBit() {
        return sevenBit;
    }

    /** Sends the commands, up to where a refusal is known to make the rest useless. */
    void send() throws SmtpException {
        usage.mail(limits);
        Exchange sent = conversation.send(mailCommand, Stage.MAIL, Timeouts.Phase.MAIL, kept);
        mail = sent;
        for (int i = 0; i < rcptCommands.length && !sent.isRefused() && !conversation.isOver(); i++) {
            usage.rcpt(limits, envelope.recipients().get(i));
            rcpts.add(conversation.send(rcptCommands[i], Stage.RCPT, Timeouts.Phase.RCPT, kept));
        }
    }

    /** Waits for the replies, up to the one that makes the rest of no interest. */
    void await() throws SmtpException {
        conversation.await(mail());
        for (Exchange rcpt : rcpts) {
            if (isSenderRefused() || conversation.isOver()) {
                return;
            }
            conversation.await(rcpt);
        }
    }

    private Exchange mail() {
        return Objects.requireNonNull(mail);
    }

    /** Whether MAIL was refused, as far as the reply is in. */
    boolean isSenderRefused() {
        return mail().isRefused();
    }

    /** Whether the replies to RCPT forbid to go on, if all are in. */
    boolean isUnwanted() {
        for (Exchange rcpt : rcpts) {
            if (rcpt.isRefused() != partialAcceptance) {
                return !partialAcceptance;
            }
        }
        return partialAcceptance;
    }

    /** Whether no reply is missing. */
    boolean isAnswered() {
        for (Exchange rcpt : rcpts) {
            if (rcpt.reply() == null) {
                return false;
            }
        }
        return true;
    }

    /** How many recipients were accepted, as far as the replies are in. */
    int accepted() {
        int accepted = 0;
        for (Exchange rcpt : rcpts) {
            accepted += rcpt.isAccepted() ? 1 : 0;
        }
        return accepted;
    }

    /**
     * Says why there is no going on.
     *
     * @param data DATA, if it was sent
     */
    SmtpException refusal(@Nullable Exchange data) throws SmtpException {
        Reply mailReply = conversation.await(mail());
        Reply last = lastRefusal();
        if (!isSenderRefused() && last == null && data == null) {
            // Nobody refused: the session was ended from this side.
            throw conversation.ended(Stage.RCPT);
        }
        if (isSenderRefused()) {
            String reversePath = envelope.reversePath().map(Object::toString).orElse("");
            return new SenderRefusedException(
                    conversation.peer() + " refused the reverse-path <" + reversePath + ">: " + mailReply,
                    envelope.reversePath().map(m -> m.address()).orElse(""),
                    mailReply);
        }
        if (last != null && (isUnwanted() || data == null)) {
            return new RecipientsRefusedException(
                    conversation.peer() + " refused "
                            + (isUnwanted() && partialAcceptance ? "all recipients" : "recipients")
                            + ", so the message was not sent; the last refusal: " + last,
                    outcomesOfRefusal(),
                    last);
        }
        Reply dataReply = conversation.await(Objects.requireNonNull(data));
        return new DataRefusedException(conversation.peer() + " refused DATA: " + dataReply, Stage.DATA, dataReply);
    }

    private @Nullable Reply lastRefusal() {
        Reply last = null;
        for (Exchange rcpt : rcpts) {
            if (rcpt.isRefused()) {
                last = rcpt.reply();
            }
        }
        return last;
    }

    /** Each recipient as refused or not sent. */
    List<RecipientOutcome> outcomesOfRefusal() {
        List<RecipientOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < envelope.recipients().size(); i++) {
            Optional<Reply> reply =
                    i < rcpts.size() ? Optional.ofNullable(rcpts.get(i).reply()) : Optional.empty();
            Delivery delivery = i < rcpts.size() && rcpts.get(i).isRefused() ? Delivery.REFUSED : Delivery.NOT_SENT;
            outcomes.add(new RecipientOutcome(envelope.recipients().get(i), delivery, reply));
        }
        return outcomes;
    }

    /** Each recipient as refused or in doubt. */
    List<RecipientOutcome> outcomesBeforeVerdict() {
        return outcomes(Delivery.IN_DOUBT, Optional.empty());
    }

    /**
     * Each recipient as refused or delivered.
     *
     * @param verdict a positive one, on all that were accepted
     */
    List<RecipientOutcome> outcomesAfter(Reply verdict) {
        return outcomes(Delivery.DELIVERED, Optional.of(verdict));
    }

    private List<RecipientOutcome> outcomes(Delivery ofAccepted, Optional<Reply> reply) {
        RecipientOutcome[] outcomes = new RecipientOutcome[rcpts.size()];
        for (int i = 0; i < outcomes.length; i++) {
            Exchange rcpt = rcpts.get(i);
            Recipient recipient = envelope.recipients().get(i);
            outcomes[i] = rcpt.isRefused()
                    ? new RecipientOutcome(recipient, Delivery.REFUSED, Optional.ofNullable(rcpt.reply()))
                    : new RecipientOutcome(recipient, ofAccepted, reply);
        }
        return List.of(outcomes);
    }

    /** Each recipient as in doubt, whatever was said of it. */
    List<RecipientOutcome> outcomesInDoubt() {
        List<RecipientOutcome> outcomes = new ArrayList<>(envelope.recipients().size());
        for (Recipient recipient : envelope.recipients()) {
            outcomes.add(new RecipientOutcome(recipient, Delivery.IN_DOUBT, Optional.empty()));
        }
        return outcomes;
    }
}
