// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.postrider.Deadline;
import org.postrider.Transport;

/** The least that a transport can be: deadlines for reading only, and no look ahead. */
final class SocketTransport implements Transport {

    private final Socket socket;
    private final InetSocketAddress remote;

    /** Connects to a port of 127.0.0.1. */
    SocketTransport(int port) throws IOException {
        this(port, new InetSocketAddress("127.0.0.1", port));
    }

    /** The same, and says that it is somewhere else. */
    SocketTransport(int port, InetSocketAddress remote) throws IOException {
        this.socket = new Socket("127.0.0.1", port);
        this.remote = remote;
    }

    @Override
    public int read(ByteBuffer target, Deadline deadline) throws IOException {
        socket.setSoTimeout((int) Math.max(1, Math.min(deadline.remainingMillis(), Integer.MAX_VALUE)));
        byte[] octets = new byte[target.remaining()];
        int count = socket.getInputStream().read(octets);
        target.put(octets, 0, Math.max(count, 0));
        return count;
    }

    @Override
    public void write(ByteBuffer source, Deadline deadline) throws IOException {
        byte[] octets = new byte[source.remaining()];
        source.get(octets);
        socket.getOutputStream().write(octets);
    }

    @Override
    public Readiness poll() {
        return Readiness.NOTHING;
    }

    @Override
    public String peer() {
        return "some.example (" + remote.getAddress().getHostAddress() + ")";
    }

    @Override
    public Optional<SocketAddress> remoteAddress() {
        return Optional.of(remote);
    }

    @Override
    public Optional<SocketAddress> localAddress() {
        return Optional.empty();
    }

    @Override
    public Protection protection() {
        return Protection.NONE;
    }

    @Override
    public void abort() {
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
