// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Octets as text in reports, and text with escapes as octets in scripts. */
final class Octets {

    private static final int SHOWN = 400;

    private Octets() {}

    /** Escapes all but printable ASCII, and cuts. */
    static String show(byte[] octets) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < octets.length && i < SHOWN; i++) {
            out.append(show(octets[i]));
        }
        return octets.length > SHOWN ? out + "... (" + octets.length + " octets)" : out.toString();
    }

    static String show(byte octet) {
        return switch (octet) {
            case '\r' -> "\\r";
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            case '\\' -> "\\\\";
            default ->
                octet >= 0x20 && octet < 0x7F ? String.valueOf((char) octet) : String.format("\\x%02X", octet & 0xFF);
        };
    }

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Understands {@code \r \n \t \0 \\ \xHH \}{@code uXXXX}. */
    static byte[] unescape(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c != '\\') {
                int point = text.codePointAt(i);
                out.writeBytes(of(Character.toString(point)));
                i += Character.charCount(point);
                continue;
            }
            char kind = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            switch (kind) {
                case 'r' -> out.write('\r');
                case 'n' -> out.write('\n');
                case 't' -> out.write('\t');
                case '0' -> out.write(0);
                case '\\' -> out.write('\\');
                case 'x' -> {
                    out.write(Integer.parseInt(text.substring(i + 2, i + 4), 16));
                    i += 2;
                }
                case 'u' -> {
                    out.writeBytes(of(String.valueOf((char) Integer.parseInt(text.substring(i + 2, i + 6), 16))));
                    i += 4;
                }
                default -> throw new IllegalArgumentException("unknown escape \\" + kind);
            }
            i += 2;
        }
        return out.toByteArray();
    }
}
