// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.postrider.Delivery;
import org.postrider.RecipientOutcome;

/**
 * What would become of the message if the session ended now. Both are asked when a failure is reported.
 *
 * @param committed tells whether the commit point is passed
 * @param known tells what is known of each recipient then
 */
record Stake(BooleanSupplier committed, Supplier<List<RecipientOutcome>> known) {

    static final Stake NONE = new Stake(() -> false, List::of);

    /** NOT_SENT, or IN_DOUBT from the commit point to the verdict, even if no recipient is known. */
    Delivery delivery() {
        return committed.getAsBoolean() ? Delivery.IN_DOUBT : Delivery.NOT_SENT;
    }

    List<RecipientOutcome> outcomes() {
        return committed.getAsBoolean() ? known.get() : List.of();
    }
}
