// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.postrider.Deadline;
import org.postrider.Timeouts;
import org.postrider.Transport;
import org.postrider.spi.TransportContext;

/** Connects by TCP: to each address of the host in turn, each with the full limit (RFC 5321 section 5.1). */
public final class TcpConnector {

    private TcpConnector() {}

    /** Connects to the first address that answers. */
    public static Transport connect(TransportContext context) throws IOException {
        IOException last = new IOException("the host has no address");
        for (InetAddress address : context.addresses()) {
            try {
                return connect(address, context);
            } catch (InterruptedIOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                last = e;
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private static Transport connect(InetAddress address, TransportContext context) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            // A group of commands is one write; Nagle's algorithm would hold the next one back for the peer's
            // acknowledgement.
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (context.localAddress().isPresent()) {
                channel.bind(context.localAddress().get());
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        return ChannelTransport.connect(
                channel,
                new InetSocketAddress(address, context.port()),
                context.host() + ":" + context.port() + " (" + address.getHostAddress() + ")",
                Deadline.after(context.timeouts().of(Timeouts.Phase.CONNECT)));
    }
}
