// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Looks for the ends of contents in what the client writes. An end has left when all its octets were taken, and may
 * have left when the
 * client has asked to write its first one.
 */
final class ContentEnds {

    private static final int LONGEST = 64;
    private static final String LAST_LINE = "end of ";

    private final Map<String, Integer> left = new HashMap<>();
    private final Map<String, Integer> mayHaveLeft = new HashMap<>();
    private StringBuilder line = new StringBuilder();
    private boolean chunks;
    private String beforeDot = "";

    /** The client asks to write these octets, after all that was {@link #taken}. */
    void offered(ByteBuffer octets) {
        ContentEnds ahead = new ContentEnds();
        ahead.left.putAll(left);
        ahead.line = new StringBuilder(line);
        ahead.chunks = chunks;
        ahead.beforeDot = beforeDot;
        ahead.scan(octets);
        if (!ahead.beforeDot.isEmpty() && ahead.line.indexOf(".") == 0) {
            ahead.left.merge(ahead.beforeDot, 1, Integer::sum);
        }
        ahead.left.forEach((mail, count) -> mayHaveLeft.merge(mail, count, Math::max));
    }

    /** These octets were taken from the client. */
    void taken(ByteBuffer octets) {
        scan(octets);
    }

    /** How many contents of a mail have left to their end. */
    int left(String mail) {
        return left.getOrDefault(mail, 0);
    }

    int mayHaveLeft(String mail) {
        return Math.max(left(mail), mayHaveLeft.getOrDefault(mail, 0));
    }

    private void scan(ByteBuffer octets) {
        for (int i = octets.position(); i < octets.limit(); i++) {
            char c = (char) octets.get(i);
            if (c == '\n') {
                if (line.length() == 0 || line.charAt(0) == 'x') {
                    beforeDot = "";
                } else {
                    see(line.toString().strip());
                }
                line.setLength(0);
            } else if (line.length() < LONGEST) {
                line.append(c);
            }
        }
    }

    private void see(String text) {
        if (text.equals(".") && !beforeDot.isEmpty()) {
            left.merge(beforeDot, 1, Integer::sum);
        }
        beforeDot = "";
        if (text.equals("DATA") || text.startsWith("BDAT ")) {
            chunks = text.startsWith("BDAT ");
        } else if (text.startsWith(LAST_LINE)) {
            String mail = text.substring(LAST_LINE.length());
            if (chunks) {
                left.merge(mail, 1, Integer::sum);
            } else {
                beforeDot = mail;
            }
        }
    }
}
