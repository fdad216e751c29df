// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.List;
import java.util.Optional;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.DisconnectedException;
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
    private final List<RecipientOutcome> outcomes;
    private final boolean replyPerRecipient;

    /**
     * Before any verdict.
     *
     * @param peer the server, for messages
     * @param outcomes of all recipients: refused ones, and accepted ones in doubt; changed here
     * @param replyPerRecipient whether there is one for each
     */
    Verdicts(String peer, List<RecipientOutcome> outcomes, boolean replyPerRecipient) {
        this.peer = peer;
        this.outcomes = outcomes;
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
        for (int i = 0; i < outcomes.size(); i++) {
            decide(i, verdict);
        }
        return new SendResult(outcomes, verdict);
    }

    private SendResult readEach(Source source) throws SmtpException {
        Optional<Reply> last = Optional.empty();
        Optional<DisconnectedException> lost = Optional.empty();
        for (int i = 0; i < outcomes.size() && lost.isEmpty(); i++) {
            if (outcomes.get(i).delivery() == Delivery.IN_DOUBT) {
                try {
                    Reply verdict = source.next();
                    decide(i, verdict);
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

    private void decide(int index, Reply verdict) {
        RecipientOutcome outcome = outcomes.get(index);
        if (outcome.delivery() == Delivery.IN_DOUBT) {
            Delivery delivery = verdict.isPositiveCompletion() ? Delivery.DELIVERED : Delivery.REFUSED;
            outcomes.set(index, new RecipientOutcome(outcome.recipient(), delivery, Optional.of(verdict)));
        }
    }
}
