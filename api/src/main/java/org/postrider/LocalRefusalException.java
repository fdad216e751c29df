// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Objects;

/**
 * The server, by what its EHLO says, cannot take the message, so nothing was sent. You can go on using the session. {@link #isRetryable} is
 * true where only this session cannot take the message and another one can, as at a limit of messages for each session (RFC 9422).
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
        this(message, stage, extension, false);
    }

    /**
     * Makes the exception for a message that another session may take.
     *
     * @param message names the value and the next step
     * @param stage where it happened
     * @param extension the EHLO keyword that it is about
     * @param retryable whether sending the message in a new session may help
     */
    public LocalRefusalException(String message, Stage stage, String extension, boolean retryable) {
        super(message, stage, Delivery.NOT_SENT, retryable, null, null);
        this.extension = Objects.requireNonNull(extension, "extension");
    }

    /** {@return the EHLO keyword that it is about} */
    public String extension() {
        return extension;
    }
}
