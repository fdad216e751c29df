// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.postrider.Deadline;
import org.postrider.Transport;

/** The least that a transport can be: it blocks, has no deadlines and no look ahead. */
final class SocketTransport implements Transport {

    private final SocketChannel channel;
    private final InetSocketAddress remote;

    /** Connects to a port of 127.0.0.1. */
    SocketTransport(int port) throws IOException {
        this(port, new InetSocketAddress("127.0.0.1", port));
    }

    /** The same, and says that it is somewhere else. */
    SocketTransport(int port, InetSocketAddress remote) throws IOException {
        this.channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        this.remote = remote;
    }

    @Override
    public int read(ByteBuffer target, Deadline deadline) throws IOException {
        return channel.read(target);
    }

    @Override
    public void write(ByteBuffer source, Deadline deadline) throws IOException {
        channel.write(source);
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
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
