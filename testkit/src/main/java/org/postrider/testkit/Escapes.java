// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * Reads the escapes of {@code S!} and {@code C!}. Characters are gathered and encoded together, so that two
 * {@code \}{@code uXXXX} escapes can form one surrogate pair; an octet escape stands between them as it is.
 */
final class Escapes {

    private final String text;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final StringBuilder characters = new StringBuilder();
    private int position;

    private Escapes(String text) {
        this.text = text;
    }

    /**
     * Gives the octets that an escaped text stands for.
     *
     * @throws IllegalArgumentException for an escape that does not exist or is cut short
     */
    static byte[] read(String text) {
        return new Escapes(text).read();
    }

    private byte[] read() {
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '\\') {
                escape();
            } else {
                characters.append(c);
            }
        }
        encode();
        return octets.toByteArray();
    }

    private void escape() {
        if (position == text.length()) {
            throw new IllegalArgumentException("a backslash at the end; write \\\\ for a backslash");
        }
        char kind = text.charAt(position++);
        switch (kind) {
            case 'r' -> characters.append('\r');
            case 'n' -> characters.append('\n');
            case 't' -> characters.append('\t');
            case '0' -> characters.append('\0');
            case '\\' -> characters.append('\\');
            case 'u' -> characters.append((char) hex(4));
            case 'x' -> {
                int octet = hex(2);
                encode();
                octets.write(octet);
            }
            default -> throw new IllegalArgumentException("unknown escape \\" + kind);
        }
    }

    private int hex(int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = position < text.length() ? Character.digit(text.charAt(position++), 16) : -1;
            if (digit < 0) {
                throw new IllegalArgumentException("an escape needs " + digits + " hexadecimal digits");
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private void encode() {
        octets.writeBytes(characters.toString().getBytes(UTF_8));
        characters.setLength(0);
    }
}
