// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One direction of a {@link DelayProxy}: one thread reads and notes when, one writes when it is time. */
final class DelayLine {

    private static final int SLOT = 32 * 1024;
    /** At most 128 MiB are on their way, far more than a delay of tens of milliseconds holds on loopback. */
    private static final int SLOTS = 4096;

    /**
     * Octets on their way.
     *
     * @param octets what to write; null is the end
     * @param due when, as {@link System#nanoTime} tells it
     */
    private record Packet(@Nullable ByteBuffer octets, long due) {}

    private final SocketChannel from;
    private final SocketChannel to;
    private final long delayNanos;
    private final Runnable ended;
    private final ArrayDeque<Packet> packets = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

    /**
     * Of one channel to another.
     *
     * @param ended called once nothing more will be written
     */
    DelayLine(SocketChannel from, SocketChannel to, long delayNanos, Runnable ended) {
        this.from = from;
        this.to = to;
        this.delayNanos = delayNanos;
        this.ended = ended;
    }

    void start() {
        Sink.daemon("delay-read", this::read);
        Sink.daemon("delay-write", this::write);
    }

    private void read() {
        try {
            ByteBuffer octets = slot();
            while (from.read(octets) >= 0) {
                put(new Packet(octets.flip(), System.nanoTime() + delayNanos));
                octets = slot();
            }
        } catch (IOException e) {
            // As its end.
        }
        put(new Packet(null, System.nanoTime() + delayNanos));
    }

    private void write() {
        try {
            while (true) {
                Packet packet = take();
                for (long left = packet.due - System.nanoTime(); left > 0; left = packet.due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                ByteBuffer octets = packet.octets;
                if (octets == null) {
                    to.shutdownOutput();
                    return;
                }
                while (octets.hasRemaining()) {
                    to.write(octets);
                }
                release(octets);
            }
        } catch (IOException e) {
            close();
        } finally {
            ended.run();
        }
    }

    /** The slot that was used last, as it is still in the processor's cache. */
    private ByteBuffer slot() {
        synchronized (packets) {
            while (packets.size() >= SLOTS) {
                await();
            }
            ByteBuffer octets = free.pollLast();
            return octets == null ? ByteBuffer.allocateDirect(SLOT) : octets.clear();
        }
    }

    private void release(ByteBuffer octets) {
        synchronized (packets) {
            free.addLast(octets);
        }
    }

    private void put(Packet packet) {
        synchronized (packets) {
            packets.addLast(packet);
            packets.notify();
        }
    }

    private Packet take() {
        synchronized (packets) {
            while (packets.isEmpty()) {
                await();
            }
            packets.notify();
            return packets.removeFirst();
        }
    }

    private void await() {
        try {
            packets.wait();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private void close() {
        try (from;
                to) {
            // Both, so that the other direction ends as well.
        } catch (IOException e) {
            // They are gone.
        }
    }
}
