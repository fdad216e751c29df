// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import org.jspecify.annotations.Nullable;

/**
 * Encodes what encoded parts are made of: ASCII in lines of one length, canonical already. Then it is enough to count the octets that are
 * no plain ones, without a branch, and to go from line end to line end: if each of them is half of a CRLF, nothing else needs to be looked at.
 */
final class EqualLines {

    private final byte[] in;
    private final int length;
    private final byte @Nullable [] out;
    private final boolean stuffing;
    /** The first octet that is not copied yet. */
    private int run;
    /** The octets written. */
    private int at;

    private EqualLines(byte[] in, int length, byte @Nullable [] out, boolean stuffing) {
        this.in = in;
        this.length = length;
        this.out = out;
        this.stuffing = stuffing;
    }

    /**
     * Encodes a piece, if it is such.
     *
     * @param in the array
     * @param length its octets from 0
     * @param out with room for twice as many; null to count only
     * @param stuffing whether dots are doubled
     * @param lineStart whether a line begins with the piece; otherwise it begins in the middle of one, and not after a CR
     * @return the number of octets written from 0, or that would have been; -1 if it is something else, and then what was written means nothing
     */
    static int encode(byte[] in, int length, byte @Nullable [] out, boolean stuffing, boolean lineStart) {
        return haveEqualLines(in, length) ? new EqualLines(in, length, out, stuffing).encode(lineStart) : -1;
    }

    /** Looks at the first line ends alone. */
    private static boolean haveEqualLines(byte[] in, int length) {
        int first = lineEnd(in, 0, length);
        int second = first < 0 ? -1 : lineEnd(in, first + 2, length);
        return second >= 0 && isLineEnd(in, second + (second - first), length);
    }

    private int encode(boolean lineStart) {
        int others = length - Octets.plain(in, length);
        int lines = 0;
        int width = -1;
        int line = 0;
        if (lineStart) {
            beginLine(line);
        }
        while (others > 2 * lines) {
            int end = line + width;
            if (width < 0 || !isLineEnd(in, end, length)) {
                end = lineEnd(in, line, length);
                if (end < 0) {
                    return -1;
                }
                width = end - line;
            }
            lines++;
            line = end + 2;
            beginLine(line);
        }
        if (others != 2 * lines) {
            return -1;
        }
        copy(length);
        return at;
    }

    /** Doubles a dot. */
    private void beginLine(int line) {
        if (stuffing && line < length && in[line] == '.') {
            copy(line);
            if (out != null) {
                out[at] = '.';
            }
            at++;
        }
    }

    private void copy(int to) {
        if (out != null) {
            System.arraycopy(in, run, out, at, to - run);
        }
        at += to - run;
        run = to;
    }

    private static boolean isLineEnd(byte[] in, int i, int length) {
        return i + 1 < length && in[i] == '\r' && in[i + 1] == '\n';
    }

    /** The next CRLF; -1 if another control octet, or nothing, comes before it. */
    private static int lineEnd(byte[] in, int from, int length) {
        int i = Octets.nextControl(in, from, length);
        return isLineEnd(in, i, length) ? i : -1;
    }
}
