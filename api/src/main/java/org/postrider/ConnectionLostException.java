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
     * @param outcomes one for each recipient if the end of the content had begun to leave; empty if not
     * @param cause the cause, if there is one
     */
    public ConnectionLostException(
            String message, Stage stage, List<RecipientOutcome> outcomes, @Nullable Throwable cause) {
        super(message, stage, outcomes, true, cause);
    }
}
