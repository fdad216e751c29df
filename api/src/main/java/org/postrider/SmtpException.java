// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The root of what can go wrong in a session. It answers what the server said, whether to try again later, and whether the message was
 * perhaps delivered all the same.
 */
public abstract class SmtpException extends IOException {

    private static final long serialVersionUID = 1L;

    private final Stage stage;
    private final Delivery delivery;
    private final boolean transientFailure;
    private final @Nullable Reply reply;

    /**
     * Makes the exception.
     *
     * @param message names value, peer and next step; no secret
     * @param stage where it happened
     * @param delivery what became of the message; NOT_SENT where there was none
     * @param transientFailure whether the same may work later
     * @param reply what the server said, if it spoke
     * @param cause the cause, if there is one
     */
    protected SmtpException(
            String message,
            Stage stage,
            Delivery delivery,
            boolean transientFailure,
            @Nullable Reply reply,
            @Nullable Throwable cause) {
        super(message, cause);
        this.stage = stage;
        this.delivery = delivery;
        this.transientFailure = transientFailure;
        this.reply = reply;
    }

    /** {@return where in the dialogue it happened} */
    public Stage stage() {
        return stage;
    }

    /** {@return NOT_SENT, REFUSED or IN_DOUBT} */
    public Delivery delivery() {
        return delivery;
    }

    /** {@return whether the same may work later: 4yz, or trouble with the connection} */
    public boolean isTransient() {
        return transientFailure;
    }

    /** {@return the reply that the failure rests on, if the server spoke} */
    public Optional<Reply> reply() {
        return Optional.ofNullable(reply);
    }
}
