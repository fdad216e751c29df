// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Objects;
import org.postrider.internal.Escape;

/**
 * No identity, for ANONYMOUS.
 *
 * @param trace a mail address, or 1 to 255 characters without {@code @} (RFC 4505 section 3)
 */
public record AnonymousCredentials(String trace) implements Credentials {

    private static final int MAX_TOKEN = 255;

    /**
     * Checks the trace.
     *
     * @param trace a mail address, or 1 to 255 characters without {@code @}
     * @throws IllegalArgumentException if it is neither
     */
    public AnonymousCredentials {
        Objects.requireNonNull(trace, "trace");
        if (trace.indexOf('@') >= 0) {
            trace = Mailbox.parse(trace).address();
        } else if (trace.isEmpty() || trace.codePointCount(0, trace.length()) > MAX_TOKEN) {
            throw new IllegalArgumentException(
                    Escape.quoted(trace) + " is no trace: a mail address, or 1 to " + MAX_TOKEN + " characters");
        }
    }

    /** {@return the trace, escaped} */
    @Override
    public String toString() {
        return "anonymous " + Escape.quoted(trace);
    }
}
