// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The outcome of a message that was accepted for at least one recipient. Immutable.
 *
 * @param outcomes one for each recipient, in the order of the envelope, an address given twice counted twice
 * @param reply the server's reply to the end of the content, of the last transaction that it accepted; its text often names the queue id
 */
public record SendResult(List<RecipientOutcome> outcomes, Reply reply) {

    /**
     * Checks and copies the components.
     *
     * @param outcomes one for each recipient, in the order of the envelope, an address given twice counted twice
     * @param reply the server's reply to the end of the content, of the last transaction that it accepted; its text often names the queue id
     */
    public SendResult {
        Objects.requireNonNull(outcomes, "outcomes");
        Objects.requireNonNull(reply, "reply");
        outcomes = List.copyOf(outcomes);
    }

    /** {@return the recipients that the server accepted, in order} */
    public List<Recipient> accepted() {
        return with(Delivery.DELIVERED);
    }

    /**
     * {@return the refused recipients, each with the reply that refused it, in order; empty if nobody was refused} Equal recipients appear
     * once; {@link #outcomes()} has them all.
     */
    public Map<Recipient, Reply> refused() {
        return refused(outcomes);
    }

    /** {@return the recipients of which nobody knows whether they will get the message} */
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

    /** {@return IN_DOUBT if anybody is, else DELIVERED} */
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
