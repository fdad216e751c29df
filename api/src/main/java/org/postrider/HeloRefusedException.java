// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server refused EHLO, and HELO where that was tried.
 */
public final class HeloRefusedException extends RefusedException {

    private static final long serialVersionUID = 1L;

    private final @Nullable Reply ehloReply;

    /**
     * Makes the exception.
     *
     * @param message names the peer
     * @param ehloReply the reply to EHLO, if it was sent
     * @param reply the last refusal
     */
    public HeloRefusedException(String message, @Nullable Reply ehloReply, Reply reply) {
        super(message, Stage.EHLO, Delivery.NOT_SENT, reply);
        this.ehloReply = ehloReply;
    }

    /** {@return the reply to EHLO, if it was sent; {@link #refusal()} is the one to HELO where that was tried} */
    public Optional<Reply> ehloReply() {
        return Optional.ofNullable(ehloReply);
    }
}
