// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.postrider.Deadline;
import org.postrider.Transport;
import org.postrider.spi.AbstractProvider;
import org.postrider.spi.Dialect;
import org.postrider.spi.TransportContext;
import org.postrider.spi.TransportFactory;

/**
 * A server in memory: each line of the client is answered at once by a function, and nothing behind it is read before the answer is. Nothing of
 * a socket is needed. An answer that ends in {@link #BREAK} breaks the connection for what is being written; it can still be read.
 */
final class MemoryTransport implements Transport {

    /** Breaks the connection after the answer before it. */
    static final String BREAK = "@break";

    private final Protection protection;
    private final UnaryOperator<String> server;
    private final StringBuilder received;
    private final StringBuilder line = new StringBuilder();
    private ByteBuffer answers;

    private MemoryTransport(Protection protection, UnaryOperator<String> server, StringBuilder received) {
        this.protection = protection;
        this.server = server;
        this.received = received;
        this.answers = octets(server.apply(""));
    }

    /** A provider of the scheme {@code memory}. */
    static final class Provider extends AbstractProvider {

        Provider(Dialect dialect, UnaryOperator<String> server, StringBuilder received) {
            this(dialect, Protection.LOCAL, server, received);
        }

        Provider(Dialect dialect, Protection protection, UnaryOperator<String> server, StringBuilder received) {
            super("memory", "1", "a server in memory");
            transport("memory", () -> new Factory(dialect, protection, server, received));
        }
    }

    private record Factory(Dialect dialect, Protection protection, UnaryOperator<String> server, StringBuilder received)
            implements TransportFactory {

        @Override
        public OptionalInt defaultPort() {
            return OptionalInt.of(587);
        }

        @Override
        public Transport open(TransportContext context) {
            received.append(context.host()).append(':').append(context.port()).append('\n');
            return new MemoryTransport(protection, server, received);
        }
    }

    private static ByteBuffer octets(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public int read(ByteBuffer target, Deadline deadline) throws IOException {
        if (!answers.hasRemaining()) {
            throw new SocketTimeoutException("nothing will come");
        }
        int count = Math.min(target.remaining(), answers.remaining());
        for (int i = 0; i < count; i++) {
            target.put(answers.get());
        }
        return count;
    }

    @Override
    public void write(ByteBuffer source, Deadline deadline) throws IOException {
        StringBuilder said = new StringBuilder();
        while (source.hasRemaining() && said.length() == 0) {
            char c = (char) (source.get() & 0xFF);
            line.append(c);
            if (c == '\n') {
                received.append(line);
                said.append(server.apply(line.toString().strip()));
                line.setLength(0);
            }
        }
        byte[] unread = new byte[answers.remaining()];
        answers.get(unread);
        String text = new String(unread, StandardCharsets.US_ASCII) + said;
        answers = octets(text.replace(BREAK, ""));
        if (text.endsWith(BREAK)) {
            throw new IOException("broken pipe");
        }
    }

    @Override
    public Readiness poll() {
        return answers.hasRemaining() ? Readiness.OCTETS : Readiness.NOTHING;
    }

    @Override
    public String peer() {
        return "memory";
    }

    @Override
    public Optional<SocketAddress> localAddress() {
        return Optional.empty();
    }

    @Override
    public Protection protection() {
        return protection;
    }

    @Override
    public void abort() {
        received.append("aborted");
    }

    @Override
    public void close() {
        received.append("closed");
    }
}
