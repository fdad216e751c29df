// SPDX-License-Identifier: Apache-2.0
package org.postrider;

/** STARTTLS was refused (RFC 3207 section 4). The session goes on as it was, in plain text. */
public final class StartTlsRefusedException extends RefusedException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message names the peer
     * @param reply the refusal
     */
    public StartTlsRefusedException(String message, Reply reply) {
        super(message, Stage.TLS, Delivery.NOT_SENT, reply);
    }
}
