// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

/**
 * Which replies are taken.
 *
 * @param lineOctets of one line, CRLF included
 * @param lines of one reply
 * @param octets of one reply
 * @param turnsNegative whether a line may have another code than those before it if it is 4yz or 5yz, which then is the code of the reply
 */
public record ReplyLimits(int lineOctets, int lines, int octets, boolean turnsNegative) {

    /** Far above RFC 5321 section 4.5.3.1.5, far below what would hurt. */
    public static final ReplyLimits DEFAULT = new ReplyLimits(8192, 256, 65_536);

    /** In AUTH, where a challenge is a line (RFC 4954 section 4). */
    public static final ReplyLimits AUTH = new ReplyLimits(16 * 1024, 256, 65_536);

    /** Of a greeting: some servers write their banner as {@code 220-} and then refuse the client by {@code 521} in the same reply. */
    public static final ReplyLimits GREETING = new ReplyLimits(8192, 256, 65_536, true);

    /** Limits for replies whose lines all have the same code. */
    public ReplyLimits(int lineOctets, int lines, int octets) {
        this(lineOctets, lines, octets, false);
    }
}
