// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Objects;

/**
 * The server, by what its EHLO says, cannot take the message, so nothing was sent. The session can still be used.
 */
public class LocalRefusalException extends SmtpException {

    private static final long serialVersionUID = 1L;

    private final String extension;

    /**
     * Makes the exception.
     *
     * @param message names the value and the next step
     * @param extension the EHLO keyword that it is about
     */
    public LocalRefusalException(String message, String extension) {
        super(message, Stage.MAIL, Delivery.NOT_SENT, false, null, null);
        this.extension = Objects.requireNonNull(extension, "extension");
    }

    /**
     * Makes the exception for another stage than MAIL.
     *
     * @param message names the value and the next step
     * @param stage where it happened
     * @param extension the EHLO keyword that it is about
     */
    public LocalRefusalException(String message, Stage stage, String extension) {
        super(message, stage, Delivery.NOT_SENT, false, null, null);
        this.extension = Objects.requireNonNull(extension, "extension");
    }

    /** {@return the EHLO keyword that it is about} */
    public String extension() {
        return extension;
    }
}
