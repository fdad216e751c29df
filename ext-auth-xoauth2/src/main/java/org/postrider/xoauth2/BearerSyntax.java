// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import java.nio.charset.StandardCharsets;

/** What the fields of an initial response may hold, so that none of them can end early and begin another. */
final class BearerSyntax {

    private static final String TOKEN_MARKS = "-._~+/";

    private BearerSyntax() {}

    /** Whether it is a {@code b64token} of RFC 6750 section 2.1. */
    static boolean isToken(char[] value) {
        int end = value.length;
        while (end > 0 && value[end - 1] == '=') {
            end--;
        }
        boolean wellFormed = end > 0;
        for (int i = 0; i < end && wellFormed; i++) {
            char c = value[i];
            wellFormed = (c >= 'A' && c <= 'Z')
                    || (c >= 'a' && c <= 'z')
                    || (c >= '0' && c <= '9')
                    || TOKEN_MARKS.indexOf(c) >= 0;
        }
        return wellFormed;
    }

    /** Whether it is text without separators: Ctrl-A ends a field, NUL is no SASL text, CR and LF end a line. */
    static boolean isField(String text) {
        boolean wellFormed =
                !text.isEmpty() && StandardCharsets.UTF_8.newEncoder().canEncode(text);
        for (int i = 0; i < text.length() && wellFormed; i++) {
            wellFormed = "\u0001\0\r\n".indexOf(text.charAt(i)) < 0;
        }
        return wellFormed;
    }
}
