// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Objects;

/**
 * The server refused with a complete reply. Each stage has its subclass.
 */
public abstract class RefusedException extends SmtpException {

    private static final long serialVersionUID = 1L;

    private final Reply refusal;

    /**
     * Makes the exception.
     *
     * @param message names peer and stage
     * @param stage where it happened
     * @param delivery NOT_SENT where no message was offered, else REFUSED
     * @param reply the refusal
     */
    protected RefusedException(String message, Stage stage, Delivery delivery, Reply reply) {
        super(message, stage, delivery, Objects.requireNonNull(reply, "reply").isTransientNegative(), reply, null);
        this.refusal = reply;
    }

    /** {@return the reply that refused} */
    public Reply refusal() {
        return refusal;
    }
}
