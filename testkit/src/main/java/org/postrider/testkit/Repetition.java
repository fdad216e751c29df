// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.nio.ByteBuffer;

/** The same octets over and over, up to a length, handed out in pieces without ever being in memory as a whole. */
final class Repetition {

    private final byte[] octets;
    private long left;
    private int position;

    Repetition(byte[] octets, long length) {
        this.octets = octets;
        this.left = length;
    }

    long left() {
        return left;
    }

    ByteBuffer next(int most) {
        byte[] piece = new byte[(int) Math.min(most, left)];
        int filled = 0;
        while (filled < piece.length) {
            int count = Math.min(piece.length - filled, octets.length - position);
            System.arraycopy(octets, position, piece, filled, count);
            filled += count;
            position = (position + count) % octets.length;
        }
        left -= piece.length;
        return ByteBuffer.wrap(piece);
    }
}
