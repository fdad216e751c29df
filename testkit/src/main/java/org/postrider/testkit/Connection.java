// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * One accepted connection, octets only. The channel never blocks; each wait is a selector's and has a deadline, for
 * writing too, which a blocking socket cannot bound. Used by the player's thread alone.
 */
final class Connection implements Closeable {

    /** What a wait for the client brought. */
    enum Arrival {
        OCTETS,
        FIN,
        RESET,
        NOTHING
    }

    /** What became of octets that were to be sent. */
    enum Departure {
        SENT,
        CLIENT_GONE,
        STALLED
    }

    /** So many reads at most take what lies unread before a close; a client that never stops is not waited for. */
    private static final int DRAINED_READS = 64;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final Recording recording;
    private final ByteBuffer unread = ByteBuffer.allocate(64 * 1024).flip();
    private Arrival end = Arrival.NOTHING;

    Connection(SocketChannel channel, Recording recording) throws IOException {
        this.channel = channel;
        this.recording = recording;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        selector = Selector.open();
        key = channel.register(selector, 0);
    }

    /** Waits until octets are unread, the client has ended the stream, or the deadline has passed. */
    Arrival await(Deadline deadline) throws IOException, InterruptedException {
        while (true) {
            Arrival arrival = poll();
            if (arrival != Arrival.NOTHING || deadline.passed()) {
                return arrival;
            }
            select(SelectionKey.OP_READ, deadline);
        }
    }

    /** The same without a wait. */
    Arrival poll() throws InterruptedException {
        if (unread.hasRemaining()) {
            return Arrival.OCTETS;
        }
        if (end != Arrival.NOTHING) {
            return end;
        }
        Arrival arrival = read();
        if (arrival != Arrival.OCTETS) {
            end = arrival;
        }
        return arrival;
    }

    private Arrival read() throws InterruptedException {
        stopIfInterrupted();
        unread.clear();
        try {
            int count = channel.read(unread);
            unread.flip();
            if (count < 0) {
                return Arrival.FIN;
            }
            if (count == 0) {
                return Arrival.NOTHING;
            }
            recording.read(unread.array(), count);
            return Arrival.OCTETS;
        } catch (ClosedByInterruptException e) {
            unread.flip();
            throw interrupted();
        } catch (IOException e) {
            unread.limit(0);
            return Arrival.RESET;
        }
    }

    /** The next unread octet; only after {@link Arrival#OCTETS}. */
    byte take() {
        return unread.get();
    }

    /** All octets that are unread now, at most so many. */
    byte[] take(int most) {
        byte[] octets = new byte[Math.min(most, unread.remaining())];
        unread.get(octets);
        return octets;
    }

    Departure write(ByteBuffer octets, Deadline deadline) throws IOException, InterruptedException {
        while (octets.hasRemaining()) {
            if (!writeSome(octets)) {
                return Departure.CLIENT_GONE;
            }
            if (octets.hasRemaining()) {
                if (deadline.passed()) {
                    return Departure.STALLED;
                }
                select(SelectionKey.OP_WRITE, deadline);
            }
        }
        return Departure.SENT;
    }

    /** As {@link #write}, but reads and drops what comes meanwhile, and so notices the client's close. */
    Departure writeHeedless(ByteBuffer octets, Deadline deadline) throws IOException, InterruptedException {
        while (octets.hasRemaining()) {
            if (drop() || !writeSome(octets)) {
                return Departure.CLIENT_GONE;
            }
            if (deadline.passed()) {
                return Departure.STALLED;
            }
            if (octets.hasRemaining()) {
                select(SelectionKey.OP_WRITE | SelectionKey.OP_READ, deadline);
            }
        }
        return Departure.SENT;
    }

    /** Drops what is unread, and tells whether the client has ended the stream. */
    boolean drop() throws InterruptedException {
        return switch (poll()) {
            case OCTETS -> {
                unread.position(unread.limit());
                yield false;
            }
            case NOTHING -> false;
            case FIN, RESET -> true;
        };
    }

    private boolean writeSome(ByteBuffer octets) throws InterruptedException {
        stopIfInterrupted();
        try {
            channel.write(octets);
            return true;
        } catch (ClosedByInterruptException e) {
            throw interrupted();
        } catch (IOException e) {
            return false;
        }
    }

    /** FIN, reading goes on; false if the client is gone already. */
    boolean shutdownOutput() throws InterruptedException {
        try {
            channel.shutdownOutput();
            return true;
        } catch (ClosedByInterruptException e) {
            throw interrupted();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * FIN, then close. What the client sent before is read first: a kernel that closes over unread octets sends RST,
     * and the client might lose the last reply with it.
     */
    void finish() throws IOException, InterruptedException {
        try {
            shutdownOutput();
            for (int i = 0; i < DRAINED_READS && poll() == Arrival.OCTETS; i++) {
                unread.position(unread.limit());
            }
        } finally {
            close();
        }
    }

    /** RST. */
    void reset() throws IOException {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } finally {
            close();
        }
    }

    /** The selector goes first: a channel that is still registered would be closed only later. */
    @Override
    public void close() throws IOException {
        try {
            selector.close();
        } finally {
            channel.close();
        }
    }

    private void select(int operations, Deadline deadline) throws IOException, InterruptedException {
        key.interestOps(operations);
        selector.select(deadline.millis());
        selector.selectedKeys().clear();
        stopIfInterrupted();
    }

    /** A stream that never pauses would otherwise keep the player from noticing that the server was closed. */
    private static void stopIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw interrupted();
        }
    }

    private static InterruptedException interrupted() {
        return new InterruptedException("the server was closed");
    }
}
