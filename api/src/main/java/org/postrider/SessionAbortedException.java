// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The call was ended from this side: by {@link Session#abort()} or {@link Session#close()} from another thread, or by an interrupt,
 * in which case the thread's flag is still set.
 */
public final class SessionAbortedException extends DisconnectedException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message names peer and stage
     * @param stage where it happened
     * @param delivery NOT_SENT, or IN_DOUBT once the end of the content has begun to leave
     * @param outcomes one for each recipient that is known if it has; empty if not
     * @param cause the cause, if there is one
     */
    public SessionAbortedException(
            String message,
            Stage stage,
            Delivery delivery,
            List<RecipientOutcome> outcomes,
            @Nullable Throwable cause) {
        super(message, stage, delivery, outcomes, true, null, cause);
    }
}
