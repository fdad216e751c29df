// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.EnhancedStatus;
import org.postrider.Envelope;
import org.postrider.Recipient;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.PendingCommand;
import org.postrider.engine.extension.Limits;
import org.postrider.engine.wire.Command;

/** MAIL, RCPT for each recipient, and what the server says to them. */
final class EnvelopeCommands {

    /** RFC 3463 section 3.2. */
    private static final int ADDRESS_STATUS = 1;
    /** RFC 3463 section 3.8. */
    private static final int POLICY_STATUS = 7;

    private final Conversation conversation;
    private final Usage usage;
    private final Limits limits;
    private final boolean partialAcceptance;
    private final Optional<Envelope> envelope;
    private final List<Recipient> recipients;
    private final boolean sevenBit;
    private final Command mailCommand;
    private final Command[] rcptCommands;
    private final List<PendingCommand> rcpts;
    private final KeptReplies kept;
    private @Nullable PendingCommand mail;

    /**
     * Before its first command.
     *
     * @param kept the form in which replies to RCPT are kept
     */
    EnvelopeCommands(TransactionContext context, Plan plan, Limits limits, KeptReplies kept) {
        this.conversation = context.conversation();
        this.usage = context.usage();
        this.limits = limits;
        this.partialAcceptance = context.options().partialAcceptance();
        this.envelope = Optional.of(plan.envelope());
        this.recipients = plan.envelope().recipients();
        this.sevenBit = plan.sevenBit();
        this.mailCommand = plan.mail();
        this.rcptCommands = plan.rcpts();
        this.rcpts = new ArrayList<>(rcptCommands.length);
        this.kept = kept;
    }

    /** What a caller has sent command by command; {@link #send} is not for this one. */
    private EnvelopeCommands(TransactionContext context, Optional<Envelope> envelope) {
        this.conversation = context.conversation();
        this.usage = context.usage();
        this.limits = Limits.NONE;
        this.partialAcceptance = true;
        this.envelope = envelope;
        this.recipients = envelope.map(Envelope::recipients).orElse(List.of());
        this.sevenBit = false;
        this.mailCommand = Command.nothing();
        this.rcptCommands = new Command[0];
        this.rcpts = List.of();
        this.kept = new KeptReplies();
    }

    /**
     * An envelope that a caller has sent command by command.
     *
     * @param envelope the sender and the accepted recipients, as far as they are known
     */
    static EnvelopeCommands sentBefore(TransactionContext context, Optional<Envelope> envelope) {
        return new EnvelopeCommands(context, envelope);
    }

    /** The envelope, if it is known. */
    Optional<Envelope> envelope() {
        return envelope;
    }

    List<Recipient> recipients() {
        return recipients;
    }

    Limits limits() {
        return limits;
    }

    /** Whether an octet above 127 in the content ends the transaction. */
    boolean sevenBit() {
        return sevenBit;
    }

    /** Sends the commands, up to where a refusal is known to make the rest useless. */
    void send() throws SmtpException {
        usage.mail(limits);
        PendingCommand sent = PendingCommand.of(mailCommand, Stage.MAIL, Timeouts.Phase.MAIL, kept);
        mail = sent;
        conversation.send(sent);
        for (int i = 0; i < rcptCommands.length && !sent.isRefused() && !conversation.isOver(); i++) {
            usage.rcpt(limits, recipients.get(i));
            PendingCommand rcpt = PendingCommand.of(rcptCommands[i], Stage.RCPT, Timeouts.Phase.RCPT, kept);
            rcpts.add(rcpt);
            conversation.send(rcpt);
        }
    }

    /** Waits for the replies, up to the one that makes the rest of no interest. */
    void await() throws SmtpException {
        conversation.await(Objects.requireNonNull(mail));
        for (PendingCommand rcpt : rcpts) {
            if (isSenderRefused() || conversation.isOver()) {
                return;
            }
            conversation.await(rcpt);
        }
    }

    /** Whether MAIL was sent, or waits to be. */
    boolean isBegun() {
        return mail != null;
    }

    /** The reply to MAIL, if it is in. */
    @Nullable
    Reply mailReply() {
        return mail == null ? null : mail.reply();
    }

    /** The reply to the RCPT of a recipient, if it is in. */
    @Nullable
    Reply rcptReply(int recipient) {
        return recipient < rcpts.size() ? rcpts.get(recipient).reply() : null;
    }

    /** Whether MAIL was refused, as far as the reply is in. */
    boolean isSenderRefused() {
        Reply reply = mailReply();
        return reply != null && reply.isNegative();
    }

    /** Whether the replies to RCPT forbid to go on, if all are in. */
    boolean isUnwanted() {
        for (PendingCommand rcpt : rcpts) {
            if (rcpt.isRefused() != partialAcceptance) {
                return !partialAcceptance;
            }
        }
        return partialAcceptance;
    }

    /** Whether the replies that are in forbid to go on, whatever the others are. */
    boolean isUnwantedForSure() {
        return isUnwanted() && (!partialAcceptance || (rcpts.size() == rcptCommands.length && isAnswered()));
    }

    /** Whether no reply is missing. */
    boolean isAnswered() {
        for (PendingCommand rcpt : rcpts) {
            if (rcpt.reply() == null) {
                return false;
            }
        }
        return true;
    }

    /** How many recipients were accepted, as far as the replies are in. */
    int accepted() {
        int accepted = 0;
        for (PendingCommand rcpt : rcpts) {
            accepted += rcpt.isAccepted() ? 1 : 0;
        }
        return accepted;
    }

    /** Whether the server gives recipients the enhanced status codes of addresses, so that a verdict with another code can be told from a reply to RCPT. */
    boolean hasAddressCodes() {
        for (int i = rcpts.size() - 1; i >= 0; i--) {
            Reply reply = rcpts.get(i).reply();
            if (reply != null && reply.isPositiveCompletion()) {
                Optional<EnhancedStatus> status = reply.enhancedStatus();
                return status.isPresent() && isOfAddress(status.get());
            }
        }
        return false;
    }

    /** Whether a status code is about addresses, which belongs to MAIL or RCPT. */
    static boolean isOfAddress(EnhancedStatus status) {
        return status.subject() == ADDRESS_STATUS;
    }

    /** Whether a status code is one that MAIL and RCPT do not have: neither of addresses nor, for a refusal, of policies. */
    static boolean isOfVerdict(EnhancedStatus status) {
        return !isOfAddress(status) && (status.statusClass() == 2 || status.subject() != POLICY_STATUS);
    }

    /** The last refusal of a recipient. */
    @Nullable
    Reply lastRefusal() {
        Reply last = null;
        for (PendingCommand rcpt : rcpts) {
            if (rcpt.isRefused()) {
                last = rcpt.reply();
            }
        }
        return last;
    }
}
