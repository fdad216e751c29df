// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Objects;

/** The host could not be found, or none of its addresses reached. The cause is the platform's own exception; it is transient. */
public final class ConnectionFailedException extends SmtpException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message names host, port and addresses tried
     * @param cause the last failure
     */
    public ConnectionFailedException(String message, Throwable cause) {
        super(message, Stage.CONNECT, Delivery.NOT_SENT, true, null, Objects.requireNonNull(cause, "cause"));
    }
}
