// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.postrider.Deadline;
import org.postrider.Transport;
import org.postrider.engine.guard.Guard;
import org.postrider.internal.Escape;

/**
 * A transport whose faults break the connection and nothing else. Whatever the transport below throws that is no {@link IOException}, and
 * whatever it returns that cannot be true, becomes an {@link IOException} that names it, so that the session ends. What cannot throw one, such as
 * {@link #poll()}, answers harmlessly, and the next read or write fails. After a write that threw, what the peer said before can still be read. A
 * write that stops early for no reason is continued.
 */
public final class GuardedTransport implements Transport {

    private final Transport below;
    private final Guard guard;
    private final String peer;
    private volatile @Nullable IOException broken;

    /**
     * Guards a transport.
     *
     * @param below the transport; not to be used directly from now on
     * @param maker who opened it
     */
    public GuardedTransport(Transport below, Guard maker) {
        this.below = below;
        this.guard = maker.ofProduct(below);
        this.peer = peerOf();
    }

    private String peerOf() {
        try {
            String text = below.peer();
            if (text != null) {
                return Escape.text(text);
            }
            did("peer()", "returned null");
        } catch (Throwable e) {
            threw("peer()", e);
        }
        return "an unnamed peer";
    }

    private IOException did(String method, String fault) {
        return keep(new IOException(guard.describe(method, fault)));
    }

    private IOException threw(String asked, Throwable thrown) {
        return keep(brokenBy(asked, thrown));
    }

    private IOException brokenBy(String asked, Throwable thrown) {
        return new IOException(guard.describe(asked, guard.thrown(thrown)), thrown);
    }

    private IOException keep(IOException failure) {
        if (broken == null) {
            broken = failure;
        }
        return failure;
    }

    private void checkNotBroken() throws IOException {
        IOException known = broken;
        if (known != null) {
            throw new IOException(known.getMessage(), known.getCause());
        }
    }

    @Override
    public int read(ByteBuffer target, Deadline deadline) throws IOException {
        checkNotBroken();
        int before = target.position();
        int limit = target.limit();
        int count;
        try {
            count = below.read(target, deadline);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw threw("read(..)", e);
        }
        boolean honest = target.limit() == limit && target.position() - before == Math.max(count, 0);
        if (count == 0 || count < -1 || !honest) {
            throw did(
                    "read(..)",
                    "returned " + count + " after it had put " + (target.position() - before)
                            + " octets into a buffer with room for " + (limit - before));
        }
        return count;
    }

    @Override
    public void write(ByteBuffer source, Deadline deadline) throws IOException {
        checkNotBroken();
        int limit = source.limit();
        int left = source.remaining();
        while (left > 0) {
            int before = left;
            try {
                below.write(source, deadline);
            } catch (IOException e) {
                throw e;
            } catch (Throwable e) {
                throw brokenBy("write(..)", e);
            }
            left = source.remaining();
            checkWritten(before, left, source.limit() == limit);
            if (left == 0 || !isToGoOn(deadline)) {
                return;
            }
        }
    }

    @Override
    public void write(ByteBuffer[] sources, Deadline deadline) throws IOException {
        checkNotBroken();
        long left = remaining(sources);
        while (left > 0) {
            long before = left;
            try {
                below.write(sources, deadline);
            } catch (IOException e) {
                throw e;
            } catch (Throwable e) {
                throw brokenBy("write(..)", e);
            }
            left = remaining(sources);
            checkWritten(before, left, true);
            if (left == 0 || !isToGoOn(deadline)) {
                return;
            }
        }
    }

    private static long remaining(ByteBuffer[] sources) {
        long sum = 0;
        for (ByteBuffer source : sources) {
            sum += source.remaining();
        }
        return sum;
    }

    @Override
    public long write(FileChannel file, long position, long count, Deadline deadline) throws IOException {
        checkNotBroken();
        long written = 0;
        while (written < count) {
            long now;
            try {
                now = below.write(file, position + written, count - written, deadline);
            } catch (IOException e) {
                throw e;
            } catch (Throwable e) {
                throw brokenBy("write(..)", e);
            }
            checkWritten(count - written, count - written - now, true);
            written += now;
            if (written < count && !isToGoOn(deadline)) {
                break;
            }
        }
        return written;
    }

    /** Sees that a write took from its source what can have been taken, and something if nothing kept it from that. */
    private void checkWritten(long before, long left, boolean sameSource) throws IOException {
        if (left < 0 || left > before || !sameSource) {
            throw did("write(..)", "took " + (before - left) + " of " + before + " octets");
        }
        if (left == before && poll() == Readiness.NOTHING) {
            throw did("write(..)", "wrote nothing although the peer had not spoken");
        }
    }

    /** Whether a write that stopped early had no reason to. */
    private boolean isToGoOn(Deadline deadline) throws IOException {
        if (poll() != Readiness.NOTHING) {
            checkNotBroken();
            return false;
        }
        if (deadline.remainingMillis() == 0) {
            throw new SocketTimeoutException(peer + " took only a part in time");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while writing to " + peer);
        }
        return true;
    }

    /** After a fault there is something to read, which is its report. */
    @Override
    public Readiness poll() {
        if (broken != null) {
            return Readiness.OCTETS;
        }
        try {
            Readiness found = below.poll();
            if (found != null) {
                return found;
            }
            did("poll()", "returned null");
        } catch (Throwable e) {
            threw("poll()", e);
        }
        return Readiness.OCTETS;
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public Optional<SocketAddress> localAddress() {
        return address("localAddress()", below::localAddress);
    }

    @Override
    public Optional<SocketAddress> remoteAddress() {
        return address("remoteAddress()", below::remoteAddress);
    }

    private Optional<SocketAddress> address(String method, Supplier<Optional<SocketAddress>> call) {
        try {
            Optional<SocketAddress> address = call.get();
            if (address != null) {
                return address;
            }
            did(method, "returned null");
        } catch (Throwable e) {
            threw(method, e);
        }
        return Optional.empty();
    }

    @Override
    public Protection protection() {
        try {
            Protection known = below.protection();
            if (known != null) {
                return known;
            }
            did("protection()", "returned null");
        } catch (Throwable e) {
            threw("protection()", e);
        }
        return Protection.NONE;
    }

    @Override
    public Optional<SSLSession> tlsSession() {
        try {
            Optional<SSLSession> session = below.tlsSession();
            if (session != null) {
                return session;
            }
            did("tlsSession()", "returned null");
        } catch (Throwable e) {
            threw("tlsSession()", e);
        }
        return Optional.empty();
    }

    @Override
    public void abort() {
        try {
            below.abort();
        } catch (Throwable e) {
            log("abort()", e);
        }
    }

    /** Closes, or aborts if that fails. */
    @Override
    public void close() {
        try {
            below.close();
        } catch (Throwable e) {
            log("close()", e);
            abort();
        }
    }

    private void log(String asked, Throwable thrown) {
        System.getLogger(GuardedTransport.class.getName())
                .log(System.Logger.Level.WARNING, guard.describe(asked, guard.thrown(thrown)), thrown);
    }
}
