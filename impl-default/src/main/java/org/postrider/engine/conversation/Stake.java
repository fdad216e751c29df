// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.util.List;
import org.postrider.Delivery;
import org.postrider.RecipientOutcome;

/**
 * What would become of the message if the session ended now.
 *
 * @param delivery NOT_SENT, or IN_DOUBT from the commit point to the verdict, even if no recipient is known
 * @param outcomes what is known of each recipient; read again when a failure is reported
 */
record Stake(Delivery delivery, List<RecipientOutcome> outcomes) {

    static final Stake NONE = new Stake(Delivery.NOT_SENT, List.of());

    static Stake committed(List<RecipientOutcome> outcomes) {
        return new Stake(Delivery.IN_DOUBT, outcomes);
    }
}
