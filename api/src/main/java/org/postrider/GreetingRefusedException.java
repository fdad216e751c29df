// SPDX-License-Identifier: Apache-2.0
package org.postrider;

/**
 * The server greeted with something else than 220. The connection was closed. If the host has several addresses, all of them failed: the message names
 * each with its reason, and their exceptions are the suppressed ones.
 */
public final class GreetingRefusedException extends RefusedException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message names the peer
     * @param reply the greeting
     */
    public GreetingRefusedException(String message, Reply reply) {
        super(message, Stage.GREETING, Delivery.NOT_SENT, reply);
    }
}
