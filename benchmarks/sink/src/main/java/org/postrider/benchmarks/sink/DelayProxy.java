// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.sink;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP proxy on loopback that holds every octet back for a while, each way: a network with a delay and no limit of bandwidth. */
public final class DelayProxy implements Closeable {

    private final ServerSocketChannel listener;
    private final InetSocketAddress server;
    private final long delayNanos;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    private DelayProxy(ServerSocketChannel listener, InetSocketAddress server, long delayNanos) {
        this.listener = listener;
        this.server = server;
        this.delayNanos = delayNanos;
    }

    /**
     * Starts a proxy on a free port.
     *
     * @param server where it connects to
     * @param delayNanos how long it holds octets back, each way
     * @return the proxy
     * @throws IOException if it cannot listen
     */
    public static DelayProxy start(InetSocketAddress server, long delayNanos) throws IOException {
        ServerSocketChannel listener =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        DelayProxy proxy = new DelayProxy(listener, server, delayNanos);
        Sink.daemon("delay", proxy::accept);
        return proxy;
    }

    /**
     * A proxy in a process of its own: prints its port and ends with standard input.
     *
     * @param arguments the server's host and port, and the delay each way in microseconds
     * @throws IOException if it cannot listen
     */
    public static void main(String[] arguments) throws IOException {
        InetSocketAddress server = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        try (DelayProxy proxy = start(server, TimeUnit.MICROSECONDS.toNanos(Long.parseLong(arguments[2])))) {
            System.out.println(proxy.port());
            while (System.in.read() >= 0) {
                // Nothing is expected but its end.
            }
        }
    }

    /** {@return the port} */
    public int port() {
        return listener.socket().getLocalPort();
    }

    /** Ends all connections. */
    @Override
    public void close() throws IOException {
        listener.close();
        for (SocketChannel channel : open) {
            channel.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = listener.accept();
                open.add(client);
                Sink.daemon("delay-connect", () -> connect(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void connect(SocketChannel client) {
        try {
            SocketChannel target = SocketChannel.open(server);
            open.add(target);
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            target.setOption(StandardSocketOptions.TCP_NODELAY, true);
            AtomicInteger lines = new AtomicInteger(2);
            Runnable ended = () -> {
                if (lines.decrementAndGet() == 0) {
                    close(client);
                    close(target);
                }
            };
            new DelayLine(client, target, delayNanos, ended).start();
            new DelayLine(target, client, delayNanos, ended).start();
        } catch (IOException e) {
            close(client);
        }
    }

    private void close(SocketChannel channel) {
        open.remove(channel);
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone.
        }
    }
}
