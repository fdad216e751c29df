// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import org.postrider.engine.wire.ContentEncoder;

/**
 * The arrays that content passes through, one message after another. Those for usual messages are kept by the session; those for large ones are
 * not, so that many idle sessions hold little. For one use at a time.
 */
final class Blocks {

    /** What a usual message is below, in octets. */
    private static final int USUAL = 32 * 1024;

    private byte[] source = new byte[0];
    private byte[] encoded = new byte[0];

    Blocks() {}

    /** An array for some octets of a message, at least as long. */
    byte[] source(int octets) {
        if (octets > USUAL) {
            return new byte[octets];
        }
        if (source.length == 0) {
            source = new byte[USUAL];
        }
        return source;
    }

    /** An array for what an encoder makes of so many octets. */
    byte[] encoded(int octets) {
        if (octets > USUAL) {
            return new byte[ContentEncoder.roomFor(octets)];
        }
        if (encoded.length == 0) {
            encoded = new byte[ContentEncoder.roomFor(USUAL)];
        }
        return encoded;
    }
}
