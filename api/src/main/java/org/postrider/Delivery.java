// SPDX-License-Identifier: Apache-2.0
package org.postrider;

/** What became of a message, as far as the client can know. */
public enum Delivery {
    /** The server took responsibility for at least one recipient, and no recipient is in doubt. */
    DELIVERED,
    /** The server refused it with a complete 4yz or 5yz reply. */
    REFUSED,
    /** The end of the content never left; the message was not delivered and may be sent again. */
    NOT_SENT,
    /**
     * The end of the content may have left and no verdict came: perhaps delivered, perhaps not. Sending again may deliver twice.
     */
    IN_DOUBT
}
