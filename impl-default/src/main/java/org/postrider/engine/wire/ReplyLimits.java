// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

/**
 * How much of a reply is taken.
 *
 * @param lineOctets of one line, CRLF included
 * @param lines of one reply
 * @param octets of one reply
 */
public record ReplyLimits(int lineOctets, int lines, int octets) {

    /** Far above RFC 5321 section 4.5.3.1.5, far below what would hurt. */
    public static final ReplyLimits DEFAULT = new ReplyLimits(8192, 256, 65_536);

    /** In AUTH, where a challenge is a line (RFC 4954 section 4). */
    public static final ReplyLimits AUTH = new ReplyLimits(16 * 1024, 256, 65_536);
}
