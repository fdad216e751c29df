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

    /**
     * {@return whether you may send the same to this recipient again without risk of delivering it twice, and whether that may help} True if the
     * recipient was not tried, or was refused by a 4yz reply; false if it has the message, is in doubt, or was refused for good.
     */
    public boolean isRetryable() {
        return switch (delivery) {
            case DELIVERED, IN_DOUBT -> false;
            case REFUSED -> reply.map(Reply::isTransientNegative).orElse(false);
            case NOT_SENT -> reply.map(r -> !r.isPermanentNegative()).orElse(true);
        };
    }

    /** {@return whether the server took responsibility for it} */
    public boolean isAccepted() {
        return delivery == Delivery.DELIVERED;
    }
}
