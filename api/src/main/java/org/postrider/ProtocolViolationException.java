// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The server sent what is not a reply, or no reply to what was asked: a malformed or oversized line, codes that differ within a reply, a reply
 * to no command. The two sides are out of step, so the session closed the connection and sent not even QUIT.
 */
public final class ProtocolViolationException extends DisconnectedException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable List<RecipientOutcome> doubtful;

    /**
     * Makes the exception.
     *
     * @param message names peer and stage, and shows what came, escaped
     * @param stage where it happened
     * @param delivery NOT_SENT, or IN_DOUBT if the end of the content may have been sent
     * @param outcomes one for each recipient, as far as they are known
     */
    public ProtocolViolationException(String message, Stage stage, Delivery delivery, List<RecipientOutcome> outcomes) {
        this(message, stage, delivery, outcomes, null, List.of());
    }

    /**
     * Makes the exception, with outcomes of earlier messages.
     *
     * @param message names peer and stage, and shows what came, escaped
     * @param stage where it happened
     * @param delivery NOT_SENT, or IN_DOUBT if the end of the content may have been sent
     * @param outcomes one for each recipient, as far as they are known
     * @param reply the reply that cannot be one to what was due, if it was a reply
     * @param doubtful what {@link #doubtful()} returns
     */
    public ProtocolViolationException(
            String message,
            Stage stage,
            Delivery delivery,
            List<RecipientOutcome> outcomes,
            @Nullable Reply reply,
            List<RecipientOutcome> doubtful) {
        super(message, stage, delivery, outcomes, false, reply, null);
        this.doubtful = List.copyOf(Objects.requireNonNull(doubtful, "doubtful"));
    }

    /**
     * {@return outcomes that this session reported for earlier messages and that this violation makes doubtful: the replies that decided them may
     * have belonged to other commands} Each carries the reply that was read. Only the last message can be here if DATA sent it, and the last 1,000
     * recipients at most; none after deserialization.
     */
    public List<RecipientOutcome> doubtful() {
        return doubtful == null ? List.of() : doubtful;
    }
}
