// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.Message;
import org.postrider.RecipientOutcome;
import org.postrider.RecipientsRefusedException;
import org.postrider.Reply;
import org.postrider.SendResult;
import org.postrider.SenderRefusedException;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Exchange;
import org.postrider.engine.conversation.Listeners;
import org.postrider.engine.extension.Extensions;
import org.postrider.engine.wire.Command;

/**
 * One mail: MAIL, RCPT for each recipient, DATA, content, verdict (RFC 5321 section 3.3).
 *
 * <p>There is one path with and without PIPELINING. Commands are sent in order and the replies that are in are looked at before each; in
 * lockstep they are all in, so a refusal stops the sending at once, and in a group they come with DATA, so the refusal is seen behind it. If
 * then DATA was answered 354 although nobody was accepted, a lone dot ends it (RFC 2920 section 3.1): an empty message for nobody.
 */
public final class Transaction {

    private static final System.Logger LOG = System.getLogger(Transaction.class.getName());

    private final Conversation conversation;
    private final Listeners listeners;
    private final TransactionOptions options;
    private final Envelope envelope;
    private final List<Exchange> rcpts = new ArrayList<>();

    private Transaction(Conversation conversation, Listeners listeners, TransactionOptions options, Envelope envelope) {
        this.conversation = conversation;
        this.listeners = listeners;
        this.options = options;
        this.envelope = envelope;
    }

    /** Sends a mail. */
    public static SendResult send(
            Conversation conversation,
            Listeners listeners,
            Extensions extensions,
            TransactionOptions options,
            Envelope envelope,
            Message message)
            throws SmtpException {
        try (Content content = Content.examined(message, options.bareLineEnds())) {
            Plan plan = Plan.of(extensions, envelope, content.facts(), conversation.protection());
            Command mail = plan.mail();
            List<Command> rcpts = plan.rcpts();
            Transaction transaction = new Transaction(conversation, listeners, options, envelope);
            transaction.offer(mail, rcpts);
            OptionalLong size = content.facts().size();
            ContentSender sender =
                    new ContentSender(conversation, listeners, options.bareLineEnds(), plan.sevenBit(), size);
            return transaction.deliver(sender, content);
        }
    }

    /** Up to a 354 for at least one accepted recipient. */
    private void offer(Command mailCommand, List<Command> rcptCommands) throws SmtpException {
        Exchange mail = conversation.send(mailCommand, Stage.MAIL, Timeouts.Phase.MAIL);
        for (Command rcpt : rcptCommands) {
            if (mail.isRefused() || conversation.isOver()) {
                break;
            }
            rcpts.add(conversation.send(rcpt, Stage.RCPT, Timeouts.Phase.RCPT));
        }
        if (!options.partialAcceptance()) {
            awaitAll(mail);
        }
        if (mail.isRefused() || conversation.isOver() || (allAnswered() && isUnwanted())) {
            throw refused(mail, null);
        }
        Exchange data = conversation.send(Command.data(), Stage.DATA, Timeouts.Phase.DATA);
        if (data.reply() == null) {
            throw refused(mail, null);
        }
        if (mail.isRefused() || isUnwanted() || data.isRefused()) {
            throw refused(mail, data);
        }
    }

    private void awaitAll(Exchange mail) throws SmtpException {
        conversation.await(mail);
        for (Exchange rcpt : rcpts) {
            if (mail.isRefused() || conversation.isOver()) {
                return;
            }
            conversation.await(rcpt);
        }
    }

    private boolean allAnswered() {
        return rcpts.stream().allMatch(rcpt -> rcpt.reply() != null);
    }

    /** Whether the replies to RCPT forbid to go on. */
    private boolean isUnwanted() {
        return options.partialAcceptance()
                ? rcpts.stream().allMatch(Exchange::isRefused)
                : rcpts.stream().anyMatch(Exchange::isRefused);
    }

    private SmtpException refused(Exchange mail, @Nullable Exchange data) throws SmtpException {
        leaveTransaction(data);
        Reply mailReply = conversation.await(mail);
        Reply last = lastRefusal();
        if (!mail.isRefused() && last == null && data == null) {
            // Nobody refused: the session was ended from this side.
            throw conversation.ended(Stage.RCPT);
        }
        if (mail.isRefused()) {
            String reversePath = envelope.reversePath().map(Object::toString).orElse("");
            return new SenderRefusedException(
                    conversation.peer() + " refused the reverse-path <" + reversePath + ">: " + mailReply,
                    envelope.reversePath().map(m -> m.address()).orElse(""),
                    mailReply);
        }
        if (last != null && (isUnwanted() || data == null)) {
            return new RecipientsRefusedException(
                    conversation.peer() + " refused "
                            + (isUnwanted() && options.partialAcceptance() ? "all recipients" : "recipients")
                            + ", so the message was not sent; the last refusal: " + last,
                    outcomesOfRefusal(),
                    last);
        }
        Reply dataReply = conversation.await(Objects.requireNonNull(data));
        return new DataRefusedException(conversation.peer() + " refused DATA: " + dataReply, Stage.DATA, dataReply);
    }

    /** Brings the server back to where a new transaction can begin. Should that fail, the refusal is still what counts. */
    private void leaveTransaction(@Nullable Exchange data) {
        Reply toData = data == null ? null : data.reply();
        if (toData == null || !toData.isPositiveIntermediate()) {
            reset(conversation);
            return;
        }
        if (rcpts.stream().anyMatch(Exchange::isAccepted)) {
            conversation.abort(
                    "a server that refused the sender took a recipient and DATA, and must not get a message");
            return;
        }
        try {
            conversation.writeEnd();
            conversation.verdict();
        } catch (SmtpException e) {
            LOG.log(System.Logger.Level.DEBUG, "ending a transaction without recipients failed", e);
        }
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

    private List<RecipientOutcome> outcomesOfRefusal() {
        List<RecipientOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < envelope.recipients().size(); i++) {
            Optional<Reply> reply =
                    i < rcpts.size() ? Optional.ofNullable(rcpts.get(i).reply()) : Optional.empty();
            Delivery delivery = i < rcpts.size() && rcpts.get(i).isRefused() ? Delivery.REFUSED : Delivery.NOT_SENT;
            outcomes.add(new RecipientOutcome(envelope.recipients().get(i), delivery, reply));
        }
        return outcomes;
    }

    private SendResult deliver(ContentSender sender, Content content) throws SmtpException {
        List<RecipientOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < rcpts.size(); i++) {
            Reply refusal = rcpts.get(i).isRefused() ? rcpts.get(i).reply() : null;
            outcomes.add(new RecipientOutcome(
                    envelope.recipients().get(i),
                    refusal == null ? Delivery.IN_DOUBT : Delivery.REFUSED,
                    Optional.ofNullable(refusal)));
        }
        Optional<Reply> early = sender.send(content, outcomes, () -> listeners.committing(envelope));
        return new Verdicts(conversation, outcomes).read(options.dialect().replyPerRecipient(), early);
    }

    /** RSET after a refusal. Its own failure is of no interest beside the refusal; the session is over then. */
    public static void reset(Conversation conversation) {
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
