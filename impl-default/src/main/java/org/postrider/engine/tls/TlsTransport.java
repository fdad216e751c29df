// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.tls;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.postrider.Deadline;
import org.postrider.Transport;

/**
 * TLS records over another transport, with its deadlines: an {@link SSLEngine} because a socket's own TLS knows no deadline for writing, no
 * deadline that records without data do not extend, and no look ahead.
 */
final class TlsTransport implements Transport {

    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    /** Records without data that one look ahead goes through at most. */
    private static final int MAX_SILENT_RECORDS = 64;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Transport below;
    private final SSLEngine engine;
    private final Protection protection;
    /** Octets from the peer that are no whole record yet; ready to be read from. */
    private ByteBuffer received;
    /** Records that the transport has not taken yet; ready to be read from. */
    private final ByteBuffer unsent;
    /** What the peer has said; ready to be read from. */
    private ByteBuffer decrypted;

    TlsTransport(Transport below, SSLEngine engine, Protection protection) {
        this.below = below;
        this.engine = engine;
        this.protection = protection;
        SSLSession session = engine.getSession();
        this.received = ByteBuffer.allocate(session.getPacketBufferSize()).flip();
        this.unsent = ByteBuffer.allocate(session.getPacketBufferSize()).flip();
        this.decrypted = ByteBuffer.allocate(session.getApplicationBufferSize()).flip();
    }

    /**
     * Runs the handshake.
     *
     * @throws SSLException if it fails; the peer was told why
     * @throws IOException as {@link Transport#read} and {@link Transport#write}
     */
    void handshake(Deadline deadline) throws IOException {
        engine.beginHandshake();
        try {
            while (isHandshaking()) {
                step(deadline);
            }
            if (engine.isInboundDone()) {
                throw new SSLException("the peer ended TLS in the middle of the handshake");
            }
        } catch (SSLException e) {
            sayWhy();
            throw e;
        }
    }

    private boolean isHandshaking() {
        return engine.getHandshakeStatus() != SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING;
    }

    private void step(Deadline deadline) throws IOException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> runTasks();
            case NEED_WRAP -> {
                encrypt(NOTHING);
                below.write(unsent, deadline);
                if (unsent.hasRemaining()) {
                    throw new SSLException("the peer talks in the handshake and does not listen");
                }
            }
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                if (decrypt() == SSLEngineResult.Status.BUFFER_UNDERFLOW && !fill(deadline)) {
                    throw new SSLException("the connection was closed in the middle of the handshake");
                }
            }
            case NOT_HANDSHAKING, FINISHED -> {}
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Sends the alert that a failed handshake leaves behind. */
    private void sayWhy() {
        try {
            while (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP
                    && encrypt(NOTHING) == SSLEngineResult.Status.OK) {
                below.write(unsent, Deadline.after(AT_ONCE));
            }
            below.write(unsent, Deadline.after(AT_ONCE));
        } catch (IOException e) {
            // The failure itself is what is reported.
            unsent.limit(unsent.position());
        }
    }

    @Override
    public int read(ByteBuffer target, Deadline deadline) throws IOException {
        while (!decrypted.hasRemaining()) {
            flush(deadline);
            if (!decrypted.hasRemaining() && !receive(deadline)) {
                return -1;
            }
        }
        int count = Math.min(target.remaining(), decrypted.remaining());
        target.put(decrypted.slice().limit(count));
        decrypted.position(decrypted.position() + count);
        return count;
    }

    /** One record, or what there is of it. Returns false at the end of the stream. */
    private boolean receive(Deadline deadline) throws IOException {
        SSLEngineResult.Status status = decrypt();
        if (status == SSLEngineResult.Status.CLOSED) {
            return false;
        }
        afterHandshake(deadline);
        return status != SSLEngineResult.Status.BUFFER_UNDERFLOW || fill(deadline);
    }

    /** What TLS 1.3 does behind the scenes: tickets, new keys. TLS 1.2 would renegotiate here, which nobody needs and some have abused. */
    private void afterHandshake(Deadline deadline) throws IOException {
        if (!isHandshaking()) {
            return;
        }
        if (!engine.getSession().getProtocol().equals("TLSv1.3")) {
            throw new SSLException("the peer asked to renegotiate, which is not accepted");
        }
        runTasks();
        below.write(unsent, deadline);
        while (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP && !unsent.hasRemaining()) {
            encrypt(NOTHING);
            below.write(unsent, deadline);
        }
    }

    private SSLEngineResult.Status decrypt() throws SSLException {
        decrypted.compact();
        try {
            SSLEngineResult result = engine.unwrap(received, decrypted);
            if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
                decrypted = larger(decrypted, engine.getSession().getApplicationBufferSize());
                result = engine.unwrap(received, decrypted);
            }
            return result.getStatus();
        } finally {
            decrypted.flip();
        }
    }

    private static ByteBuffer larger(ByteBuffer full, int size) {
        return ByteBuffer.allocate(full.capacity() + size).put(full.flip());
    }

    /** Reads from below. Returns false at the end of the stream. */
    private boolean fill(Deadline deadline) throws IOException {
        received.compact();
        try {
            if (!received.hasRemaining()) {
                received = larger(received, engine.getSession().getPacketBufferSize());
            }
            return below.read(received, deadline) >= 0;
        } finally {
            received.flip();
        }
    }

    @Override
    public void write(ByteBuffer source, Deadline deadline) throws IOException {
        write(new ByteBuffer[] {source}, deadline);
    }

    @Override
    public void write(ByteBuffer[] sources, Deadline deadline) throws IOException {
        while (flush(deadline) && Arrays.stream(sources).anyMatch(ByteBuffer::hasRemaining)) {
            if (encrypt(sources) == SSLEngineResult.Status.CLOSED) {
                throw new SSLException("the peer has ended TLS");
            }
        }
    }

    /** Only when nothing is unsent. */
    private SSLEngineResult.Status encrypt(ByteBuffer... sources) throws SSLException {
        unsent.clear();
        try {
            return engine.wrap(sources, unsent).getStatus();
        } finally {
            unsent.flip();
        }
    }

    /** Writes what is unsent. Returns false if the peer has spoken instead of reading on. */
    private boolean flush(Deadline deadline) throws IOException {
        while (unsent.hasRemaining()) {
            below.write(unsent, deadline);
            if (!unsent.hasRemaining()) {
                return true;
            }
            if (poll() != Readiness.NOTHING) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Readiness poll() {
        try {
            for (int i = 0; i < MAX_SILENT_RECORDS; i++) {
                if (decrypted.hasRemaining()) {
                    return Readiness.OCTETS;
                }
                Readiness belowIs = received.hasRemaining() ? Readiness.OCTETS : below.poll();
                if (belowIs != Readiness.OCTETS) {
                    return belowIs;
                }
                SSLEngineResult.Status status = decrypt();
                if (status == SSLEngineResult.Status.CLOSED) {
                    return Readiness.END;
                }
                afterHandshake(Deadline.after(AT_ONCE));
                if (status == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                    Readiness more = below.poll();
                    if (more != Readiness.OCTETS) {
                        return more;
                    }
                    fill(Deadline.after(AT_ONCE));
                }
            }
            return Readiness.NOTHING;
        } catch (IOException e) {
            return Readiness.END;
        }
    }

    @Override
    public String peer() {
        return below.peer();
    }

    @Override
    public Optional<SocketAddress> localAddress() {
        return below.localAddress();
    }

    @Override
    public Protection protection() {
        return protection;
    }

    @Override
    public Optional<SSLSession> tlsSession() {
        return Optional.of(engine.getSession());
    }

    @Override
    public void abort() {
        below.abort();
    }

    /** Says close_notify and does not wait for the peer's (RFC 8314 section 3.4). */
    @Override
    public void close() {
        try {
            Deadline deadline = Deadline.after(AT_ONCE);
            if (unsent.hasRemaining()) {
                below.write(unsent, deadline);
            }
            engine.closeOutbound();
            while (!engine.isOutboundDone()) {
                if (encrypt(NOTHING) == SSLEngineResult.Status.CLOSED && !unsent.hasRemaining()) {
                    break;
                }
                below.write(unsent, deadline);
                if (unsent.hasRemaining()) {
                    // The peer talks and does not listen; it will see the connection close.
                    break;
                }
            }
        } catch (IOException e) {
            System.getLogger(TlsTransport.class.getName())
                    .log(System.Logger.Level.DEBUG, "ending TLS with " + peer() + " failed", e);
        } finally {
            below.close();
        }
    }
}
