// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * The open byte stream under a session. Calls block, each until its deadline at most; one thread at a time uses it, except that
 * {@link #abort()} may come from any.
 *
 * <p>Whatever an implementation throws that is no {@link IOException}, and whatever it returns that cannot be true, such as a count that does not fit
 * the buffer, breaks the connection: the session ends with a {@link ConnectionLostException} that names the class and its provider.
 */
public interface Transport extends AutoCloseable {

    /** How much of a file is read at a time where it cannot be handed over as it is, in octets. */
    int FILE_BLOCK = 64 * 1024;

    /** What {@link Transport#poll()} found. */
    enum Readiness {
        /** Nothing has arrived. */
        NOTHING,
        /** {@link Transport#read} would return octets at once. */
        OCTETS,
        /** The peer has ended the stream, or it broke. */
        END
    }

    /**
     * Reads at least one octet.
     *
     * @param target takes the octets; has room
     * @param deadline when to give up
     * @return the number of octets, or -1 at the end of the stream
     * @throws java.net.SocketTimeoutException if the deadline passes before an octet has come
     * @throws java.io.InterruptedIOException if the thread is interrupted; its flag stays set
     * @throws IOException if the stream breaks or was aborted
     */
    int read(ByteBuffer target, Deadline deadline) throws IOException;

    /**
     * Writes all octets. It may return early if the peer has sent data and reads no further: waiting for room could deadlock then.
     *
     * <p>If this method throws, the position shows how many octets may have left. The session decides by it whether the end of a message may have
     * been sent, so an implementation that cannot know moves the position to the limit before it throws.
     *
     * @param source the octets from position to limit; on return empty, unless {@link #read} would return at once
     * @param deadline when to give up
     * @throws java.net.SocketTimeoutException if the deadline passes first; some octets may have left
     * @throws java.io.InterruptedIOException if the thread is interrupted; its flag stays set
     * @throws IOException if the stream breaks or was aborted
     */
    void write(ByteBuffer source, Deadline deadline) throws IOException;

    /**
     * Writes the octets of several buffers, one after another, as {@link #write(ByteBuffer, Deadline)} does with one, and in one piece if it can.
     * Unless overridden they are written one by one, and none once the peer has spoken.
     *
     * @param sources the octets of each from position to limit
     * @param deadline when to give up
     * @throws java.net.SocketTimeoutException if the deadline passes first; some octets may have left
     * @throws java.io.InterruptedIOException if the thread is interrupted; its flag stays set
     * @throws IOException if the stream breaks or was aborted
     */
    default void write(ByteBuffer[] sources, Deadline deadline) throws IOException {
        for (int i = 0; i < sources.length && (i == 0 || poll() == Readiness.NOTHING); i++) {
            write(sources[i], deadline);
        }
    }

    /**
     * Writes octets of a file, as {@link #write(ByteBuffer, Deadline)} does with octets in memory. Unless overridden they pass through a buffer.
     *
     * @param file open for reading; its own position does not matter and does not change
     * @param position where to begin, in octets
     * @param count how many
     * @param deadline when to give up
     * @return how many were written; fewer than asked for only if {@link #read} would return at once
     * @throws java.io.EOFException if the file ends before that
     * @throws java.net.SocketTimeoutException if the deadline passes first; some octets may have left
     * @throws java.io.InterruptedIOException if the thread is interrupted; its flag stays set
     * @throws IOException if the file cannot be read, or the stream breaks or was aborted
     */
    default long write(FileChannel file, long position, long count, Deadline deadline) throws IOException {
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(count, FILE_BLOCK));
        long written = 0;
        while (written < count) {
            block.clear().limit((int) Math.min(count - written, FILE_BLOCK));
            if (file.read(block, position + written) < 0) {
                throw new EOFException("the file ends after " + (position + written) + " octets");
            }
            int read = block.flip().remaining();
            write(block, deadline);
            written += read - block.remaining();
            if (block.hasRemaining()) {
                break;
            }
        }
        return written;
    }

    /**
     * Looks, without waiting, whether octets or the end of the stream are there; through TLS too.
     *
     * @return what was found
     */
    Readiness poll();

    /** {@return the peer's address, for messages} */
    String peer();

    /**
     * The peer's end. A session that opened this transport to a host with several addresses goes on with those after this one if the server refuses
     * it; without an address it does not.
     *
     * @return the address connected to, if the stream has one that is known; empty unless overridden
     */
    default Optional<SocketAddress> remoteAddress() {
        return Optional.empty();
    }

    /** {@return the own end, if the stream has an address for it} */
    Optional<SocketAddress> localAddress();

    /** {@return what protects the stream} */
    Protection protection();

    /** {@return the TLS session, if the stream is protected by TLS} */
    default Optional<SSLSession> tlsSession() {
        return Optional.empty();
    }

    /** Closes the stream at once, without a farewell and without a lock. May be called from any thread, and again. */
    void abort();

    /** Closes the stream in its orderly way, within two seconds. May be called again. */
    @Override
    void close();

    /** What protects a stream against others. */
    enum Protection {
        /** Nothing. */
        NONE,
        /** The peer is on this machine: loopback, or a Unix socket. */
        LOCAL,
        /** Encrypted, but the peer did not prove who it is: those who only listen read nothing, and those who take the server's place do. */
        ENCRYPTED,
        /** Encrypted, and the peer proved to be the one that was asked for. */
        VERIFIED;

        /** {@return whether the stream is encrypted, to a verified peer or not} */
        public boolean isEncrypted() {
            return this == ENCRYPTED || this == VERIFIED;
        }
    }
}
