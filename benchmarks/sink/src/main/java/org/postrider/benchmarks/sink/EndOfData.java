// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.sink;

import java.nio.ByteBuffer;

/** Finds CR LF dot CR LF: looks for a dot among 32 octets at a time, and around each dot. */
final class EndOfData {

    /** The octets of the mark. */
    static final int LENGTH = 5;

    private static final int BLOCK = 4 * Long.BYTES;
    private static final long DOTS = 0x2E2E2E2E2E2E2E2EL;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private EndOfData() {}

    /**
     * Searches from position to limit, which stay as they are.
     *
     * @return the index behind the mark, or -1
     */
    static int find(ByteBuffer octets) {
        int limit = octets.limit();
        int at = octets.position();
        for (; at + BLOCK <= limit; at += BLOCK) {
            long dots = dots(octets.getLong(at))
                    | dots(octets.getLong(at + Long.BYTES))
                    | dots(octets.getLong(at + 2 * Long.BYTES))
                    | dots(octets.getLong(at + 3 * Long.BYTES));
            if ((dots & HIGH_BITS) != 0) {
                int end = find(octets, at, at + BLOCK);
                if (end >= 0) {
                    return end;
                }
            }
        }
        return find(octets, at, limit);
    }

    /** {@return a word with the high bit of some octet set if and only if one of the eight octets is a dot} */
    private static long dots(long octets) {
        long word = octets ^ DOTS;
        return (word - ONES) & ~word;
    }

    private static int find(ByteBuffer octets, int from, int to) {
        int first = Math.max(from, octets.position() + 2);
        int last = Math.min(to, octets.limit() - 2);
        for (int at = first; at < last; at++) {
            if (octets.get(at) == '.'
                    && octets.get(at - 1) == '\n'
                    && octets.get(at - 2) == '\r'
                    && octets.get(at + 1) == '\r'
                    && octets.get(at + 2) == '\n') {
                return at + 3;
            }
        }
        return -1;
    }
}
