// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A wait came to its deadline; the connection was closed. */
public final class SmtpTimeoutException extends DisconnectedException {

    private static final long serialVersionUID = 1L;

    private final Duration limit;

    /**
     * Makes the exception.
     *
     * @param message names peer, stage and limit
     * @param stage where it happened
     * @param delivery NOT_SENT, or IN_DOUBT once the end of the content has begun to leave
     * @param outcomes one for each recipient that is known if it has; empty if not
     * @param limit how long was waited
     * @param cause the cause, if there is one
     */
    public SmtpTimeoutException(
            String message,
            Stage stage,
            Delivery delivery,
            List<RecipientOutcome> outcomes,
            Duration limit,
            @Nullable Throwable cause) {
        super(message, stage, delivery, outcomes, true, null, cause);
        this.limit = Objects.requireNonNull(limit, "limit");
    }

    /** {@return the limit that passed} */
    public Duration limit() {
        return limit;
    }
}
