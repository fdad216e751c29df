// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.util.Arrays;

/** Tells an mbox by how it begins; editors put a byte order mark or empty lines before that. */
final class MboxStart {

    /** How much of a file there should be to look at. */
    static final int ENOUGH = 4 * 1024;

    private static final byte[] FROM = {'F', 'r', 'o', 'm', ' '};
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** How few octets tell most messages from an mbox. */
    static final int LEAST = 5;

    private MboxStart() {}

    /** Whether a file that begins so may be an mbox. */
    static boolean isPossible(byte[] head) {
        boolean blank = head.length > 0 && (head[0] == ' ' || head[0] == '\t' || head[0] == '\r' || head[0] == '\n');
        return blank || isAt(MARK, head, 0, head.length) || isFrom(head, 0, head.length);
    }

    /** Where the first {@code From } is; -1 if this is no mbox. */
    static int find(byte[] head, int length) {
        int at = isAt(MARK, head, 0, length) ? MARK.length : 0;
        int line = at;
        while (at < length && (head[at] == ' ' || head[at] == '\t' || head[at] == '\r' || head[at] == '\n')) {
            if (head[at++] == '\n') {
                line = at;
            }
        }
        return at == line && isFrom(head, at, length) ? at : -1;
    }

    /** Whether octets begin with {@code From }. */
    static boolean isFrom(byte[] octets, int at, int limit) {
        return isAt(FROM, octets, at, limit);
    }

    private static boolean isAt(byte[] what, byte[] octets, int at, int limit) {
        return limit - at >= what.length && Arrays.equals(octets, at, at + what.length, what, 0, what.length);
    }
}
