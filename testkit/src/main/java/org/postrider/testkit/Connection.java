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
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * One accepted connection, octets only. The channel never blocks; each wait is a selector's and has a deadline, for
 * writing too, which a blocking socket cannot bound. Used by the player's thread alone.
 */
final class Connection implements Closeable {

    /** What a wait for the client brought. */
    enum Arrival {
        OCTETS,
        CLOSE_NOTIFY,
        TLS_FAILURE,
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
    private Wire wire;
    private Arrival end = Arrival.NOTHING;
    private String failure = "";

    Connection(SocketChannel channel, Recording recording) throws IOException {
        this.channel = channel;
        this.recording = recording;
        wire = new ClearWire(channel, recording);
        channel.configureBlocking(false);
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
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
            return wire.read(unread);
        } catch (ClosedByInterruptException e) {
            throw interrupted();
        } catch (SSLException e) {
            failure = e.getMessage() == null ? e.toString() : e.getMessage();
            return Arrival.TLS_FAILURE;
        } catch (IOException e) {
            return Arrival.RESET;
        } finally {
            unread.flip();
        }
    }

    /** What TLS failed on; only after {@link Arrival#TLS_FAILURE}. */
    String failure() {
        return failure;
    }

    /** Goes on from the end of TLS to what comes after it on the socket: FIN, if all is well. */
    void passEndOfTls() {
        end = Arrival.NOTHING;
    }

    /** The handshake as server; what was read in clear and not taken is the beginning of it. */
    Handshake startTls(SSLEngine engine, Deadline deadline) throws IOException, InterruptedException {
        byte[] already = take(unread.remaining());
        recording.unread(already.length);
        TlsRecords records = new TlsRecords(engine, channel, new Inflow(channel, already), recording);
        TlsWire tls = new TlsWire(records, recording);
        Handshake handshake = new Handshake(records);
        wire = tls;
        int operation = advance(handshake);
        while (operation != Handshake.OVER && !deadline.passed()) {
            select(operation, deadline);
            operation = advance(handshake);
        }
        switch (handshake.outcome().ending()) {
            case COMPLETED -> recording.session(engine.getSession());
            case CLEAR_OCTETS -> tls.over(true);
            case REFUSED, FAILED, TIMED_OUT -> tls.over(false);
        }
        return handshake;
    }

    private static int advance(Handshake handshake) throws IOException, InterruptedException {
        stopIfInterrupted();
        try {
            return handshake.advance();
        } catch (ClosedByInterruptException e) {
            throw interrupted();
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
        return depart(() -> wire.write(octets), deadline);
    }

    /** Sends close_notify inside TLS, and nothing in clear. */
    Departure endTls(Deadline deadline) throws IOException, InterruptedException {
        return depart(wire::end, deadline);
    }

    private Departure depart(Sending sending, Deadline deadline) throws IOException, InterruptedException {
        while (true) {
            Departure departure = some(sending);
            if (departure != Departure.STALLED || deadline.passed()) {
                return departure;
            }
            select(SelectionKey.OP_WRITE, deadline);
        }
    }

    /** As {@link #write}, but reads and drops what comes meanwhile, and so notices the client's close. */
    Departure writeHeedless(ByteBuffer octets, Deadline deadline) throws IOException, InterruptedException {
        while (true) {
            Departure departure = drop() ? Departure.CLIENT_GONE : some(() -> wire.write(octets));
            if (departure == Departure.CLIENT_GONE) {
                return departure;
            }
            if (deadline.passed()) {
                return Departure.STALLED;
            }
            if (departure == Departure.SENT) {
                return departure;
            }
            select(SelectionKey.OP_WRITE | SelectionKey.OP_READ, deadline);
        }
    }

    /** Drops what is unread, and tells whether the client has ended the stream. */
    boolean drop() throws InterruptedException {
        return switch (poll()) {
            case OCTETS -> {
                unread.position(unread.limit());
                yield false;
            }
            case NOTHING -> false;
            case CLOSE_NOTIFY -> {
                passEndOfTls();
                yield false;
            }
            case FIN, RESET, TLS_FAILURE -> true;
        };
    }

    /** A part of the way of octets to the socket: true once all have left. */
    private interface Sending {
        boolean some() throws IOException;
    }

    private static Departure some(Sending sending) throws InterruptedException {
        stopIfInterrupted();
        try {
            return sending.some() ? Departure.SENT : Departure.STALLED;
        } catch (ClosedByInterruptException e) {
            throw interrupted();
        } catch (IOException e) {
            return Departure.CLIENT_GONE;
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
            for (int i = 0; i < DRAINED_READS && drain(); i++) {
                unread.position(unread.limit());
            }
        } finally {
            close();
        }
    }

    private boolean drain() throws InterruptedException {
        Arrival arrival = poll();
        if (arrival == Arrival.CLOSE_NOTIFY || arrival == Arrival.TLS_FAILURE) {
            passEndOfTls();
            return true;
        }
        return arrival == Arrival.OCTETS;
    }

    /** RST. */
    void reset() throws IOException {
        try {
            if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
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
