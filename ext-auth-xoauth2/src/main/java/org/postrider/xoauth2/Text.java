// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

/** Makes text from servers and callers safe to show. */
final class Text {

    private static final int LIMIT = 300;
    /** Shorter ones are in innocent words by chance. */
    private static final int SHORTEST_SECRET = 8;

    private static final String MORE = "...";
    private static final String HIDDEN = "***";

    private Text() {}

    /** Escapes what could forge a log line or steer a terminal; no more than 300 characters. */
    static String bounded(String text) {
        StringBuilder out = new StringBuilder();
        int cut = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            out.append(shown(c));
            i += Character.charCount(c);
            if (out.length() > LIMIT) {
                out.setLength(cut);
                return out.append(MORE).toString();
            }
            // Between two characters, so that no escape is cut in half.
            cut = out.length() <= LIMIT - MORE.length() ? out.length() : cut;
        }
        return out.toString();
    }

    static String quoted(String text) {
        return '"' + bounded(text) + '"';
    }

    /** Overwrites a secret of 8 characters or more that a server repeats. Compares in place, since a string of the secret could not be wiped. */
    static String hiding(char[] secret, String text) {
        if (secret.length < SHORTEST_SECRET) {
            return text;
        }
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i + secret.length <= out.length(); i++) {
            if (startsAt(out, i, secret)) {
                out.replace(i, i + secret.length, HIDDEN);
            }
        }
        return out.toString();
    }

    private static boolean startsAt(CharSequence text, int from, char[] secret) {
        for (int i = 0; i < secret.length; i++) {
            if (text.charAt(from + i) != secret[i]) {
                return false;
            }
        }
        return true;
    }

    private static String shown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> c < 0x100 ? String.format("\\x%02X", c) : String.format("\\u%04X", c);
            default -> Character.toString(c);
        };
    }
}
