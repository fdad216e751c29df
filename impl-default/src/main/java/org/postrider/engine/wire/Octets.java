// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks for octets, eight at a time. */
public final class Octets {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH = 0x8080808080808080L;
    private static final long ONES = 0x0101010101010101L;
    private static final long EVEN_OCTETS = 0x00FF00FF00FF00FFL;
    /** One above CR, the greatest of the octets that are looked for. */
    private static final byte BOUND = '\r' + 1;

    private static final long BOUNDS = BOUND * ONES;
    /** Added to an octet below 14 it leaves the high bit clear, and to one up to 127 it sets it. */
    private static final long TO_HIGH = (0x80 - BOUND) * ONES;

    private static final int FOUR_WORDS = 4 * Long.BYTES;

    private Octets() {}

    /**
     * How far octets, from the middle of a line on, can be sent as they are: over any number of CRLF, up to an octet that needs something done
     * about it. That is a CR or LF that is no half of a CRLF, or may be none because the array ends; NUL; a dot after a CRLF, if dots are to be
     * doubled; and an octet above 127, if those are refused.
     *
     * @param in the array
     * @param from where to begin
     * @param to where to end
     * @param stuffing whether dots are doubled
     * @param sevenBit whether octets above 127 are refused
     * @return the index of that octet, or {@code to}
     */
    public static int endOfCanonical(byte[] in, int from, int to, boolean stuffing, boolean sevenBit) {
        long high = sevenBit ? HIGH : 0;
        byte dot = (byte) (stuffing ? '.' : '\n');
        int i = from;
        while (true) {
            i = nextSpecial(in, i, to, high);
            if (i == to) {
                return to;
            }
            byte octet = in[i];
            if (octet == '\r' && i + 2 < to && in[i + 1] == '\n' && in[i + 2] != dot) {
                i += 2;
            } else if (octet == '\r' && i + 1 < to && in[i + 1] == '\n') {
                // Behind the CRLF is its dot, a bare LF, or the end, which all need a look.
                return i + 2;
            } else if (octet <= 0 || octet == '\r' || octet == '\n') {
                return i;
            } else {
                i++;
            }
        }
    }

    /**
     * The next octet below 14, where NUL, LF and CR are.
     *
     * @param in the array
     * @param from where to begin
     * @param to where to end
     * @return its index, or {@code to}
     */
    public static int nextControl(byte[] in, int from, int to) {
        return nextSpecial(in, from, to, 0);
    }

    /** The same, or one with the given high bits. */
    private static int nextSpecial(byte[] in, int from, int to, long high) {
        int i = from;
        int lastWord = to - Long.BYTES;
        while (i <= lastWord) {
            long word = (long) WORDS.get(in, i);
            long found = (low(word) & HIGH) | (word & high);
            if (found != 0) {
                // The first octet that is found is one; after it a borrow may make others look like it.
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
            i += Long.BYTES;
        }
        while (i < to && (in[i] >= BOUND || (in[i] < 0 && high == 0))) {
            i++;
        }
        return i;
    }

    private static long low(long word) {
        return (word - BOUNDS) & ~word;
    }

    /**
     * Counts the octets from 14 to 127: neither NUL, LF nor CR, and ASCII.
     *
     * @param in the array
     * @param to where to end
     * @return how many there are from 0
     */
    static int plain(byte[] in, int to) {
        int plain = 0;
        int i = 0;
        while (i + Long.BYTES <= to) {
            // Eight sums of one octet each, without a branch, so that the compiler does several words at once; and
            // ended before one overflows.
            long sums = 0;
            int end = Math.min(to - Long.BYTES + 1, i + 255 * Long.BYTES);
            for (; i < end; i += Long.BYTES) {
                long word = (long) WORDS.get(in, i);
                sums += ((((word & ~HIGH) + TO_HIGH) & ~word) >>> 7) & ONES;
            }
            plain += sumOfOctets(sums);
        }
        for (; i < to; i++) {
            plain += in[i] >= BOUND ? 1 : 0;
        }
        return plain;
    }

    private static int sumOfOctets(long word) {
        long pairs = (word & EVEN_OCTETS) + ((word >>> 8) & EVEN_OCTETS);
        return (int) ((pairs * 0x0001000100010001L) >>> 48);
    }

    /**
     * The next octet above 127.
     *
     * @param in the array
     * @param from where to begin
     * @param to where to end
     * @return its index, or {@code to}
     */
    public static int nextEightBit(byte[] in, int from, int to) {
        int i = from;
        int lastFour = to - FOUR_WORDS;
        while (i <= lastFour
                && (((long) WORDS.get(in, i)
                                        | (long) WORDS.get(in, i + Long.BYTES)
                                        | (long) WORDS.get(in, i + 2 * Long.BYTES)
                                        | (long) WORDS.get(in, i + 3 * Long.BYTES))
                                & HIGH)
                        == 0) {
            i += FOUR_WORDS;
        }
        while (i < to && in[i] >= 0) {
            i++;
        }
        return i;
    }
}
