// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.DisconnectedException;
import org.postrider.Recipient;
import org.postrider.RecipientOutcome;
import org.postrider.RecipientsRefusedException;
import org.postrider.Reply;
import org.postrider.SendResult;
import org.postrider.SmtpException;
import org.postrider.Stage;

/**
 * What the server says to the end of the content: once for all accepted recipients, or once for each (RFC 2033 section 4.2). Until its
 * verdict has come a recipient is in doubt; a verdict that was read counts, whatever happens to the connection afterwards.
 */
final class Verdicts {

    private final String peer;
    private final Offer offer;
    private final boolean replyPerRecipient;
    /** Null before the first verdict of several. */
    private @Nullable List<RecipientOutcome> outcomes;

    /**
     * Before any verdict.
     *
     * @param peer the server, for messages
     * @param offer what was said to the recipients
     * @param replyPerRecipient whether there is one for each
     */
    Verdicts(String peer, Offer offer, boolean replyPerRecipient) {
        this.peer = peer;
        this.offer = offer;
        this.replyPerRecipient = replyPerRecipient;
    }

    /** Where verdicts come from, one after another. */
    @FunctionalInterface
    interface Source {
        /** The next one. */
        Reply next() throws SmtpException;
    }

    /** Judges. */
    SendResult read(Source source) throws SmtpException {
        return replyPerRecipient ? readEach(source) : readOne(source);
    }

    private SendResult readOne(Source source) throws SmtpException {
        Reply verdict = source.next();
        if (!verdict.isPositiveCompletion()) {
            throw new DataRefusedException(peer + " refused the message: " + verdict, Stage.VERDICT, verdict);
        }
        return new SendResult(offer.outcomesAfter(verdict), verdict);
    }

    private SendResult readEach(Source source) throws SmtpException {
        List<RecipientOutcome> outcomes = new ArrayList<>(offer.outcomesBeforeVerdict());
        this.outcomes = outcomes;
        Optional<Reply> last = Optional.empty();
        Optional<DisconnectedException> lost = Optional.empty();
        for (int i = 0; i < outcomes.size() && lost.isEmpty(); i++) {
            if (outcomes.get(i).delivery() == Delivery.IN_DOUBT) {
                try {
                    Reply verdict = source.next();
                    outcomes.set(i, decided(outcomes.get(i).recipient(), verdict));
                    last = Optional.of(verdict);
                } catch (DisconnectedException e) {
                    lost = Optional.of(e);
                }
            }
        }
        if (outcomes.stream().anyMatch(RecipientOutcome::isAccepted)) {
            return new SendResult(outcomes, last.orElseThrow());
        }
        if (lost.isPresent()) {
            throw lost.get();
        }
        Reply refusal = last.orElseThrow();
        throw new RecipientsRefusedException(
                peer + " refused the message for every recipient; the last refusal: " + refusal, outcomes, refusal);
    }

    private static RecipientOutcome decided(Recipient recipient, Reply verdict) {
        Delivery delivery = verdict.isPositiveCompletion() ? Delivery.DELIVERED : Delivery.REFUSED;
        return new RecipientOutcome(recipient, delivery, Optional.of(verdict));
    }

    /** What is known of each recipient so far. */
    List<RecipientOutcome> outcomes() {
        return outcomes == null ? offer.outcomesBeforeVerdict() : outcomes;
    }
}
