// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.sink;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An SMTP and LMTP server that takes everything and keeps nothing, as cheaply as a thread for each connection can: beyond what a connection
 * takes, it allocates nothing, so that it can be in the JVM of a client whose allocation is measured. It offers PIPELINING, CHUNKING, 8BITMIME,
 * SMTPUTF8 and SIZE, and listens on loopback or on a Unix socket. Who says LHLO gets a reply for each recipient. A recording sink keeps what it is
 * given; that is for tests.
 */
public final class Sink implements Closeable {

    private final ServerSocketChannel listener;
    private final boolean recording;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    final AtomicLong connections = new AtomicLong();
    final AtomicLong messages = new AtomicLong();
    final AtomicLong recipients = new AtomicLong();
    final AtomicLong octets = new AtomicLong();

    private Sink(ServerSocketChannel listener, boolean recording) {
        this.listener = listener;
        this.recording = recording;
    }

    /**
     * Starts a sink on a free port.
     *
     * @param recording whether to keep what comes
     * @return the sink
     * @throws IOException if it cannot listen
     */
    public static Sink start(boolean recording) throws IOException {
        SocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return start(ServerSocketChannel.open(), anyPort, recording);
    }

    /**
     * Starts a sink on a Unix socket.
     *
     * @param path where the socket will be; it is deleted when the sink is closed
     * @param recording whether to keep what comes
     * @return the sink
     * @throws IOException if it cannot listen
     */
    public static Sink startUnix(Path path, boolean recording) throws IOException {
        return start(
                ServerSocketChannel.open(StandardProtocolFamily.UNIX), UnixDomainSocketAddress.of(path), recording);
    }

    private static Sink start(ServerSocketChannel listener, SocketAddress address, boolean recording)
            throws IOException {
        Sink sink = new Sink(listener.bind(address), recording);
        daemon("sink", sink::accept);
        return sink;
    }

    /**
     * A sink in a process of its own: prints its port, answers each line that comes on standard input by its counts, and ends with standard
     * input.
     *
     * @param arguments none
     * @throws IOException if it cannot listen
     */
    public static void main(String[] arguments) throws IOException {
        try (Sink sink = start(false);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            System.out.println(sink.port());
            while (in.readLine() != null) {
                System.out.println(sink.counts().toLine());
            }
        }
    }

    /** {@return the port, if it listens on one} */
    public int port() {
        return listener.socket().getLocalPort();
    }

    /** {@return what came so far} */
    public Counts counts() {
        return new Counts(connections.get(), messages.get(), recipients.get(), octets.get());
    }

    /** {@return the mails that came so far; none if the sink does not record} */
    public List<Received> received() {
        return List.copyOf(received);
    }

    /** Ends all connections. */
    @Override
    public void close() throws IOException {
        SocketAddress address = listener.isOpen() ? listener.getLocalAddress() : null;
        listener.close();
        if (address instanceof UnixDomainSocketAddress unix) {
            Files.deleteIfExists(unix.getPath());
        }
        for (SocketChannel connection : open) {
            connection.close();
        }
    }

    static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel connection = listener.accept();
                if (connection.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
                    connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
                }
                open.add(connection);
                connections.incrementAndGet();
                daemon("sink-" + connections, () -> serve(connection));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            new SinkConnection(channel, this, recording ? new Recording(received) : null).run();
        } catch (IOException e) {
            // The client is gone.
        } finally {
            open.remove(channel);
        }
    }
}
