// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.util.Arrays;

/** How many messages were accepted in each interval of the run. Intervals get longer as the run does, so that their number stays small. */
final class BenchTimeline {

    private static final int INTERVALS = 400;
    private static final long FIRST_LENGTH = 1_000_000;

    private final long[] counts = new long[INTERVALS];
    private long length = FIRST_LENGTH;

    /** Counts one. */
    void add(long nanos) {
        while (nanos / length >= INTERVALS) {
            lengthen();
        }
        counts[(int) (nanos / length)]++;
    }

    private void lengthen() {
        for (int i = 0; i < INTERVALS / 2; i++) {
            counts[i] = counts[2 * i] + counts[2 * i + 1];
        }
        Arrays.fill(counts, INTERVALS / 2, INTERVALS, 0);
        length *= 2;
    }

    /** Counts all that another counted, which loses its precision if this one's is lower. */
    void add(BenchTimeline other) {
        while (length < other.length) {
            lengthen();
        }
        while (other.length < length) {
            other.lengthen();
        }
        for (int i = 0; i < INTERVALS; i++) {
            counts[i] += other.counts[i];
        }
    }

    /** Nanoseconds of each interval. */
    long length() {
        return length;
    }

    /** The count of each interval that begins before an end. */
    long[] until(long nanos) {
        return Arrays.copyOf(counts, (int) Math.min(INTERVALS, 1 + nanos / length));
    }
}
