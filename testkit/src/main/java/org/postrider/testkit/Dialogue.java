// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** The last lines that went over the wire, escaped, for the report. Used by the player's thread alone. */
final class Dialogue {

    private static final int KEPT = 20;

    private final Deque<String> lines = new ArrayDeque<>();

    void server(byte[] octets) {
        lines("S: ", octets);
    }

    void client(byte[] octets) {
        lines("C: ", octets);
    }

    void note(String text) {
        lines.addLast(text);
        if (lines.size() > KEPT) {
            lines.removeFirst();
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** One entry for each line of what was sent, so that a reply of many lines reads as it does in the script. */
    private void lines(String mark, byte[] octets) {
        int start = 0;
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '\n' || i == octets.length - 1) {
                note(mark + Octets.brief(Arrays.copyOfRange(octets, start, i + 1)));
                start = i + 1;
            }
        }
    }
}
