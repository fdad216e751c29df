// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.util.Arrays;
import java.util.Optional;

/** Octets that have reached the model server, and that it has not looked at. */
final class Inbox {

    private byte[] octets = new byte[4096];
    private int from;
    private int to;

    void add(byte[] more) {
        if (to + more.length > octets.length) {
            int length = to - from;
            byte[] larger = length + more.length > octets.length / 2 ? new byte[2 * (length + more.length)] : octets;
            System.arraycopy(octets, from, larger, 0, length);
            octets = larger;
            from = 0;
            to = length;
        }
        System.arraycopy(more, 0, octets, to, more.length);
        to += more.length;
    }

    boolean isEmpty() {
        return from == to;
    }

    void clear() {
        from = to;
    }

    /** The next line with its LF, if all of it is there. */
    Optional<byte[]> line() {
        for (int i = from; i < to; i++) {
            if (octets[i] == '\n') {
                byte[] line = Arrays.copyOfRange(octets, from, i + 1);
                from = i + 1;
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    /** So many octets, or as many as are there. */
    byte[] atMost(int count) {
        byte[] taken = Arrays.copyOfRange(octets, from, from + Math.min(count, to - from));
        from += taken.length;
        return taken;
    }
}
