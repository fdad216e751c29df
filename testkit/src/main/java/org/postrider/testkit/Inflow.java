// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.postrider.testkit.Connection.Arrival;

/** Octets of the socket that are on their way to the TLS engine, and where in them a record begins. */
final class Inflow {

    /** Type, version and length, see RFC 8446, 5.1. */
    private static final int HEADER = 5;

    private static final int FIRST_TYPE = 20;
    private static final int LAST_TYPE = 24;

    private final SocketChannel channel;
    private final ByteBuffer octets;

    /** Begins with what was read from the socket before TLS was asked for. */
    Inflow(SocketChannel channel, byte[] already) {
        this.channel = channel;
        // Twice what one read in clear brings: so there is always room for a whole record behind it.
        octets = ByteBuffer.allocate(128 * 1024).put(already).flip();
    }

    ByteBuffer octets() {
        return octets;
    }

    /** Asks the socket for more. */
    Arrival fill() throws IOException {
        octets.compact();
        try {
            int count = channel.read(octets);
            return count > 0 ? Arrival.OCTETS : count < 0 ? Arrival.FIN : Arrival.NOTHING;
        } finally {
            octets.flip();
        }
    }

    /** Whether what comes next, at the start of a record, cannot be one. */
    boolean isOutsideOfTls() {
        if (!octets.hasRemaining()) {
            return false;
        }
        byte type = octets.get(octets.position());
        return type < FIRST_TYPE || type > LAST_TYPE;
    }

    /** The length of the record that begins at a position, with its header; 0 if the header has not come yet. */
    int recordAt(int position) {
        if (octets.limit() - position < HEADER) {
            return 0;
        }
        return HEADER + Short.toUnsignedInt(octets.getShort(position + HEADER - 2));
    }

    /** What has come, at most so many octets. */
    byte[] take(int most) {
        byte[] some = new byte[Math.min(most, octets.remaining())];
        octets.get(some);
        return some;
    }

    /** Drops at most so many octets, and tells how many it has dropped. */
    int drop(int most) {
        int count = Math.min(most, octets.remaining());
        octets.position(octets.position() + count);
        return count;
    }
}
