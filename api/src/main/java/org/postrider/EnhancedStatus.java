// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import org.postrider.internal.Ascii;

/**
 * An enhanced mail system status code such as {@code 5.1.1} (RFC 3463, carried in replies by RFC 2034). Any subject and detail is
 * possible; one that is not known means what its class means.
 *
 * @param statusClass 2 success, 4 persistent transient failure, 5 permanent failure
 * @param subject the subject, 0 to 999
 * @param detail the detail, 0 to 999
 */
public record EnhancedStatus(int statusClass, int subject, int detail) implements Serializable {

    /**
     * Checks and copies the components.
     *
     * @param statusClass 2 success, 4 persistent transient failure, 5 permanent failure
     * @param subject the subject, 0 to 999
     * @param detail the detail, 0 to 999
     * @throws IllegalArgumentException if a part is out of its range
     */
    public EnhancedStatus {
        if (statusClass != 2 && statusClass != 4 && statusClass != 5) {
            throw new IllegalArgumentException("the class of an enhanced status code is 2, 4 or 5, not " + statusClass);
        }
        if (subject < 0 || subject > 999 || detail < 0 || detail > 999) {
            throw new IllegalArgumentException(
                    "subject and detail of an enhanced status code are 0 to 999: " + subject + ", " + detail);
        }
    }

    /**
     * Reads the code that opens a reply's text: class, subject and detail, then a space or the end (RFC 2034 section 4).
     *
     * @param text the text after the reply code
     * @return the code, or empty if the text does not open with one; never an exception
     */
    public static Optional<EnhancedStatus> parsePrefix(String text) {
        Objects.requireNonNull(text, "text");
        int[] parts = new int[3];
        int at = 0;
        for (int part = 0; part < 3; part++) {
            int start = at;
            while (at < text.length() && Ascii.isDigit(text.charAt(at)) && at - start < 3) {
                parts[part] = parts[part] * 10 + (text.charAt(at) - '0');
                at++;
            }
            if (at == start) {
                return Optional.empty();
            }
            if (part < 2) {
                if (at == text.length() || text.charAt(at) != '.') {
                    return Optional.empty();
                }
                at++;
            } else if (at < text.length() && text.charAt(at) != ' ') {
                return Optional.empty();
            }
        }
        boolean oneDigitClass = text.charAt(1) == '.';
        boolean knownClass = parts[0] == 2 || parts[0] == 4 || parts[0] == 5;
        return oneDigitClass && knownClass
                ? Optional.of(new EnhancedStatus(parts[0], parts[1], parts[2]))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return statusClass + "." + subject + "." + detail;
    }
}
