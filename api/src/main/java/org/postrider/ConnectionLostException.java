// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The peer closed or reset the connection, or it broke. */
public final class ConnectionLostException extends DisconnectedException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message names peer and stage
     * @param stage where it happened
     * @param delivery NOT_SENT, or IN_DOUBT once the end of the content has begun to leave
     * @param outcomes one for each recipient that is known if it has; empty if not
     * @param reply the farewell of the server, such as a 421, if it gave one
     * @param cause the cause, if there is one
     */
    public ConnectionLostException(
            String message,
            Stage stage,
            Delivery delivery,
            List<RecipientOutcome> outcomes,
            @Nullable Reply reply,
            @Nullable Throwable cause) {
        super(message, stage, delivery, outcomes, true, reply, cause);
    }
}
