// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.util.zip.CRC32C;

/**
 * CRC-32C of a file up to the end of a message without its last line end: an mbox that ends without one gets it when something is appended,
 * and is the same all the same.
 */
final class MboxCheck {

    private final CRC32C crc = new CRC32C();
    /** A line end that was passed and does not count yet. */
    private final byte[] held = new byte[2];

    private int count;

    void update(byte[] octets, int from, int length) {
        if (length == 0) {
            return;
        }
        if (length == 1 && octets[from] == '\n' && count == 1 && held[0] == '\r') {
            held[count++] = '\n';
            return;
        }
        crc.update(held, 0, count);
        int end = from + length;
        count = 0;
        if (octets[end - 1] == '\r' || octets[end - 1] == '\n') {
            count = octets[end - 1] == '\n' && length > 1 && octets[end - 2] == '\r' ? 2 : 1;
        }
        System.arraycopy(octets, end - count, held, 0, count);
        crc.update(octets, from, length - count);
    }

    long value() {
        return crc.getValue();
    }
}
