// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.Deadline;

/**
 * Attempts to connect to several addresses in parallel, on the calling thread (RFC 8305 section 5). The next one begins when the last one has failed, or
 * has not succeeded for a while. The first that succeeds ends the others.
 */
final class ConnectionRace implements AutoCloseable {

    /** The Connection Attempt Delay of RFC 8305 section 8. */
    private static final Duration DELAY = Duration.ofMillis(250);

    private final TcpConnector connector;
    private final Deque<InetAddress> waiting;
    private final Map<InetAddress, IOException> failures;
    private final List<Attempt> running = new ArrayList<>();
    private final Selector selector;

    /**
     * Begins no attempt yet.
     *
     * @param addresses in the order in which they are tried
     * @param failures takes each address that failed with its reason
     */
    ConnectionRace(TcpConnector connector, List<InetAddress> addresses, Map<InetAddress, IOException> failures)
            throws IOException {
        this.connector = connector;
        this.waiting = new ArrayDeque<>(addresses);
        this.failures = failures;
        this.selector = Selector.open();
    }

    /** A connection that is being made. */
    record Attempt(InetAddress address, SocketChannel channel, Deadline deadline) {}

    /**
     * Runs until an attempt has succeeded or all have failed.
     *
     * @return the connected one, whose channel is in no selector, does not block, and belongs to the caller; null if all have failed
     * @throws InterruptedIOException if the thread is interrupted; its flag stays set
     */
    @Nullable
    Attempt run() throws IOException {
        Attempt winner = null;
        Deadline next = Deadline.after(Duration.ZERO);
        while (winner == null && !(waiting.isEmpty() && running.isEmpty())) {
            if (!waiting.isEmpty() && (running.isEmpty() || next.isExpired())) {
                winner = begin(waiting.remove());
                next = Deadline.after(DELAY);
            } else {
                await(waiting.isEmpty() ? Deadline.never() : next);
                int before = running.size();
                winner = settle();
                if (running.size() < before) {
                    next = Deadline.after(Duration.ZERO);
                }
            }
        }
        if (winner != null) {
            running.remove(winner);
            SelectionKey key = winner.channel().keyFor(selector);
            if (key != null) {
                key.cancel();
                selector.selectNow();
            }
        }
        return winner;
    }

    /** Begins an attempt. Returns it if it succeeds at once. */
    private @Nullable Attempt begin(InetAddress address) throws IOException {
        SocketChannel channel = null;
        boolean begun = false;
        try {
            channel = connector.newChannel();
            channel.configureBlocking(false);
            Attempt attempt = new Attempt(address, channel, connector.deadline());
            if (channel.connect(connector.to(address))) {
                begun = true;
                return attempt;
            }
            channel.register(selector, SelectionKey.OP_CONNECT);
            running.add(attempt);
            begun = true;
        } catch (UnsupportedAddressTypeException | UnresolvedAddressException e) {
            failures.put(address, connector.unusable(address, e));
        } catch (IOException e) {
            failures.put(address, e);
        } finally {
            if (!begun && channel != null) {
                channel.close();
            }
        }
        return null;
    }

    private void await(Deadline next) throws IOException {
        Deadline until = next;
        for (Attempt attempt : running) {
            until = until.sooner(attempt.deadline());
        }
        long millis = until.remainingMillis();
        if (millis == 0) {
            selector.selectNow();
        } else {
            // Zero would mean without end.
            selector.select(millis == Long.MAX_VALUE ? 0 : millis);
        }
        selector.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while connecting");
        }
    }

    /** Looks at each attempt. Returns one that has succeeded. */
    private @Nullable Attempt settle() throws IOException {
        for (Attempt attempt : List.copyOf(running)) {
            try {
                if (attempt.channel().finishConnect()) {
                    return attempt;
                }
                if (attempt.deadline().isExpired()) {
                    throw connector.noAnswer();
                }
            } catch (IOException e) {
                running.remove(attempt);
                attempt.channel().close();
                failures.put(attempt.address(), e);
            }
        }
        return null;
    }

    /** Ends the attempts that are still running. */
    @Override
    public void close() throws IOException {
        for (Attempt attempt : running) {
            attempt.channel().close();
        }
        selector.close();
    }
}
