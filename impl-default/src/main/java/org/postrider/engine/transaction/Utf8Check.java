// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

/** Whether octets are UTF-8 (RFC 3629 section 4), whatever the pieces they come in: no overlong form, no surrogate, nothing past U+10FFFF. */
final class Utf8Check {

    private static final int MIN = 0x80;
    private static final int MAX = 0xBF;

    private boolean valid = true;
    /** How many octets of the character are missing. */
    private int missing;
    /** The smallest and largest octet that may come next in a character. */
    private int min = MIN;

    private int max = MAX;

    /** Whether a character is begun and not complete. */
    boolean isInCharacter() {
        return missing > 0;
    }

    /** Whether all octets so far are UTF-8, with no character left incomplete. */
    boolean isValid() {
        return valid && missing == 0;
    }

    /** No character goes on past the end of a line. */
    void lineEnd() {
        valid &= missing == 0;
        missing = 0;
    }

    /** Takes an octet. */
    void next(byte octet) {
        int value = octet & 0xFF;
        if (missing > 0) {
            valid &= value >= min && value <= max;
            missing = valid ? missing - 1 : 0;
            min = MIN;
            max = MAX;
        } else if (value >= MIN) {
            begin(value);
        }
    }

    private void begin(int first) {
        if (first >= 0xC2 && first <= 0xDF) {
            missing = 1;
        } else if (first >= 0xE0 && first <= 0xEF) {
            missing = 2;
            min = first == 0xE0 ? 0xA0 : MIN;
            max = first == 0xED ? 0x9F : MAX;
        } else if (first >= 0xF0 && first <= 0xF4) {
            missing = 3;
            min = first == 0xF0 ? 0x90 : MIN;
            max = first == 0xF4 ? 0x8F : MAX;
        } else {
            valid = false;
        }
    }
}
