// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The session is over: not connected, lost, timed out, out of step or aborted. Each kind is a subclass. */
public abstract class DisconnectedException extends SmtpException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable List<RecipientOutcome> outcomes;

    /**
     * Makes the exception.
     *
     * @param message names peer and stage
     * @param stage where it happened
     * @param delivery NOT_SENT, or IN_DOUBT once the end of the content has begun to leave
     * @param outcomes one for each recipient, as far as they are known
     * @param retryable whether a new session may succeed; never reported for a message in doubt
     * @param reply what the server said last, if that is what ended the session
     * @param cause the cause, if there is one
     */
    protected DisconnectedException(
            String message,
            Stage stage,
            Delivery delivery,
            List<RecipientOutcome> outcomes,
            boolean retryable,
            @Nullable Reply reply,
            @Nullable Throwable cause) {
        super(message, stage, delivery, retryable, reply, cause);
        this.outcomes = List.copyOf(Objects.requireNonNull(outcomes, "outcomes"));
    }

    /**
     * {@return what is known of each recipient, in the order of the envelope: REFUSED, NOT_SENT, or IN_DOUBT once the end of the content
     * may have left; also DELIVERED, if this is the {@link SendResult#failure} of a result} Empty if no message was being sent, and after
     * deserialization.
     */
    public List<RecipientOutcome> outcomes() {
        return outcomes == null ? List.of() : outcomes;
    }
}
