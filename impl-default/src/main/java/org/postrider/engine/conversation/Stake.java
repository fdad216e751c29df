// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.util.List;
import java.util.function.Supplier;
import org.postrider.Delivery;
import org.postrider.RecipientOutcome;

/**
 * What would become of the message if the session ended now.
 *
 * @param delivery NOT_SENT, or IN_DOUBT from the commit point to the verdict, even if no recipient is known
 * @param known tells what is known of each recipient; asked when a failure is reported
 */
record Stake(Delivery delivery, Supplier<List<RecipientOutcome>> known) {

    static final Stake NONE = new Stake(Delivery.NOT_SENT, List::of);

    static Stake committed(Supplier<List<RecipientOutcome>> known) {
        return new Stake(Delivery.IN_DOUBT, known);
    }

    List<RecipientOutcome> outcomes() {
        return known.get();
    }
}
