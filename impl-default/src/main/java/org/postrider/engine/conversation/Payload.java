// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.postrider.Deadline;
import org.postrider.Transport;

/** Octets on their way out. What was written is gone from it. */
public sealed interface Payload {

    /** The octets that are not written yet. */
    long remaining();

    /** Whether it shows after a failure how many may have left. */
    boolean isCounted();

    /** Writes all of them, or some if the peer speaks instead of reading on, as {@link Transport#write} does. */
    void writeTo(Transport transport, Deadline deadline) throws IOException;

    /**
     * Octets in memory.
     *
     * @param octets from position to limit
     */
    record Octets(ByteBuffer octets) implements Payload {

        @Override
        public long remaining() {
            return octets.remaining();
        }

        @Override
        public boolean isCounted() {
            return true;
        }

        @Override
        public void writeTo(Transport transport, Deadline deadline) throws IOException {
            transport.write(octets, deadline);
        }
    }

    /** A region of a file. */
    final class Region implements Payload {

        private final FileChannel file;
        private long position;
        private long remaining;

        /** Some octets from a position, which the file must have. */
        public Region(FileChannel file, long position, long count) {
            this.file = file;
            this.position = position;
            this.remaining = count;
        }

        @Override
        public long remaining() {
            return remaining;
        }

        @Override
        public boolean isCounted() {
            return false;
        }

        @Override
        public void writeTo(Transport transport, Deadline deadline) throws IOException {
            long count = transport.write(file, position, remaining, deadline);
            position += count;
            remaining -= count;
        }
    }

    /**
     * One after the other, in one write if both are in memory.
     *
     * @param head goes first
     * @param body follows
     */
    record Joined(Octets head, Payload body) implements Payload {

        @Override
        public long remaining() {
            return head.remaining() + body.remaining();
        }

        @Override
        public boolean isCounted() {
            return head.remaining() > 0 || body.isCounted();
        }

        @Override
        public void writeTo(Transport transport, Deadline deadline) throws IOException {
            if (head.remaining() > 0 && body instanceof Octets inMemory) {
                transport.write(new ByteBuffer[] {head.octets(), inMemory.octets()}, deadline);
                return;
            }
            head.writeTo(transport, deadline);
            if (head.remaining() == 0 && transport.poll() == Transport.Readiness.NOTHING) {
                body.writeTo(transport, deadline);
            }
        }
    }
}
