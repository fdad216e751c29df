// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.Deadline;
import org.postrider.Transport;
import org.postrider.internal.Escape;

/**
 * A socket channel as a transport. The channel does not block: each call tries first and waits in a selector only if it must, because that is
 * the one kind of wait that has a deadline for reading, writing and connecting alike, on TCP and Unix sockets, and that {@link #abort} and an
 * interrupt end at once without a lock held around I/O.
 */
final class ChannelTransport implements Transport {

    /** More than this is copied out of the heap in pieces. */
    private static final int STAGING_OCTETS = 256 * 1024;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final String peer;
    /** An octet that {@link #poll} has read ahead; empty when flipped and drained. */
    private final ByteBuffer ahead = ByteBuffer.allocate(1).flip();
    /** Null until large contents come from the heap. */
    private @Nullable ByteBuffer staging;
    /** Whether anything has come since the last write. */
    private boolean answered;

    private ChannelTransport(SocketChannel channel, Selector selector, SelectionKey key, String peer) {
        this.channel = channel;
        this.selector = selector;
        this.key = key;
        this.peer = Escape.text(peer);
    }

    /**
     * Connects.
     *
     * @param channel a new channel, bound if it is to be; closed here on failure
     * @param address where to
     * @param peer the name in messages
     * @param deadline when to give up
     */
    static ChannelTransport connect(SocketChannel channel, SocketAddress address, String peer, Deadline deadline)
            throws IOException {
        Selector selector = null;
        try {
            selector = Selector.open();
            channel.configureBlocking(false);
            ChannelTransport transport = new ChannelTransport(channel, selector, channel.register(selector, 0), peer);
            if (!channel.connect(address)) {
                do {
                    transport.awaitReady(SelectionKey.OP_CONNECT, deadline);
                } while (!channel.finishConnect());
            }
            return transport;
        } catch (IOException | RuntimeException e) {
            closeBoth(channel, selector, peer);
            throw e;
        }
    }

    /**
     * Goes on over a channel that is connected.
     *
     * @param channel does not block; closed here on failure
     * @param peer the name in messages
     */
    static ChannelTransport over(SocketChannel channel, String peer) throws IOException {
        Selector selector = null;
        try {
            selector = Selector.open();
            return new ChannelTransport(channel, selector, channel.register(selector, 0), peer);
        } catch (IOException | RuntimeException e) {
            closeBoth(channel, selector, peer);
            throw e;
        }
    }

    @Override
    public int read(ByteBuffer target, Deadline deadline) throws IOException {
        if (ahead.hasRemaining()) {
            answered = true;
            int before = target.position();
            target.put(ahead);
            if (target.hasRemaining()) {
                // The end of the stream, if that is next, is left for the next call.
                channel.read(target);
            }
            return target.position() - before;
        }
        int count = channel.read(target);
        if (count == 0 && answered) {
            Acknowledgement.sendAtOnce(channel);
        }
        while (count == 0) {
            awaitReady(SelectionKey.OP_READ, deadline);
            count = channel.read(target);
        }
        answered = true;
        return count;
    }

    @Override
    public void write(ByteBuffer source, Deadline deadline) throws IOException {
        answered = false;
        if (source.isDirect() || source.remaining() <= STAGING_OCTETS) {
            writeAsItIs(source, deadline);
        } else {
            writeStaged(source, deadline);
        }
    }

    /** The platform would copy all that remains out of the heap for each attempt, however little of it the socket takes. */
    private void writeStaged(ByteBuffer source, Deadline deadline) throws IOException {
        ByteBuffer stage = staging;
        if (stage == null) {
            stage = ByteBuffer.allocateDirect(STAGING_OCTETS);
            staging = stage;
        }
        while (source.hasRemaining()) {
            int count = Math.min(source.remaining(), STAGING_OCTETS);
            stage.clear().put(source.slice(source.position(), count)).flip();
            try {
                writeAsItIs(stage, deadline);
            } finally {
                source.position(source.position() + stage.position());
            }
            if (stage.hasRemaining()) {
                return;
            }
        }
    }

    private void writeAsItIs(ByteBuffer source, Deadline deadline) throws IOException {
        channel.write(source);
        while (source.hasRemaining() && !ahead.hasRemaining()) {
            awaitReady(SelectionKey.OP_WRITE | SelectionKey.OP_READ, deadline);
            if (channel.write(source) == 0 && poll() != Readiness.NOTHING) {
                return;
            }
        }
    }

    @Override
    public void write(ByteBuffer[] sources, Deadline deadline) throws IOException {
        answered = false;
        channel.write(sources);
        while (haveRemaining(sources) && !ahead.hasRemaining()) {
            awaitReady(SelectionKey.OP_WRITE | SelectionKey.OP_READ, deadline);
            if (channel.write(sources) == 0 && poll() != Readiness.NOTHING) {
                return;
            }
        }
    }

    private static boolean haveRemaining(ByteBuffer[] sources) {
        for (ByteBuffer source : sources) {
            if (source.hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public long write(FileChannel file, long position, long count, Deadline deadline) throws IOException {
        answered = false;
        long written = 0;
        while (written < count && !ahead.hasRemaining()) {
            long now = file.transferTo(position + written, count - written, channel);
            written += now;
            if (now == 0 && position + written >= file.size()) {
                throw new EOFException("the file ends after " + (position + written) + " octets");
            }
            if (now == 0) {
                awaitReady(SelectionKey.OP_WRITE | SelectionKey.OP_READ, deadline);
                if (poll() != Readiness.NOTHING) {
                    break;
                }
            }
        }
        return written;
    }

    @Override
    public Readiness poll() {
        if (ahead.hasRemaining()) {
            return Readiness.OCTETS;
        }
        ahead.clear();
        int count;
        try {
            count = channel.read(ahead);
        } catch (IOException e) {
            count = -1;
        }
        ahead.flip();
        return count > 0 ? Readiness.OCTETS : count == 0 ? Readiness.NOTHING : Readiness.END;
    }

    private void awaitReady(int operations, Deadline deadline) throws IOException {
        try {
            key.interestOps(operations);
            long millis = deadline.remainingMillis();
            if (millis == 0) {
                throw new SocketTimeoutException(peer + " was not ready in time");
            }
            // Zero would mean without end.
            selector.select(ready -> {}, millis == Long.MAX_VALUE ? 0 : millis);
        } catch (ClosedSelectorException | java.nio.channels.CancelledKeyException e) {
            throw aborted(e);
        }
        if (!channel.isOpen()) {
            throw aborted(new ClosedChannelException());
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while waiting for " + peer);
        }
    }

    private static IOException aborted(Exception cause) {
        IOException aborted = new AsynchronousCloseException();
        aborted.initCause(cause);
        return aborted;
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public Optional<SocketAddress> remoteAddress() {
        try {
            return Optional.ofNullable(channel.getRemoteAddress());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<SocketAddress> localAddress() {
        try {
            return Optional.ofNullable(channel.getLocalAddress());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public Protection protection() {
        try {
            boolean local = !(channel.getRemoteAddress() instanceof InetSocketAddress remote)
                    || remote.getAddress().isLoopbackAddress();
            return local ? Protection.LOCAL : Protection.NONE;
        } catch (IOException e) {
            return Protection.NONE;
        }
    }

    @Override
    public void abort() {
        closeBoth(channel, selector, peer);
    }

    /** A channel in a selector lives on until that is closed too. */
    private static void closeBoth(SocketChannel channel, @Nullable Selector selector, String peer) {
        try (selector;
                channel) {
            // Both are closed here, the channel first, whatever the other one throws.
        } catch (IOException e) {
            System.getLogger(ChannelTransport.class.getName())
                    .log(System.Logger.Level.DEBUG, "closing the connection to " + peer + " failed", e);
        }
    }

    /** There is no farewell on a bare socket, and what was written is sent by the system. */
    @Override
    public void close() {
        abort();
    }
}
