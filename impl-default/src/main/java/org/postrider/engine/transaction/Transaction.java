// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.BareLineEnds;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.DisconnectedException;
import org.postrider.Envelope;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.LocalRefusalException;
import org.postrider.RecipientOutcome;
import org.postrider.RecipientsRefusedException;
import org.postrider.RefusedException;
import org.postrider.Reply;
import org.postrider.SendResult;
import org.postrider.SenderRefusedException;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Exchange;
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
    private final Usage usage;
    private final Extensions extensions;
    private final Plan plan;
    private final Envelope envelope;
    private final boolean unaltered;
    private final Command mailCommand;
    private final List<Command> rcptCommands;
    private final List<Exchange> rcpts = new ArrayList<>();
    private final KeptReplies kept = new KeptReplies();

    /**
     * Before its first command.
     *
     * @param unaltered whether no octet of the content may be touched
     */
    Transaction(TransactionContext context, Plan plan, Extensions extensions, boolean unaltered)
            throws LocalRefusalException {
        this.context = context;
        this.conversation = context.conversation();
        this.options = context.options();
        this.usage = context.usage();
        this.extensions = extensions;
        this.plan = plan;
        this.envelope = plan.envelope();
        this.unaltered = unaltered;
        this.mailCommand = plan.mail();
        this.rcptCommands = plan.rcpts();
        if (unaltered && !extensions.chunking()) {
            throw new ExtensionNotSupportedException(
                    "the content is to be sent octet for octet, which needs BDAT, and the server does not offer CHUNKING;"
                            + " nothing was sent",
                    "CHUNKING");
        }
    }

    /** Sends a mail. */
    SendResult send(Content content) throws SmtpException {
        offer();
        return deliver(sender(content));
    }

    private ContentSender sender(Content content) {
        BareLineEnds policy = options.bareLineEnds();
        if (!extensions.chunking()) {
            return new DataSender(context, content, ContentEncoder.forData(policy, plan.sevenBit()));
        }
        ContentEncoder encoder =
                unaltered ? ContentEncoder.unaltered() : ContentEncoder.forChunks(policy, plan.sevenBit());
        return new ChunkSender(context, content, encoder);
    }

    /** Up to where content may follow, for at least one accepted recipient. */
    private void offer() throws SmtpException {
        usage.mail(extensions.limits());
        Exchange mail = conversation.send(mailCommand, Stage.MAIL, Timeouts.Phase.MAIL);
        for (int i = 0; i < rcptCommands.size() && !mail.isRefused() && !conversation.isOver(); i++) {
            usage.rcpt(extensions.limits(), envelope.recipients().get(i).mailbox());
            rcpts.add(conversation.send(rcptCommands.get(i), Stage.RCPT, Timeouts.Phase.RCPT, kept));
        }
        if (!options.partialAcceptance() || extensions.chunking()) {
            awaitAll(mail);
        }
        if (mail.isRefused() || conversation.isOver() || (allAnswered() && isUnwanted())) {
            throw refused(mail, null);
        }
        if (extensions.chunking()) {
            return;
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
            conversation.mailData().writeDot();
            conversation.mailData().verdict();
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

    private SendResult deliver(ContentSender sender) throws SmtpException {
        List<RecipientOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < rcpts.size(); i++) {
            Reply refusal = rcpts.get(i).isRefused() ? rcpts.get(i).reply() : null;
            outcomes.add(new RecipientOutcome(
                    envelope.recipients().get(i),
                    refusal == null ? Delivery.IN_DOUBT : Delivery.REFUSED,
                    Optional.ofNullable(refusal)));
        }
        Optional<Reply> early = sender.send(outcomes, () -> context.listeners().committing(envelope));
        return new Verdicts(conversation, outcomes).read(options.dialect().replyPerRecipient(), early);
    }

    /** What became of each recipient if the transaction ended so. */
    List<RecipientOutcome> outcomesAfter(SmtpException failure) {
        if (failure instanceof RecipientsRefusedException e) {
            return e.outcomes();
        }
        if (failure instanceof DisconnectedException e && !e.outcomes().isEmpty()) {
            return e.outcomes();
        }
        List<RecipientOutcome> outcomes = outcomesOfRefusal();
        if (failure instanceof RefusedException e) {
            outcomes.replaceAll(outcome -> outcome.delivery() == Delivery.REFUSED
                    ? outcome
                    : new RecipientOutcome(outcome.recipient(), Delivery.REFUSED, Optional.of(e.refusal())));
        }
        return outcomes;
    }

    /** Each recipient as one that was never asked for. */
    List<RecipientOutcome> untried() {
        return outcomesOfRefusal();
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
