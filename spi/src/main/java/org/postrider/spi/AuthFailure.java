// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

/** A mechanism gives up on its exchange. */
public final class AuthFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean ofServer;

    /**
     * Makes the exception.
     *
     * @param message why; no secret, and nothing of a challenge that is not for people to read
     */
    public AuthFailure(String message) {
        this(message, false);
    }

    /**
     * The server failed to prove itself: the connection is closed, and not just the exchange cancelled.
     *
     * @param message why; no secret, and nothing of a challenge that is not for people to read
     * @return the exception
     */
    public static AuthFailure ofServer(String message) {
        return new AuthFailure(message, true);
    }

    private AuthFailure(String message, boolean ofServer) {
        super(message);
        this.ofServer = ofServer;
    }

    /** {@return whether the server failed to prove itself} */
    public boolean isOfServer() {
        return ofServer;
    }

    /**
     * Makes the exception.
     *
     * @param message why; no secret, and nothing of a challenge that is not for people to read
     * @param cause the cause
     */
    public AuthFailure(String message, Throwable cause) {
        super(message, cause);
        this.ofServer = false;
    }
}
