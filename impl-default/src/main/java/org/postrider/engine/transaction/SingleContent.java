// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.postrider.DataRefusedException;
import org.postrider.Message;
import org.postrider.RecipientOutcome;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Listeners;
import org.postrider.engine.wire.Command;

/** DATA on its own, for callers who send command by command: the verdict is handed over and not judged. */
public final class SingleContent {

    private SingleContent() {}

    /**
     * Sends DATA and content.
     *
     * @param recipients the accepted recipients, in doubt until the verdict
     * @return the reply to the end of the content
     */
    public static Reply send(
            Conversation conversation,
            Listeners listeners,
            TransactionOptions options,
            List<RecipientOutcome> recipients,
            Message message)
            throws SmtpException {
        if (options.dialect().replyPerRecipient()) {
            throw new IllegalArgumentException(options.dialect().name()
                    + " answers the content once for each recipient; use send(..), which knows how many there are");
        }
        Reply go = conversation.ask(Command.data(), Stage.DATA, Timeouts.Phase.DATA);
        if (!go.isPositiveIntermediate()) {
            throw new DataRefusedException(conversation.peer() + " refused DATA: " + go, Stage.DATA, go);
        }
        ContentSender sender =
                new ContentSender(conversation, listeners, options.bareLineEnds(), false, OptionalLong.empty());
        Optional<Reply> early = sender.send(message, recipients, () -> {});
        Reply verdict = early.isPresent() ? early.get() : conversation.verdict();
        conversation.decided();
        return verdict;
    }
}
