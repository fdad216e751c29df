// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of one mail of {@link Session#sendAll}. Immutable.
 *
 * @param mail the mail
 * @param result what {@link Session#send(Envelope, Message)} would have returned; empty if there is a failure
 * @param failure what it would have thrown; empty if there is a result
 */
public record MailOutcome(Mail mail, Optional<SendResult> result, Optional<SmtpException> failure) {

    /**
     * Checks the components.
     *
     * @param mail the mail
     * @param result the result, if there is one
     * @param failure the failure, if there is one
     * @throws IllegalArgumentException unless there is one of both
     */
    public MailOutcome {
        Objects.requireNonNull(mail, "mail");
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(failure, "failure");
        if (result.isPresent() == failure.isPresent()) {
            throw new IllegalArgumentException("a mail has a result or a failure, and not both");
        }
    }

    /**
     * A mail that at least one recipient gets.
     *
     * @param mail the mail
     * @param result who gets it
     * @return the outcome
     */
    public static MailOutcome of(Mail mail, SendResult result) {
        Objects.requireNonNull(mail, "mail");
        Objects.requireNonNull(result, "result");
        return new MailOutcome(mail, Optional.of(result), Optional.empty());
    }

    /**
     * A mail that no recipient gets for certain: it failed, or is in doubt.
     *
     * @param mail the mail
     * @param failure why
     * @return the outcome
     */
    public static MailOutcome of(Mail mail, SmtpException failure) {
        Objects.requireNonNull(mail, "mail");
        Objects.requireNonNull(failure, "failure");
        return new MailOutcome(mail, Optional.empty(), Optional.of(failure));
    }

    /** {@return what became of the mail, as {@link SendResult#delivery} and {@link SmtpException#delivery} say it} */
    public Delivery delivery() {
        return failure.map(SmtpException::delivery)
                .orElseGet(() -> result.orElseThrow().delivery());
    }

    /**
     * {@return whether you may send the same mail to all its recipients again, as {@link SmtpException#isRetryable} reports it} False for a mail
     * that some recipient gets; ask {@link RecipientOutcome#isRetryable} for each recipient then.
     */
    public boolean isRetryable() {
        return failure.map(SmtpException::isRetryable).orElse(false);
    }

    /** {@return what is known of each recipient; empty if that is no more than {@link #delivery} says} */
    public List<RecipientOutcome> recipients() {
        if (result.isPresent()) {
            return result.get().outcomes();
        }
        SmtpException why = failure.orElseThrow();
        return why instanceof RecipientsRefusedException refused
                ? refused.outcomes()
                : why instanceof DisconnectedException lost ? lost.outcomes() : List.of();
    }

    /**
     * {@return the result}
     *
     * @throws SmtpException the failure, if there is one
     */
    public SendResult orThrow() throws SmtpException {
        if (failure.isPresent()) {
            throw failure.get();
        }
        return result.orElseThrow();
    }
}
