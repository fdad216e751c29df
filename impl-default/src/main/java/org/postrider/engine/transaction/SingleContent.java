// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.List;
import java.util.Optional;
import org.postrider.DataRefusedException;
import org.postrider.DisconnectedException;
import org.postrider.Envelope;
import org.postrider.Message;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.PendingCommand;
import org.postrider.engine.extension.Limits;
import org.postrider.engine.wire.Command;
import org.postrider.engine.wire.ContentEncoder;

/** DATA on its own, for callers who send command by command: the verdict is handed over and not judged. */
public final class SingleContent {

    private static final int CLOSING = 421;

    private SingleContent() {}

    /**
     * Sends DATA and content.
     *
     * @param envelope the sender and the accepted recipients, who are in doubt until the verdict; empty if there is none
     * @param limits what the server takes
     * @return the reply to the end of the content
     */
    public static Reply send(TransactionContext context, Optional<Envelope> envelope, Limits limits, Message message)
            throws SmtpException {
        TransactionOptions options = context.options();
        Conversation conversation = context.conversation();
        if (options.dialect().replyPerRecipient()) {
            throw new IllegalArgumentException(options.dialect().name()
                    + " answers the content once for each recipient; use send(..), which knows how many there are");
        }
        try (Content content = Content.opened(message)) {
            Reply go = conversation.ask(Command.data(), Stage.DATA, Timeouts.Phase.DATA);
            if (go.code() == CLOSING) {
                throw conversation.ended(Stage.DATA);
            }
            if (!go.isPositiveIntermediate()) {
                throw new DataRefusedException(conversation.peer() + " refused DATA: " + go, Stage.DATA, go);
            }
            conversation.proveStep();
            TransactionState state =
                    new TransactionState(conversation, EnvelopeCommands.sentBefore(context, envelope), false);
            List<PendingCommand> end = conversation.beginContent(1);
            ContentSender sender = new DataSender(
                    context,
                    limits.octets(),
                    content,
                    ContentEncoder.forData(options.bareLineEnds(), false),
                    end,
                    state);
            return send(
                    conversation, sender, end.get(0), state, () -> envelope.ifPresent(context.listeners()::committing));
        }
    }

    private static Reply send(
            Conversation conversation,
            ContentSender sender,
            PendingCommand end,
            TransactionState state,
            Runnable beforeCommit)
            throws SmtpException {
        try {
            sender.send(beforeCommit);
            Reply verdict = conversation.await(end);
            conversation.checkNothingUnread(Stage.VERDICT);
            return verdict;
        } catch (DisconnectedException e) {
            if (end.reply() != null && !conversation.end(Stage.VERDICT).isViolation()) {
                return end.reply();
            }
            state.result(state.outcomes());
            throw e;
        }
    }
}
