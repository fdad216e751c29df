// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.tls;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.postrider.Deadline;
import org.postrider.Transport;

/**
 * TLS records over another transport, with its deadlines. It uses an {@link SSLEngine}, because a socket's own TLS has no deadline for writing, lets
 * records without data extend the deadline for reading, and cannot look ahead. Every loop looks at the deadline and at the thread's interrupt
 * itself: the transport below does so only when it has to wait, which a peer that sends without end never lets it do.
 */
final class TlsTransport implements Transport {

    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    /** The most records without data that one call of {@link #poll} reads. */
    private static final int MAX_SILENT_RECORDS = 64;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Transport below;
    private final SSLEngine engine;
    private final @Nullable PeerCheck peerCheck;
    private Protection protection = Protection.ENCRYPTED;
    private boolean peerChecked;
    /** Whether a write has failed: nothing more can be sent, but what the peer has said can still be read. */
    private boolean writeFailed;
    /** Octets from the peer that are no whole record yet; ready to be read from. */
    private ByteBuffer received;
    /** Records that the transport has not taken yet; ready to be read from. */
    private final ByteBuffer unsent;
    /** What the peer has said; ready to be read from. */
    private ByteBuffer decrypted;

    /** Checks the certificate of a server. */
    @FunctionalInterface
    interface PeerCheck {
        /** Throws if the certificate is not that of the server which was asked for. */
        void check(X509Certificate certificate) throws CertificateException;
    }

    /**
     * Makes a transport that has not begun its handshake.
     *
     * @param peerCheck runs as soon as the server's certificate is known, before anything is sent in answer to it, a client certificate
     *     included; null if the engine's trust manager does all checks
     */
    TlsTransport(Transport below, SSLEngine engine, @Nullable PeerCheck peerCheck) {
        this.below = below;
        this.engine = engine;
        this.peerCheck = peerCheck;
        SSLSession session = engine.getSession();
        this.received = ByteBuffer.allocate(session.getPacketBufferSize()).flip();
        this.unsent = ByteBuffer.allocate(session.getPacketBufferSize()).flip();
        this.decrypted = ByteBuffer.allocate(session.getApplicationBufferSize()).flip();
    }

    /**
     * Runs the handshake.
     *
     * @throws SSLException if it fails; an alert was sent to the peer
     * @throws EOFException if the peer closes the connection before it is complete
     * @throws IOException as {@link Transport#read} and {@link Transport#write}
     */
    void handshake(Deadline deadline) throws IOException {
        engine.beginHandshake();
        try {
            while (isHandshaking()) {
                checkTime(deadline);
                step(deadline);
            }
            checkPeer();
            if (engine.isInboundDone()) {
                throw new EOFException("the peer ended TLS in the middle of the handshake");
            }
        } catch (PeerCheckException e) {
            // An alert could be sent only after what the engine has ready, and that may be a client certificate.
            throw e;
        } catch (SSLException e) {
            sendAlert();
            throw e;
        }
    }

    /** Sets whether the handshake has proved the peer. */
    void verified(boolean proved) {
        protection = proved ? Protection.VERIFIED : Protection.ENCRYPTED;
    }

    private boolean isHandshaking() {
        return engine.getHandshakeStatus() != SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING;
    }

    private void step(Deadline deadline) throws IOException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> runTasks();
            case NEED_WRAP -> {
                checkPeer();
                encrypt(NOTHING);
                send(deadline);
                if (unsent.hasRemaining()) {
                    throw new SSLException("the peer sends in the handshake and does not read");
                }
            }
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                if (decrypt() == SSLEngineResult.Status.BUFFER_UNDERFLOW && !fill(deadline)) {
                    throw new EOFException("the peer closed the connection in the middle of the TLS handshake");
                }
            }
            case NOT_HANDSHAKING, FINISHED -> {}
        }
    }

    /** The check of a peer's certificate failed. */
    static final class PeerCheckException extends SSLException {

        private static final long serialVersionUID = 1L;

        PeerCheckException(CertificateException cause) {
            super(cause);
        }
    }

    private void checkPeer() throws PeerCheckException {
        PeerCheck check = peerCheck;
        X509Certificate certificate = check == null || peerChecked ? null : peerCertificate();
        if (check != null && certificate != null) {
            peerChecked = true;
            try {
                check.check(certificate);
            } catch (CertificateException e) {
                throw new PeerCheckException(e);
            }
        }
    }

    /** The peer's certificate, or null before it has come. */
    private @Nullable X509Certificate peerCertificate() {
        SSLSession handshaking = engine.getHandshakeSession();
        try {
            Certificate[] chain = (handshaking == null ? engine.getSession() : handshaking).getPeerCertificates();
            return chain[0] instanceof X509Certificate certificate ? certificate : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    private void checkTime(Deadline deadline) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while waiting for " + peer());
        }
        if (deadline.isExpired()) {
            throw new SocketTimeoutException(peer() + " was not ready in time");
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Sends the alert that a failed handshake leaves in the engine. */
    private void sendAlert() {
        Deadline deadline = Deadline.after(AT_ONCE);
        try {
            while (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP
                    && !deadline.isExpired()
                    && encrypt(NOTHING) == SSLEngineResult.Status.OK) {
                send(deadline);
            }
            send(deadline);
        } catch (IOException e) {
            // The failure of the handshake is what is reported.
            unsent.limit(unsent.position());
        }
    }

    @Override
    public int read(ByteBuffer target, Deadline deadline) throws IOException {
        while (!decrypted.hasRemaining()) {
            try {
                flush(deadline);
            } catch (IOException e) {
                readOnAfter(e);
            }
            if (!decrypted.hasRemaining() && !receive(deadline)) {
                return -1;
            }
        }
        int count = Math.min(target.remaining(), decrypted.remaining());
        target.put(decrypted.slice().limit(count));
        decrypted.position(decrypted.position() + count);
        return count;
    }

    /** Reads one record, or what there is of it. Returns false at the end of the stream. */
    private boolean receive(Deadline deadline) throws IOException {
        SSLEngineResult.Status status = decrypt();
        if (status == SSLEngineResult.Status.CLOSED) {
            return false;
        }
        answerSilentRecord(deadline);
        if (decrypted.hasRemaining()) {
            return true;
        }
        checkTime(deadline);
        return status != SSLEngineResult.Status.BUFFER_UNDERFLOW || fill(deadline);
    }

    /**
     * Does what TLS 1.3 asks for between records of data: tickets, new keys. TLS 1.2 would renegotiate here, which is refused: it serves no
     * purpose in SMTP and has been used for attacks.
     */
    private void answerSilentRecord(Deadline deadline) throws IOException {
        if (!isHandshaking()) {
            return;
        }
        if (!engine.getSession().getProtocol().equals("TLSv1.3")) {
            throw new SSLException("the peer asked to renegotiate, which is not accepted");
        }
        runTasks();
        sendAnswer(deadline);
        while (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP
                && !writeFailed
                && !unsent.hasRemaining()) {
            checkTime(deadline);
            encrypt(NOTHING);
            sendAnswer(deadline);
        }
    }

    private void sendAnswer(Deadline deadline) throws IOException {
        try {
            send(deadline);
        } catch (IOException e) {
            readOnAfter(e);
        }
    }

    /**
     * Goes on after a write that failed while reading. A peer that has closed the connection takes nothing more, but what it said before can still be
     * read, and is worth more than the failure.
     */
    private void readOnAfter(IOException e) throws IOException {
        if (e instanceof InterruptedIOException || e instanceof ClosedChannelException || e instanceof SSLException) {
            throw e;
        }
        System.getLogger(TlsTransport.class.getName())
                .log(System.Logger.Level.DEBUG, "writing to " + peer() + " failed, reading goes on", e);
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
        if (writeFailed) {
            throw new IOException("an earlier write to " + peer() + " failed");
        }
        while (flush(deadline) && Arrays.stream(sources).anyMatch(ByteBuffer::hasRemaining)) {
            if (encrypt(sources) == SSLEngineResult.Status.CLOSED) {
                throw new EOFException("the peer has ended TLS");
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

    /** Hands what is unsent to the transport below, which may leave some of it. After a failure there is nothing left to send. */
    private void send(Deadline deadline) throws IOException {
        boolean sent = false;
        try {
            below.write(unsent, deadline);
            sent = true;
        } finally {
            if (!sent) {
                // The record was cut, so the peer can understand nothing that would follow it.
                writeFailed = true;
                unsent.limit(unsent.position());
            }
        }
    }

    /** Writes what is unsent. Returns false if the peer has spoken instead of reading on. */
    private boolean flush(Deadline deadline) throws IOException {
        while (unsent.hasRemaining()) {
            send(deadline);
            if (!unsent.hasRemaining()) {
                return true;
            }
            if (poll() != Readiness.NOTHING) {
                return false;
            }
            checkTime(deadline);
        }
        return true;
    }

    @Override
    public Readiness poll() {
        try {
            Deadline deadline = null;
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
                deadline = deadline == null ? Deadline.after(AT_ONCE) : deadline;
                answerSilentRecord(deadline);
                if (status == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                    Readiness more = below.poll();
                    if (more != Readiness.OCTETS) {
                        return more;
                    }
                    fill(deadline);
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
    public Optional<SocketAddress> remoteAddress() {
        return below.remoteAddress();
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

    /** Sends close_notify and does not wait for the peer's (RFC 8314 section 3.4). */
    @Override
    public void close() {
        try {
            Deadline deadline = Deadline.after(AT_ONCE);
            if (unsent.hasRemaining()) {
                send(deadline);
            }
            engine.closeOutbound();
            while (!writeFailed && !engine.isOutboundDone() && !deadline.isExpired()) {
                if (encrypt(NOTHING) == SSLEngineResult.Status.CLOSED && !unsent.hasRemaining()) {
                    break;
                }
                send(deadline);
                if (unsent.hasRemaining()) {
                    // The peer sends and does not read; it will see the connection close.
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
