// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Objects;

/**
 * MAIL was refused.
 */
public final class SenderRefusedException extends RefusedException {

    private static final long serialVersionUID = 1L;

    private final String reversePath;

    /**
     * Makes the exception.
     *
     * @param message names peer and reverse-path
     * @param reversePath the address; empty for the null reverse-path
     * @param reply the refusal
     */
    public SenderRefusedException(String message, String reversePath, Reply reply) {
        super(message, Stage.MAIL, Delivery.REFUSED, reply);
        this.reversePath = Objects.requireNonNull(reversePath, "reversePath");
    }

    /** {@return the refused address; empty for the null reverse-path} */
    public String reversePath() {
        return reversePath;
    }
}
