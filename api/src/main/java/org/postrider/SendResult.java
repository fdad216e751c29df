// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The outcome of a message that was accepted for at least one recipient. Immutable.
 *
 * @param outcomes one for each recipient, in the order of the envelope, an address given twice counted twice
 * @param reply the reply that accepted the message; its text often names the queue id. Where each recipient has a reply of its own (LMTP), or
 *     the message went in several transactions, the last one that accepted it
 * @param failure what kept the message from some of the recipients, if it was more than their own refusals: they are in doubt or not sent then
 */
public record SendResult(List<RecipientOutcome> outcomes, Reply reply, Optional<SmtpException> failure) {

    /**
     * A result without a failure.
     *
     * @param outcomes one for each recipient, in the order of the envelope, an address given twice counted twice
     * @param reply the reply that accepted the message
     */
    public SendResult(List<RecipientOutcome> outcomes, Reply reply) {
        this(outcomes, reply, Optional.empty());
    }

    /**
     * Checks and copies the components.
     *
     * @param outcomes one for each recipient, in the order of the envelope, an address given twice counted twice
     * @param reply the reply that accepted the message
     * @param failure what kept the message from some of the recipients, if it was more than their own refusals
     */
    public SendResult {
        Objects.requireNonNull(outcomes, "outcomes");
        Objects.requireNonNull(reply, "reply");
        Objects.requireNonNull(failure, "failure");
        outcomes = List.copyOf(outcomes);
    }

    /** {@return the recipients that the server accepted, in order} */
    public List<Recipient> accepted() {
        return with(Delivery.DELIVERED);
    }

    /**
     * {@return the refused recipients, each with the reply that refused it, in order; empty if none was refused} Equal recipients appear
     * once; {@link #outcomes()} has them all.
     */
    public Map<Recipient, Reply> refused() {
        return refused(outcomes);
    }

    /** {@return the recipients of which it is not known whether they get the message} */
    public List<Recipient> inDoubt() {
        return with(Delivery.IN_DOUBT);
    }

    /**
     * {@return the recipients that the message was not offered to; only a mail that was sent in several transactions has some, when one of them
     * failed}
     */
    public List<Recipient> notSent() {
        return with(Delivery.NOT_SENT);
    }

    /** {@return IN_DOUBT if any recipient is, else DELIVERED} */
    public Delivery delivery() {
        for (RecipientOutcome outcome : outcomes) {
            if (outcome.delivery() == Delivery.IN_DOUBT) {
                return Delivery.IN_DOUBT;
            }
        }
        return Delivery.DELIVERED;
    }

    private List<Recipient> with(Delivery delivery) {
        return outcomes.stream()
                .filter(o -> o.delivery() == delivery)
                .map(RecipientOutcome::recipient)
                .toList();
    }

    static Map<Recipient, Reply> refused(List<RecipientOutcome> outcomes) {
        Map<Recipient, Reply> refused = new LinkedHashMap<>();
        for (RecipientOutcome outcome : outcomes) {
            if (outcome.delivery() == Delivery.REFUSED) {
                outcome.reply().ifPresent(reply -> refused.put(outcome.recipient(), reply));
            }
        }
        return refused;
    }
}
