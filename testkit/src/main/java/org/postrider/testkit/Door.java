// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The listening socket. A wait for a connection has no limit while the test may still be preparing its client; the
 * limit runs from the moment the test asks for the verdict.
 */
final class Door implements Closeable {

    private static final int TINY = 4096;

    private final ServerSocketChannel listener;
    private final Selector selector;
    private final SocketAddress address;
    private final ReentrantLock turningAway = new ReentrantLock();
    private volatile boolean clientIsDone;

    private Door(ServerSocketChannel listener, SocketAddress bindTo, boolean tinyReceiveBuffer) throws IOException {
        this.listener = listener;
        if (tinyReceiveBuffer) {
            // Before the bind: only so does the window that the client is offered stay small.
            listener.setOption(StandardSocketOptions.SO_RCVBUF, TINY);
        }
        listener.bind(bindTo);
        listener.configureBlocking(false);
        selector = Selector.open();
        listener.register(selector, SelectionKey.OP_ACCEPT);
        address = listener.getLocalAddress();
    }

    static Door open(SocketAddress bindTo, boolean tinyReceiveBuffer) throws IOException {
        ServerSocketChannel listener = bindTo instanceof UnixDomainSocketAddress
                ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                : ServerSocketChannel.open();
        try {
            return new Door(listener, bindTo, tinyReceiveBuffer);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    SocketAddress address() {
        return address;
    }

    /** The next connection, or null if none came within the limit after {@link #clientIsDone()}. */
    @Nullable
    SocketChannel accept(Duration limit) throws IOException, InterruptedException {
        Deadline deadline = null;
        while (true) {
            SocketChannel channel = listener.accept();
            if (channel != null) {
                return channel;
            }
            if (deadline == null && clientIsDone) {
                deadline = Deadline.in(limit);
            }
            if (deadline != null && deadline.passed()) {
                return null;
            }
            select(deadline);
        }
    }

    /** Waits until the test asks for the verdict, another connection stands at the door, or the limit has passed. */
    void awaitClientIsDone(Duration limit) throws IOException, InterruptedException {
        Deadline deadline = Deadline.in(limit);
        while (!clientIsDone && !deadline.passed()) {
            if (select(deadline)) {
                return;
            }
        }
    }

    /** Tells the waits that no more is to be expected from the client than what is under way. */
    void clientIsDone() {
        clientIsDone = true;
        selector.wakeup();
    }

    /** Closes each connection that stands at the door; true if there was one. Any thread may call this. */
    boolean turnAway(Recording recording) throws IOException {
        turningAway.lock();
        try {
            boolean any = false;
            while (turnOneAway(recording)) {
                any = true;
            }
            return any;
        } finally {
            turningAway.unlock();
        }
    }

    private boolean turnOneAway(Recording recording) throws IOException {
        try (SocketChannel channel = listener.accept()) {
            if (channel == null) {
                return false;
            }
            recording.peer(channel.getRemoteAddress());
            return true;
        }
    }

    /** Waits for someone at the door, without limit. */
    void awaitKnock() throws IOException, InterruptedException {
        select(null);
    }

    private boolean select(@Nullable Deadline deadline) throws IOException, InterruptedException {
        int ready = selector.select(deadline == null ? 0 : deadline.millis());
        selector.selectedKeys().clear();
        if (Thread.interrupted()) {
            throw new InterruptedException("the server was closed");
        }
        return ready > 0;
    }

    @Override
    public void close() throws IOException {
        try {
            selector.close();
        } finally {
            listener.close();
        }
    }
}
