// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import org.jspecify.annotations.Nullable;

/**
 * The message itself cannot be sent: it is empty, cannot be read, holds what may not be sent, or its header gives no envelope. If
 * its content was flowing already, the session was closed without the end mark.
 */
public final class MessageException extends SmtpException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message says what is wrong and the next step
     * @param stage MAIL before anything was sent, CONTENT later
     * @param cause the failure of the source, if there is one
     */
    public MessageException(String message, Stage stage, @Nullable Throwable cause) {
        super(message, stage, Delivery.NOT_SENT, false, null, cause);
    }
}
