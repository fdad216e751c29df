// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.postrider.Deadline;
import org.postrider.Transport;

class ChannelTransportTest {

    private static final int MORE_THAN_ANY_BUFFER = 64 * 1024 * 1024;

    @Test
    @DisplayName("a write ends before its octets do when the peer has spoken and does not read (A62, F22)")
    void spokenTo() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Transport transport =
                        ChannelTransport.connect(SocketChannel.open(), server.getLocalSocketAddress(), "peer", in(5));
                Socket peer = server.accept()) {
            peer.getOutputStream().write("552 no\r\n".getBytes(StandardCharsets.US_ASCII));
            ByteBuffer octets = ByteBuffer.allocate(MORE_THAN_ANY_BUFFER);
            transport.write(octets, in(5));
            assertThat(octets.remaining()).isPositive().isLessThan(MORE_THAN_ANY_BUFFER);
            assertThat(transport.poll()).isEqualTo(Transport.Readiness.OCTETS);
            int left = octets.remaining();
            transport.write(octets, in(5));
            assertThat(octets.remaining()).isLessThanOrEqualTo(left);
            ByteBuffer said = ByteBuffer.allocate(100);
            while (said.position() < 8) {
                transport.read(said, in(5));
            }
            assertThat(new String(said.array(), 0, said.position(), StandardCharsets.US_ASCII))
                    .isEqualTo("552 no\r\n");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName(
            "who waits for a second piece of an answer has acknowledged the first: a peer with Nagle's algorithm sends it no sooner (RFC 896)")
    void secondPieceOfAnAnswer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SocketChannel channel = SocketChannel.open(server.getLocalSocketAddress());
                Socket peer = server.accept()) {
            channel.configureBlocking(false);
            Transport transport = ChannelTransport.over(channel, "peer");
            ExecutorService waiting = Executors.newSingleThreadExecutor();
            try {
                transport.write(ascii("EHLO me\r\n"), in(5));
                peer.getOutputStream().write(ascii("250-you\r\n").array());
                transport.read(ByteBuffer.allocate(100), in(5));
                // Acknowledged by now, so that no timer of the system's does what the transport must do.
                channel.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
                channel.setOption(ExtendedSocketOptions.TCP_QUICKACK, false);

                Future<Integer> second = waiting.submit(() -> transport.read(ByteBuffer.allocate(100), in(5)));
                while (!channel.getOption(ExtendedSocketOptions.TCP_QUICKACK)) {
                    assertThat(second.isDone()).isFalse();
                    Thread.onSpinWait();
                }
                peer.getOutputStream().write(ascii("250 8BITMIME\r\n").array());
                assertThat(second.get(5, TimeUnit.SECONDS)).isPositive();
            } finally {
                waiting.shutdownNow();
                transport.abort();
            }
        }
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Deadline in(int seconds) {
        return Deadline.after(Duration.ofSeconds(seconds));
    }
}
