// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Objects;

/**
 * The host could not be found, or none of its addresses reached. The message names each address with its reason. The cause is the platform's own
 * exception; for several addresses, the exception of each is one of its suppressed ones.
 */
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
