// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.header;

/**
 * Japanese mail has raw ISO-2022-JP (RFC 1468) in display names: between two escape sequences each pair of octets is a character, so that
 * what looks like a comma or a bracket there is none. Those octets are masked by a control character, which no address may have.
 */
final class Iso2022 {

    private static final char ESCAPE = '\u001B';

    private Iso2022() {}

    /** The same text, with each octet of an escape sequence, and those between the two, in which it switches, replaced by ESC. */
    static String withoutEscapes(String text) {
        if (text.indexOf(ESCAPE) < 0) {
            return text;
        }
        StringBuilder masked = new StringBuilder(text.length());
        boolean pairs = false;
        for (int i = 0; i < text.length(); ) {
            boolean toPairs = text.startsWith("\u001B$B", i) || text.startsWith("\u001B$@", i);
            boolean back = text.startsWith("\u001B(B", i) || text.startsWith("\u001B(J", i);
            int octets = toPairs || back ? 3 : 1;
            pairs = toPairs || (pairs && !back);
            for (int j = 0; j < octets; j++) {
                masked.append(pairs || octets > 1 ? ESCAPE : text.charAt(i + j));
            }
            i += octets;
        }
        return masked.toString();
    }
}
