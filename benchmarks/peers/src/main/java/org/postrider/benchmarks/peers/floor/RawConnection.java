// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.floor;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.postrider.benchmarks.peers.contestant.Task;

/** A blocking socket without Nagle's algorithm. Octets are made beforehand, and replies are counted. */
final class RawConnection implements Closeable {

    private static final ByteBuffer QUIT = Octets.of("QUIT\r\n");

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024).flip();
    private int column;
    private boolean lastLine;

    RawConnection(Task task) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(task.host(), task.port()));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        expect(1);
        write(Octets.of("EHLO " + Task.CLIENT_NAME + "\r\n"));
        expect(1);
    }

    /** Writes octets from their start to their limit. */
    void write(ByteBuffer octets) throws IOException {
        octets.rewind();
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
    }

    /** Writes octets, one after another, in one call if the socket takes them. */
    void write(ByteBuffer[] octets) throws IOException {
        for (ByteBuffer part : octets) {
            part.rewind();
        }
        while (octets[octets.length - 1].hasRemaining()) {
            channel.write(octets);
        }
    }

    /** Writes a file. */
    void write(FileChannel file) throws IOException {
        long size = file.size();
        for (long at = 0; at < size; ) {
            at += file.transferTo(at, size - at, channel);
        }
    }

    /** Reads so many replies, none of which may refuse. */
    void expect(int replies) throws IOException {
        for (int left = replies; left > 0; ) {
            if (!in.hasRemaining()) {
                in.clear();
                if (channel.read(in) < 0) {
                    throw new EOFException("the server ended the connection");
                }
                in.flip();
            }
            byte octet = in.get();
            if (column == 0 && octet != '2' && octet != '3') {
                String reply =
                        (char) octet + StandardCharsets.US_ASCII.decode(in).toString();
                throw new IOException("refused: " + reply.lines().findFirst().orElseThrow());
            }
            if (column == 3) {
                lastLine = octet != '-';
            }
            column++;
            if (octet == '\n') {
                column = 0;
                left -= lastLine ? 1 : 0;
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            write(QUIT);
            expect(1);
        }
    }
}
