// SPDX-License-Identifier: Apache-2.0
package org.postrider.internal;

/** Character classes of ASCII; those of {@link Character} know other scripts, whose digits and letters no protocol means. */
public final class Ascii {

    private Ascii() {}

    /**
     * Whether a character is a letter or a digit.
     *
     * @param c a character or code point
     * @return whether it is one of A-Z, a-z and 0-9
     */
    public static boolean isLetterOrDigit(int c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /**
     * Whether a text is ASCII alone.
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
     * Writes A to Z in lower case, and leaves every other character as it is: {@link String#toLowerCase()} makes ASCII of some that are not.
     *
     * @param text any text
     * @return the text, itself if it has none of these
     */
    public static String lowerCase(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isUpper(text.charAt(i))) {
                StringBuilder lower = new StringBuilder(text);
                for (int at = i; at < text.length(); at++) {
                    char c = text.charAt(at);
                    lower.setCharAt(at, isUpper(c) ? (char) (c - 'A' + 'a') : c);
                }
                return lower.toString();
            }
        }
        return text;
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    /**
     * Whether a character is a digit.
     *
     * @param c a character or code point
     * @return whether it is one of 0-9
     */
    public static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
