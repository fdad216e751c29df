// SPDX-License-Identifier: Apache-2.0
package org.postrider.internal;

/** Character classes of ASCII; those of {@link Character} know other scripts, whose digits and letters no protocol means. */
public final class Ascii {

    private Ascii() {}

    /**
     * Tells letters and digits.
     *
     * @param c a character or code point
     * @return whether it is one of A-Z, a-z and 0-9
     */
    public static boolean isLetterOrDigit(int c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /**
     * Tells text of ASCII alone.
     *
     * @param text any text
     * @return whether no character is above 127
     */
    public static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7F) {
                return false;
            }
        }
        return true;
    }

    /**
     * Tells digits.
     *
     * @param c a character or code point
     * @return whether it is one of 0-9
     */
    public static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
