// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import java.io.IOException;

/** A token endpoint gave no token. Holds no secret, and of what the server said only escaped and bounded text. */
public final class TokenException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String error;
    private final String description;

    private TokenException(String message, String error, String description) {
        super(message);
        this.error = error;
        this.description = description;
    }

    /** The server did not say why, or did not speak. */
    static TokenException of(String message) {
        return new TokenException(message, "", "");
    }

    /** The server said why (RFC 6749 section 5.2). */
    static TokenException of(String message, String error, String description) {
        return new TokenException(
                message + ": " + error + (description.isEmpty() ? "" : " (" + description + ")"), error, description);
    }

    /** {@return the error code, such as {@code invalid_grant} (RFC 6749 section 5.2); empty if the server gave none} */
    public String error() {
        return error;
    }

    /** {@return what the server added for people; empty if it added nothing} */
    public String description() {
        return description;
    }
}
