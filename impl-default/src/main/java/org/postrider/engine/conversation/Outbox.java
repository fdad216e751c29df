// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Commands, and small contents, that will leave in one write. */
final class Outbox {

    private static final int OCTETS = 32 * 1024;

    private final ByteBuffer octets = ByteBuffer.allocate(OCTETS);
    private final ByteBuffer leaving = octets.duplicate();

    boolean hasRoomFor(long count) {
        return count <= octets.remaining();
    }

    boolean isEmpty() {
        return octets.position() == 0;
    }

    void put(byte[] more) {
        octets.put(more);
    }

    void put(ByteBuffer more) {
        octets.put(more);
    }

    /** Takes everything out; to be written before anything else is put in. */
    Payload.Octets take() {
        leaving.clear().limit(octets.position());
        octets.clear();
        return new Payload.Octets(leaving);
    }

    /** Leaves nothing to be read of what was in it. */
    void wipe() {
        Arrays.fill(octets.array(), (byte) 0);
    }
}
