// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.internal.Escape;

/**
 * The root of what can go wrong in a session. It reports what the server said, whether you may send the same again, and what became of the
 * message.
 */
public abstract class SmtpException extends IOException {

    private static final long serialVersionUID = 1L;

    private final Stage stage;
    private final Delivery delivery;
    private final boolean retryable;
    private final @Nullable Reply reply;

    /**
     * Makes the exception.
     *
     * @param message names value, peer and next step; no secret. Control characters in it are escaped
     * @param stage where it happened
     * @param delivery what became of the message; NOT_SENT where there was none
     * @param retryable whether sending the same again may help; never reported for a message in doubt
     * @param reply what the server said, if it spoke
     * @param cause the cause, if there is one
     */
    protected SmtpException(
            String message,
            Stage stage,
            Delivery delivery,
            boolean retryable,
            @Nullable Reply reply,
            @Nullable Throwable cause) {
        super(Escape.message(Objects.requireNonNull(message, "message")), cause);
        this.stage = Objects.requireNonNull(stage, "stage");
        this.delivery = Objects.requireNonNull(delivery, "delivery");
        this.retryable = retryable;
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

    /**
     * {@return whether you may send the same again without risk of delivering it twice, and whether that may help} False for a message in
     * doubt, whatever the cause. True after a 4yz reply and after trouble with the connection, if no recipient has the message.
     */
    public boolean isRetryable() {
        return retryable && delivery != Delivery.IN_DOUBT;
    }

    /** {@return the reply that the failure rests on, if the server spoke} */
    public Optional<Reply> reply() {
        return Optional.ofNullable(reply);
    }
}
