// SPDX-License-Identifier: Apache-2.0
package org.postrider;

/**
 * DATA was refused ({@link Stage#DATA}), or the content ({@link Stage#CONTENT} while it flowed, {@link Stage#VERDICT} after its
 * end). No recipient gets the message.
 */
public final class DataRefusedException extends RefusedException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message names the peer
     * @param stage DATA, CONTENT or VERDICT
     * @param reply the refusal
     */
    public DataRefusedException(String message, Stage stage, Reply reply) {
        super(message, stage, Delivery.REFUSED, reply);
    }
}
