// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * No recipient was accepted, or not all where the session wants all. No recipient gets the message. {@link #reply()} is the last
 * refusal, and the failure is retryable if any recipient was refused by a 4yz reply.
 */
public final class RecipientsRefusedException extends SmtpException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable List<RecipientOutcome> outcomes;

    /**
     * Makes the exception.
     *
     * @param message names the peer
     * @param outcomes one for each recipient of the envelope: REFUSED, or NOT_SENT where it was accepted or never tried
     * @param last the last refusal
     */
    public RecipientsRefusedException(String message, List<RecipientOutcome> outcomes, Reply last) {
        super(
                message,
                Stage.RCPT,
                Delivery.REFUSED,
                anyTransient(Objects.requireNonNull(outcomes, "outcomes")),
                Objects.requireNonNull(last, "last"),
                null);
        this.outcomes = List.copyOf(outcomes);
    }

    private static boolean anyTransient(List<RecipientOutcome> outcomes) {
        return outcomes.stream()
                .anyMatch(o -> o.reply().map(Reply::isTransientNegative).orElse(false));
    }

    /** {@return one outcome for each recipient, in the order of the envelope; none after deserialisation} */
    public List<RecipientOutcome> outcomes() {
        return outcomes == null ? List.of() : outcomes;
    }

    /** {@return the refused recipients, each with its reply} */
    public Map<Recipient, Reply> refused() {
        return SendResult.refused(outcomes());
    }

    /** {@return the recipients for which no RCPT was answered} */
    public List<Recipient> untried() {
        return outcomes().stream()
                .filter(o -> o.reply().isEmpty())
                .map(RecipientOutcome::recipient)
                .toList();
    }
}
