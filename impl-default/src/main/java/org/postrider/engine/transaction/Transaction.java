// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.postrider.DisconnectedException;
import org.postrider.EnhancedStatus;
import org.postrider.RecipientOutcome;
import org.postrider.Reply;
import org.postrider.SendResult;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Payload;
import org.postrider.engine.conversation.PendingCommand;
import org.postrider.engine.wire.Command;
import org.postrider.engine.wire.ContentEncoder;

/**
 * MAIL, RCPT for each recipient, DATA or BDAT, content, verdict (RFC 5321 section 3.3), in one of two orders:
 *
 * <ul>
 *   <li>step by step: {@link #openForData} or {@link #openForChunks}, then {@link #sendContent}. Content leaves when at least one recipient was
 *       accepted. PIPELINING is no second path: commands are sent in order and the replies that are in are looked at before each; without it
 *       they are all in, so a refusal stops the sending at once, and in a group they come with DATA.
 *   <li>at once: {@link #sendWhole}. Nothing waits for a reply (RFC 2920, RFC 3030).
 * </ul>
 *
 * <p>{@link TransactionState} alone decides what became of the recipients. If the session ends meanwhile, its judgement is what the caller gets.
 */
final class Transaction {

    private final TransactionContext context;
    private final Conversation conversation;
    private final TransactionOptions options;
    private final boolean unaltered;
    private final EnvelopeCommands envelope;
    private final TransactionState state;
    private boolean chunked;
    private boolean atOnce;
    private List<PendingCommand> ends = List.of();
    private @Nullable PendingCommand rset;

    /**
     * Before its first command.
     *
     * @param chunked whether content is sent by BDAT
     * @param unaltered whether no octet of the content may be touched
     */
    Transaction(TransactionContext context, EnvelopeCommands envelope, boolean chunked, boolean unaltered) {
        this.context = context;
        this.conversation = context.conversation();
        this.options = context.options();
        this.envelope = envelope;
        this.chunked = chunked;
        this.unaltered = unaltered;
        this.state =
                new TransactionState(conversation, envelope, options.dialect().replyPerRecipient());
    }

    EnvelopeCommands envelope() {
        return envelope;
    }

    TransactionState state() {
        return state;
    }

    /** Sends a mail step by step, with nothing before it and nothing after. */
    SendResult send(Content content) throws SmtpException {
        try {
            if (chunked ? openForChunks() : openForData()) {
                sendContent(content);
                awaitVerdicts();
                checkNothingCame();
            }
        } catch (DisconnectedException e) {
            // The state knows what it means for this mail.
        }
        cleanUp();
        return lastResult();
    }

    /** The result of a call; if the session has ended, the call does not report it, and the next one does. */
    private SendResult lastResult() throws SmtpException {
        SendResult result = result();
        if (conversation.isOver()) {
            conversation.endUnreported();
        }
        return result;
    }

    /**
     * Judges by all that was read.
     *
     * @throws SmtpException if no recipient gets the message, or if that is not known
     */
    SendResult result() throws SmtpException {
        List<RecipientOutcome> outcomes = state.outcomes();
        if (!state.isProved() && !conversation.isOver()) {
            conversation.report(outcomes);
        }
        return state.result(outcomes);
    }

    /** A reply too many makes the verdict doubtful; where nothing has proved it, the transport is asked, too. */
    void checkNothingCame() throws SmtpException {
        if (state.isProved()) {
            conversation.checkNothingUnread(Stage.VERDICT);
        } else if (!conversation.isOver()) {
            conversation.checkUsable(Stage.VERDICT);
        }
    }

    /** A refused message ends the transaction, but not with every server, and after a chunk its state is indeterminate (RFC 3030 section 2). */
    private void cleanUp() {
        if (!options.dialect().replyPerRecipient()
                && !ends.isEmpty()
                && ends.get(0).isRefused()) {
            reset(conversation);
        }
    }

    /** MAIL and RCPT, and their replies. Returns whether content may follow. */
    private boolean openForChunks() throws SmtpException {
        envelope.send();
        envelope.await();
        if (cannotGoOn()) {
            leave(null);
            return false;
        }
        return true;
    }

    /**
     * MAIL, RCPT and DATA, after whatever is in flight, up to the 354 for at least one accepted recipient.
     *
     * @return whether content may follow; otherwise a new transaction can begin, or the session is over
     */
    boolean openForData() throws SmtpException {
        chunked = false;
        envelope.send();
        if (!options.partialAcceptance()) {
            envelope.await();
        }
        if (cannotGoOn()) {
            leave(null);
            return false;
        }
        PendingCommand data = PendingCommand.of(Command.data(), Stage.DATA, Timeouts.Phase.DATA);
        state.sendsData(data);
        conversation.send(data);
        if (data.reply() == null) {
            return false;
        }
        if (!data.isRefused()) {
            conversation.proveStep();
            state.proveEnvelope();
        }
        if (envelope.isSenderRefused() || envelope.isUnwanted() || data.isRefused()) {
            leave(data.reply());
            return false;
        }
        return true;
    }

    private boolean cannotGoOn() {
        return envelope.isSenderRefused() || conversation.isOver() || (envelope.isAnswered() && envelope.isUnwanted());
    }

    /**
     * Brings the server back to where a new transaction can begin. Should that fail, the refusal is still what counts.
     *
     * @param toData the reply to DATA, if it was sent
     */
    private void leave(@Nullable Reply toData) {
        if (conversation.isOver()) {
            return;
        }
        if (toData == null || !toData.isPositiveIntermediate()) {
            reset(conversation);
            return;
        }
        if (envelope.accepted() > 0) {
            conversation.abort(
                    "a server that refused the sender took a recipient and DATA, and must not get a message");
            return;
        }
        // RFC 2920 section 3.1: an empty message without recipients.
        try {
            List<PendingCommand> dot = conversation.beginContent(1);
            conversation.endContent(ByteBuffer.allocate(0), dot);
            conversation.await(dot.get(0));
        } catch (SmtpException e) {
            System.getLogger(Transaction.class.getName())
                    .log(System.Logger.Level.DEBUG, "ending a transaction without recipients failed", e);
        }
    }

    /**
     * Sends the content and its end, which may wait to leave with what follows.
     *
     * @throws SmtpException if the content cannot be sent; the session is over then, and the end has not left
     */
    void sendContent(Content content) throws SmtpException {
        ContentSender sender = chunked
                ? new ChunkSender(context, envelope.limits().octets(), content, chunkEncoder(), verdicts(), state)
                : new DataSender(
                        context,
                        envelope.limits().octets(),
                        content,
                        dataEncoder(),
                        conversation.beginContent(verdicts()),
                        state);
        sender.send(() -> envelope.envelope().ifPresent(context.listeners()::committing));
        ends = sender.ends();
    }

    private int verdicts() {
        return options.dialect().replyPerRecipient() ? envelope.accepted() : 1;
    }

    private ContentEncoder dataEncoder() {
        return ContentEncoder.forData(options.bareLineEnds(), envelope.sevenBit());
    }

    private ContentEncoder chunkEncoder() {
        return unaltered
                ? ContentEncoder.unaltered()
                : ContentEncoder.forChunks(options.bareLineEnds(), envelope.sevenBit());
    }

    /** Waits for the replies to the end of the content. */
    void awaitVerdicts() throws SmtpException {
        for (int i = 0; i < ends.size(); i++) {
            conversation.await(ends.get(i));
        }
        if (!ends.isEmpty()) {
            judge(ends.get(0));
        }
    }

    /** Looks whether a reply can be a verdict on this message, and whether it proves that both sides are in step. */
    private void judge(PendingCommand end) throws SmtpException {
        Reply verdict = end.reply();
        if (verdict == null) {
            return;
        }
        if (verdict.isPositiveCompletion() && (envelope.isSenderRefused() || envelope.isUnwanted())) {
            state.markImplausible();
            throw conversation.outOfStep(
                    "it took a message whose sender or recipients it had refused", Stage.VERDICT, verdict);
        }
        if (chunked && verdict.isPositiveCompletion()) {
            context.usage().acceptedChunk();
        }
        if (chunked && ContentSender.isUnknownCommand(context.usage(), verdict, atOnce) && envelope.accepted() > 0) {
            ContentSender.knowsNoChunks(context, state, verdict);
            return;
        }
        if (!conversation.hasStatusCodes() || options.dialect().replyPerRecipient()) {
            return;
        }
        Optional<EnhancedStatus> status = verdict.enhancedStatus();
        if (status.isEmpty()) {
            return;
        }
        if (EnvelopeCommands.isOfVerdict(status.get())) {
            if (envelope.hasAddressCodes()) {
                state.prove();
                conversation.proveStep();
            }
        } else if (verdict.isPositiveCompletion()) {
            state.markImplausible();
            throw conversation.outOfStep(
                    "it answered the content with " + verdict + ", which answers MAIL or RCPT", Stage.VERDICT, verdict);
        }
    }

    /** Judges by the verdict that was read, if the session ended meanwhile. */
    void judgeWhatCame() {
        try {
            if (!ends.isEmpty()) {
                judge(ends.get(0));
            }
        } catch (SmtpException e) {
            // The state knows what it means.
        }
    }

    /**
     * Sends a mail at once, with nothing before it and nothing after. An RSET proves its verdict unless an enhanced status code does.
     *
     * @param octets the content
     * @param size its size, for listeners
     * @param kept the form in which replies are kept
     */
    SendResult sendAtOnce(Payload octets, OptionalLong size, KeptReplies kept) throws SmtpException {
        boolean withReset = !conversation.hasStatusCodes();
        boolean sent = false;
        try {
            sendWhole(octets, size.orElse(0), withReset, kept);
            sent = true;
            awaitVerdicts();
            boolean refused = ends.isEmpty() || ends.get(0).isRefused();
            if (!withReset && (refused || !state.isProved())) {
                sendReset(kept);
            }
            awaitReset();
            if (rset == null) {
                conversation.checkNothingUnread(Stage.VERDICT);
            } else {
                conversation.checkUsable(Stage.VERDICT);
                state.prove();
                conversation.proveStep();
            }
        } catch (DisconnectedException e) {
            // The state knows what it means for this mail.
            sent = true;
        } finally {
            if (!sent) {
                conversation.abort("the transaction was not sent to its end");
            }
        }
        return lastResult();
    }

    /**
     * Sends everything, or lets it wait to leave with what follows.
     *
     * @param octets the content
     * @param size its size, for listeners
     * @param withReset whether RSET follows, which cleans up after a refusal and proves step
     * @param kept the form in which replies are kept
     */
    void sendWhole(Payload octets, long size, boolean withReset, KeptReplies kept) throws SmtpException {
        chunked = true;
        atOnce = true;
        envelope.send();
        if (!envelope.isSenderRefused()) {
            envelope.envelope().ifPresent(context.listeners()::committing);
            PendingCommand last =
                    PendingCommand.chunk(Command.bdat(octets.remaining(), true), octets.remaining(), kept);
            ends = List.of(last);
            state.sendsEnd(ends);
            conversation.send(last, List.of(), octets);
            context.listeners().contentProgress(size, OptionalLong.of(size));
            context.listeners().contentSent(size);
        }
        if (withReset) {
            sendReset(kept);
        }
    }

    private void sendReset(KeptReplies kept) throws SmtpException {
        PendingCommand sent = PendingCommand.reset(kept);
        rset = sent;
        conversation.send(sent);
    }

    /** Whether {@link #awaitVerdicts} would not wait. */
    boolean isAnswered() {
        return ends.isEmpty() || ends.get(0).reply() != null;
    }

    /** Waits for the reply to the RSET of {@link #sendWhole}, if it was sent. */
    void awaitReset() throws SmtpException {
        if (rset != null) {
            conversation.await(rset);
        }
    }

    /** RSET after a refusal. Its own failure is of no interest beside the refusal; the session is over then. */
    static void reset(Conversation conversation) {
        if (conversation.isOver()) {
            return;
        }
        try {
            PendingCommand rset = PendingCommand.reset(UnaryOperator.identity());
            conversation.send(rset);
            conversation.await(rset);
            if (!conversation.isOver()) {
                conversation.checkUsable(Stage.COMMAND);
            }
        } catch (SmtpException e) {
            System.getLogger(Transaction.class.getName())
                    .log(System.Logger.Level.DEBUG, "RSET after a refusal failed", e);
        }
    }
}
