// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Objects;
import java.util.Optional;

/**
 * What became of one recipient.
 *
 * @param recipient the recipient
 * @param delivery DELIVERED, REFUSED, NOT_SENT (never tried, or the transaction failed) or IN_DOUBT
 * @param reply the reply that decided it, or the last one about this recipient; empty if there was none
 */
public record RecipientOutcome(Recipient recipient, Delivery delivery, Optional<Reply> reply) {

    /**
     * Checks the components for null.
     *
     * @param recipient the recipient
     * @param delivery DELIVERED, REFUSED, NOT_SENT (never tried, or the transaction failed) or IN_DOUBT
     * @param reply the reply that decided it, or the last one about this recipient; empty if there was none
     */
    public RecipientOutcome {
        Objects.requireNonNull(recipient, "recipient");
        Objects.requireNonNull(delivery, "delivery");
        Objects.requireNonNull(reply, "reply");
    }

    /** {@return whether the server took responsibility for it} */
    public boolean isAccepted() {
        return delivery == Delivery.DELIVERED;
    }
}
