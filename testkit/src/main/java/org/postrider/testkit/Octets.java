// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.nio.ByteBuffer;

/** How octets are shown to a reader: printable ASCII as it is, all else escaped, and never more than fits a line. */
final class Octets {

    /** No more octets than this of one line are shown. */
    static final int SHOWN = 120;

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private Octets() {}

    static String escape(byte[] octets, int from, int to) {
        StringBuilder text = new StringBuilder(to - from + 8);
        for (int i = from; i < to; i++) {
            switch (octets[i]) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                case 0 -> text.append("\\0");
                case '\\' -> text.append("\\\\");
                default -> {
                    int octet = octets[i] & 0xFF;
                    if (octet >= 0x20 && octet < 0x7F) {
                        text.append((char) octet);
                    } else {
                        text.append("\\x").append(HEX[octet >> 4]).append(HEX[octet & 0xF]);
                    }
                }
            }
        }
        return text.toString();
    }

    /** What was put into a buffer. */
    static byte[] filled(ByteBuffer buffer) {
        byte[] octets = new byte[buffer.position()];
        buffer.get(0, octets);
        return octets;
    }

    static String escape(byte[] octets) {
        return escape(octets, 0, octets.length);
    }

    /** The first {@link #SHOWN} octets, and how many were left out. */
    static String brief(byte[] octets) {
        if (octets.length <= SHOWN) {
            return escape(octets);
        }
        return escape(octets, 0, SHOWN) + "... (" + octets.length + " octets)";
    }
}
