// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.List;
import java.util.Optional;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.Message;
import org.postrider.RecipientOutcome;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.wire.Command;
import org.postrider.engine.wire.ContentEncoder;

/** DATA on its own, for callers who send command by command: the verdict is handed over and not judged. */
public final class SingleContent {

    private SingleContent() {}

    /**
     * Sends DATA and content.
     *
     * @param envelope the sender and the accepted recipients, who are in doubt until the verdict; empty if there is none
     * @return the reply to the end of the content
     */
    public static Reply send(TransactionContext context, Optional<Envelope> envelope, Message message)
            throws SmtpException {
        TransactionOptions options = context.options();
        Conversation conversation = context.conversation();
        if (options.dialect().replyPerRecipient()) {
            throw new IllegalArgumentException(options.dialect().name()
                    + " answers the content once for each recipient; use send(..), which knows how many there are");
        }
        try (Content content = Content.opened(message)) {
            Reply go = conversation.ask(Command.data(), Stage.DATA, Timeouts.Phase.DATA);
            if (!go.isPositiveIntermediate()) {
                throw new DataRefusedException(conversation.peer() + " refused DATA: " + go, Stage.DATA, go);
            }
            ContentSender sender =
                    new LoneDataSender(context, content, ContentEncoder.forData(options.bareLineEnds(), false));
            Optional<Reply> early =
                    sender.send(() -> inDoubt(envelope), () -> envelope.ifPresent(context.listeners()::committing));
            Reply verdict =
                    early.isPresent() ? early.get() : conversation.mailData().verdict();
            conversation.mailData().decided();
            return verdict;
        }
    }

    private static List<RecipientOutcome> inDoubt(Optional<Envelope> envelope) {
        return envelope.map(Envelope::recipients).orElse(List.of()).stream()
                .map(recipient -> new RecipientOutcome(recipient, Delivery.IN_DOUBT, Optional.empty()))
                .toList();
    }
}
