// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.postrider.DataRefusedException;
import org.postrider.RecipientOutcome;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Listeners;

/**
 * Hands the content over. Whatever goes wrong before its end closes the connection without it, because a half message must never be completed.
 */
abstract class ContentSender {

    private final Conversation conversation;
    private final Listeners listeners;
    private final Blocks blocks;
    private final Content content;
    private boolean inStep;

    ContentSender(TransactionContext context, Content content) {
        this.conversation = context.conversation();
        this.listeners = context.listeners();
        this.blocks = context.blocks();
        this.content = content;
    }

    /** What comes between the last octet that may be sent without consequence and the end. */
    @FunctionalInterface
    interface CommitPoint {
        /** From now on the message is in doubt. */
        void pass();
    }

    /**
     * Sends content and end.
     *
     * @param known tells what is known of each recipient, for the case that no verdict comes
     * @param beforeCommit runs before the end; what it throws stops the transaction
     * @return what the server said instead of taking the end, if the connection broke over it; usually empty
     */
    final Optional<Reply> send(Supplier<List<RecipientOutcome>> known, Runnable beforeCommit) throws SmtpException {
        try {
            Optional<Reply> said = transfer(() -> {
                beforeCommit.run();
                conversation.mailData().commit(known);
            });
            inStep = true;
            return said;
        } finally {
            if (!inStep) {
                conversation.abort("the content was not sent to its end");
            }
        }
    }

    /** Sends content and end, the commit point between them. */
    abstract Optional<Reply> transfer(CommitPoint commitPoint) throws SmtpException;

    Conversation conversation() {
        return conversation;
    }

    Blocks blocks() {
        return blocks;
    }

    Content content() {
        return content;
    }

    void progress(long octets) {
        listeners.contentProgress(octets, content.facts().size());
    }

    void sent(long octets) {
        listeners.contentSent(octets);
    }

    /** The server took nothing that it has not answered: the transaction is over and the session goes on. */
    SmtpException refusedInStep(Reply refusal) {
        Transaction.reset(conversation);
        inStep = true;
        return refused(refusal, conversation.isOver() ? "; the session was closed" : "");
    }

    /** The server refused and may still count octets that will not come. */
    SmtpException refusedOutOfStep(Reply refusal) {
        return refused(refusal, "; the session was closed without the end of the content");
    }

    private SmtpException refused(Reply refusal, String consequence) {
        return new DataRefusedException(
                conversation.peer() + " refused the content while it was being sent: " + refusal + consequence,
                Stage.CONTENT,
                refusal);
    }
}
