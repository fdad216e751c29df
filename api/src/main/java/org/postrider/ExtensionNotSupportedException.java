// SPDX-License-Identifier: Apache-2.0
package org.postrider;

/**
 * The server does not offer an extension that the message or the caller needs.
 */
public final class ExtensionNotSupportedException extends LocalRefusalException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message names what needs it and the next step
     * @param extension its EHLO keyword
     */
    public ExtensionNotSupportedException(String message, String extension) {
        super(message, extension);
    }

    /**
     * Makes the exception for another stage than MAIL.
     *
     * @param message names what needs it and the next step
     * @param stage where it happened
     * @param extension its EHLO keyword
     */
    public ExtensionNotSupportedException(String message, Stage stage, String extension) {
        super(message, stage, extension);
    }
}
