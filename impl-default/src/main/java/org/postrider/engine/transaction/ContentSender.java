// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.List;
import java.util.OptionalLong;
import org.postrider.MessageException;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Listeners;
import org.postrider.engine.conversation.PendingCommand;

/**
 * Hands the content over. Whatever goes wrong before its end closes the connection without it, because a half message must never be completed.
 */
abstract class ContentSender {

    /** The subject of enhanced status codes about commands. */
    private static final int PROTOCOL_STATUS = 5;

    private final TransactionContext context;
    private final Conversation conversation;
    private final Listeners listeners;
    private final Blocks blocks;
    private final OptionalLong most;
    private final Content content;
    private final TransactionState state;
    private List<PendingCommand> ends = List.of();

    ContentSender(TransactionContext context, OptionalLong most, Content content, TransactionState state) {
        this.context = context;
        this.conversation = context.conversation();
        this.listeners = context.listeners();
        this.blocks = context.blocks();
        this.most = most;
        this.content = content;
        this.state = state;
    }

    /**
     * Sends content and end. The server may refuse it on the way: then the end is answered, or a chunk was, and the session is over.
     *
     * @param beforeCommit runs before the end; what it throws stops the transaction
     * @throws SmtpException if the message cannot be sent to its end; the session is over then
     */
    final void send(Runnable beforeCommit) throws SmtpException {
        boolean sent = false;
        try {
            state.sendsContent();
            transfer(beforeCommit);
            sent = true;
        } finally {
            if (!sent) {
                conversation.abort("the content was not sent to its end");
            }
        }
    }

    /** Sends content and end, with the action between them. */
    abstract void transfer(Runnable beforeCommit) throws SmtpException;

    /** What ends the content, once for each reply to it; none if it was not sent so far. */
    final List<PendingCommand> ends() {
        return ends;
    }

    /** The end is about to be sent. */
    final void sendsEnd(List<PendingCommand> commands) {
        ends = commands;
        state.sendsEnd(commands);
    }

    Conversation conversation() {
        return conversation;
    }

    TransactionState state() {
        return state;
    }

    Blocks blocks() {
        return blocks;
    }

    Content content() {
        return content;
    }

    /** Reports the octets so far, and stops a message whose size was not known before at the limit that the server announced. */
    void progress(long octets) throws MessageException {
        listeners.contentProgress(octets, content.facts().size());
        if (most.isPresent() && octets > most.getAsLong()) {
            throw new MessageException(
                    "the message has more than the " + most.getAsLong()
                            + " octets that the server takes (SIZE); the session was closed without the end of the content",
                    Stage.CONTENT,
                    null);
        }
    }

    void sent(long octets) {
        listeners.contentSent(octets);
    }

    /** The server refused BDAT as a command: no session of the same builder sends it again. */
    static void knowsNoChunks(TransactionContext context, TransactionState state, Reply refusal) {
        state.knowsNoChunks();
        context.conversation().unknownChunk(refusal);
        context.options().refused().accept("CHUNKING");
    }

    final TransactionContext context() {
        return context;
    }

    /**
     * Whether a refusal of BDAT is about the command and not about the message (RFC 5321 section 4.2.4). A server that has accepted a chunk knows
     * the command, and an enhanced status code that is not about the protocol (X.5.x, RFC 3463 section 3.6) is about the message.
     *
     * @param usage of the session
     * @param atOnce whether BDAT was sent before the replies to MAIL and RCPT were read: 503 can be about those then
     */
    static boolean isUnknownCommand(Usage usage, Reply refusal, boolean atOnce) {
        boolean otherSubject = refusal.enhancedStatus()
                .map(status -> status.subject() != PROTOCOL_STATUS)
                .orElse(false);
        if (usage.hasAcceptedChunk() || otherSubject) {
            return false;
        }
        return switch (refusal.code()) {
            case 500, 502, 504 -> true;
            case 503 -> !atOnce;
            default -> false;
        };
    }
}
