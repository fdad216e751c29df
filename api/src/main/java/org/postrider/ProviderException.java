// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import org.jspecify.annotations.Nullable;

/**
 * A provider, or a callback that you registered, broke its contract: it threw an unchecked exception or an error, or returned null. The
 * message names who it was, where its class comes from and what it was asked to do. {@link #getCause()} is what it threw.
 *
 * <p>The session goes on if nothing was written since your call began or both sides are still in step, and is over otherwise:
 * {@link Session#isOpen()} reports which.
 */
public final class ProviderException extends SmtpException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message names who failed, where its class comes from, what it was asked to do and what it did
     * @param stage where it happened
     * @param delivery what became of the message; NOT_SENT where there was none
     * @param cause what was thrown, if anything was
     */
    public ProviderException(String message, Stage stage, Delivery delivery, @Nullable Throwable cause) {
        super(message, stage, delivery, false, null, cause);
    }
}
