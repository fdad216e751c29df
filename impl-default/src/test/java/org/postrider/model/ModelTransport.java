// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.Random;
import org.postrider.Deadline;
import org.postrider.Transport;

/**
 * The network between a session and the model server, without a clock: octets arrive late, in slices, or not at all.
 * Where a socket would wait
 * until the deadline, this one throws at once.
 */
final class ModelTransport implements Transport {

    private static final int MANY_CALLS = 20_000;

    private final Behaviour behaviour;
    private final ModelServer server;
    private final Answers answers;
    private final ReplyStream stream;
    private final Faults faults;
    private final Random random;
    private final ContentEnds ends = new ContentEnds();
    private int calls;
    private int taken;
    private boolean stalled;
    private boolean closed;

    ModelTransport(
            Behaviour behaviour,
            ModelServer server,
            Answers answers,
            ReplyStream stream,
            Faults faults,
            Random random) {
        this.behaviour = behaviour;
        this.server = server;
        this.answers = answers;
        this.stream = stream;
        this.faults = faults;
        this.random = random;
    }

    ContentEnds ends() {
        return ends;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public int read(ByteBuffer target, Deadline deadline) throws IOException {
        count();
        if (!stream.hasArrived()) {
            server.work();
        }
        if (!stream.hasArrived() && stream.isUnderWay()) {
            stream.advance();
        }
        if (stream.hasArrived()) {
            return stream.read(target);
        }
        return switch (stream.ending()) {
            case FIN -> -1;
            case RESET -> throw new IOException("Connection reset");
            case OPEN -> throw nothingComes();
        };
    }

    private SocketTimeoutException nothingComes() {
        if (behaviour.isHonest() && !answers.isSilent() && !stalled) {
            faults.add(Rule.NO_HANG, "the client waits for a reply that it is not owed");
        }
        return new SocketTimeoutException("nothing comes any more");
    }

    @Override
    public void write(ByteBuffer source, Deadline deadline) throws IOException {
        count();
        ends.offered(source);
        while (source.hasRemaining()) {
            refuseIfBroken(source);
            int room = behaviour.octetsTaken - taken;
            if (room == 0 && !answers.isOver()) {
                if (!cut()) {
                    return;
                }
                continue;
            }
            int slice = random.nextInt(3) == 0 ? 1 + random.nextInt(source.remaining()) : source.remaining();
            take(source, answers.isOver() ? slice : Math.min(slice, room));
            if (behaviour.prompt || random.nextInt(3) == 0) {
                server.work();
            }
            if (source.hasRemaining() && poll() == Readiness.OCTETS && random.nextBoolean()) {
                return;
            }
        }
    }

    /** What becomes of octets that are written after the server has gone. */
    private void refuseIfBroken(ByteBuffer source) throws IOException {
        if (stream.ending() == ReplyStream.Ending.RESET) {
            throw new IOException("Connection reset");
        }
        if (stream.ending() == ReplyStream.Ending.FIN && random.nextBoolean()) {
            if (random.nextBoolean()) {
                take(source, random.nextInt(source.remaining() + 1));
            }
            throw new IOException("Broken pipe");
        }
    }

    /** The server takes no more; returns false if the client is to read first. */
    private boolean cut() throws IOException {
        server.work();
        if (answers.isOver()) {
            return true;
        }
        switch (behaviour.cut) {
            case FIN -> answers.end(ReplyStream.Ending.FIN);
            case RESET -> answers.reset(false);
            case RESET_AND_LOSE -> answers.reset(true);
            case STALL -> {
                stalled = true;
                stream.arriveNow();
                if (stream.hasArrived()) {
                    return false;
                }
                throw new SocketTimeoutException("the server reads no more");
            }
        }
        return true;
    }

    private void take(ByteBuffer source, int count) {
        byte[] octets = new byte[count];
        source.get(octets);
        ends.taken(ByteBuffer.wrap(octets));
        taken += count;
        if (!answers.isOver()) {
            server.receive(octets);
        }
    }

    @Override
    public void write(ByteBuffer[] sources, Deadline deadline) throws IOException {
        int length = 0;
        for (ByteBuffer source : sources) {
            length += source.remaining();
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (ByteBuffer source : sources) {
            all.put(source.duplicate());
        }
        write(all.flip(), deadline);
        int written = all.position();
        for (ByteBuffer source : sources) {
            int part = Math.min(written, source.remaining());
            source.position(source.position() + part);
            written -= part;
        }
    }

    @Override
    public long write(FileChannel file, long position, long count, Deadline deadline) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate((int) count);
        while (octets.hasRemaining()) {
            if (file.read(octets, position + octets.position()) < 0) {
                throw new EOFException("the file is shorter");
            }
        }
        write(octets.flip(), deadline);
        return octets.position();
    }

    @Override
    public Readiness poll() {
        if (!stream.hasArrived()) {
            if (behaviour.prompt || random.nextBoolean()) {
                server.work();
            }
            if (stream.isUnderWay() && random.nextBoolean()) {
                stream.advance();
            }
        }
        if (stream.hasArrived()) {
            return Readiness.OCTETS;
        }
        return stream.isUnderWay() || stream.ending() == ReplyStream.Ending.OPEN ? Readiness.NOTHING : Readiness.END;
    }

    private void count() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        calls++;
        if (calls == MANY_CALLS) {
            faults.add(Rule.NO_HANG, "the session does not come to an end");
        }
        if (calls >= MANY_CALLS) {
            throw new IOException("too many calls");
        }
    }

    @Override
    public String peer() {
        return "model";
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
        stream.clientCloses();
        closed = true;
    }

    @Override
    public void close() {
        abort();
    }
}
