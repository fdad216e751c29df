// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.Delivery;
import org.postrider.DisconnectedException;
import org.postrider.EnhancedStatus;
import org.postrider.RecipientOutcome;
import org.postrider.RecipientsRefusedException;
import org.postrider.Reply;
import org.postrider.SendResult;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.engine.conversation.Conversation;

/** One result of a mail that is sent in several transactions, one after another. Every recipient is in it, tried or not. */
final class SplitResult {

    private static final int INSUFFICIENT_STORAGE = 452;

    /** "Too many recipients" (RFC 3463 section 3.6). */
    private static final EnhancedStatus TOO_MANY = new EnhancedStatus(4, 5, 3);

    private final Conversation conversation;
    private final List<RecipientOutcome> outcomes = new ArrayList<>();
    /** The transactions that a server has accepted and no later reply has proved, each with the places of its recipients. */
    private @Nullable Reply acceptance;

    private @Nullable SmtpException failure;

    SplitResult(Conversation conversation) {
        this.conversation = conversation;
    }

    /** Sends one more part, unless an earlier one has ended the mail. */
    void add(Transaction transaction, Content content) {
        outcomes.addAll(outcomesOf(transaction, content));
    }

    /**
     * Sends to some recipients again.
     *
     * @param indexes their places among all recipients, in order
     */
    void replace(List<Integer> indexes, Transaction transaction, Content content) {
        List<RecipientOutcome> changed = outcomesOf(transaction, content);
        for (int i = 0; i < indexes.size(); i++) {
            outcomes.set(indexes.get(i), changed.get(i));
        }
    }

    private List<RecipientOutcome> outcomesOf(Transaction transaction, Content content) {
        if (!mayGoOn()) {
            if (failure == null || failure instanceof RecipientsRefusedException) {
                failure = conversation.end(Stage.MAIL).exception(Delivery.NOT_SENT, List.of());
            }
            return transaction.state().outcomes();
        }
        try {
            SendResult result = transaction.send(content);
            acceptance = result.reply();
            failure = result.failure().orElse(failure);
            return result.outcomes();
        } catch (SmtpException e) {
            failure = e;
            return transaction.state().outcomes();
        }
    }

    /** Ends the mail because it could not be planned for recipients who are to be tried again; their refusals stand. */
    void endBy(SmtpException reason) {
        failure = reason;
    }

    /** Whether nothing has gone wrong but for recipients. */
    boolean mayGoOn() {
        return !conversation.isOver() && (failure == null || failure instanceof RecipientsRefusedException);
    }

    /** The places of the recipients that the server refused as too many for one transaction. */
    List<Integer> refusedAsTooMany() {
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            Reply reply = outcomes.get(i).reply().orElse(null);
            if (reply != null
                    && reply.code() == INSUFFICIENT_STORAGE
                    && reply.enhancedStatus().equals(Optional.of(TOO_MANY))) {
                indexes.add(i);
            }
        }
        return acceptance == null ? List.of() : indexes;
    }

    /** The result if any recipient gets the message, and else the failure with all outcomes. */
    SendResult get() throws SmtpException {
        if (acceptance != null) {
            boolean endedEarly = !(failure instanceof RecipientsRefusedException);
            return new SendResult(outcomes, acceptance, Optional.ofNullable(endedEarly ? failure : null));
        }
        SmtpException known = Objects.requireNonNull(failure);
        if (known instanceof RecipientsRefusedException) {
            throw new RecipientsRefusedException(
                    String.valueOf(known.getMessage()), outcomes, known.reply().orElseThrow());
        }
        if (known instanceof DisconnectedException && conversation.isOver()) {
            Delivery delivery = known.delivery();
            throw conversation.end(Stage.VERDICT).exception(delivery, outcomes);
        }
        throw known;
    }
}
