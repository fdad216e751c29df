// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

/** A mechanism gives up on its exchange. */
public class AuthFailure extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message why; no secret
     */
    public AuthFailure(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message why; no secret
     * @param cause the cause
     */
    public AuthFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
