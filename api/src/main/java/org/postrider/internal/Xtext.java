// SPDX-License-Identifier: Apache-2.0
package org.postrider.internal;

import java.util.Locale;

/** How parameters carry what they could not as it is: xtext (RFC 3461 section 4) and its like for Unicode (RFC 6533 section 3). */
public final class Xtext {

    private Xtext() {}

    /**
     * Encodes printable ASCII.
     *
     * @param text characters 32 to 126
     * @param most octets of the result
     * @return xtext
     * @throws IllegalArgumentException if it is empty, too long or holds other characters
     */
    public static String encodedPrintable(String text, int most) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                throw new IllegalArgumentException(Escape.quoted(text)
                        + " has a character that is no printable ASCII, and xtext carries no other");
            }
            append(out, c);
        }
        return checked(text, out.toString(), most);
    }

    /**
     * Encodes text of any characters but controls.
     *
     * @param text the text
     * @param most octets of the result
     * @return utf-8-addr-xtext, all ASCII
     * @throws IllegalArgumentException if it is empty, too long or holds a control character or half a surrogate pair
     */
    public static String encodedUnicode(String text, int most) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                throw new IllegalArgumentException(Escape.quoted(text) + " has a character that no address can have");
            }
            if (c > '~' || c <= ' ' || "\\+=".indexOf(c) >= 0) {
                out.append("\\x{")
                        .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                        .append('}');
            } else {
                append(out, (char) c);
            }
        });
        return checked(text, out.toString(), most);
    }

    private static void append(StringBuilder out, char c) {
        if (c == '+' || c == '=' || c == ' ') {
            out.append(String.format("+%02X", (int) c));
        } else {
            out.append(c);
        }
    }

    private static String checked(String text, String encoded, int most) {
        if (encoded.isEmpty() || encoded.length() > most) {
            throw new IllegalArgumentException(Escape.quoted(text) + " is " + encoded.length()
                    + " octets long when encoded; 1 to " + most + " are allowed");
        }
        return encoded;
    }
}
