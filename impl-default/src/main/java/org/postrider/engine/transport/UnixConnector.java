// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postrider.Deadline;
import org.postrider.Transport;

/** Connects to Unix sockets, and says why it cannot: the system has one error for several reasons. */
public final class UnixConnector {

    /** sun_path of sockaddr_un has 108 octets, the last one NUL. */
    private static final int LONGEST_PATH = 107;

    private static final Duration PAUSE = Duration.ofMillis(20);

    private UnixConnector() {}

    /**
     * Connects.
     *
     * @param socket the path
     * @param deadline when to give up
     */
    public static Transport connect(Path socket, Deadline deadline) throws IOException {
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_PATH) {
            throw new FileSystemException(
                    socket.toString(),
                    null,
                    "the path has " + length + " octets, and that of a socket " + LONGEST_PATH + " at most");
        }
        Transport transport = tryOnce(socket);
        while (transport == null) {
            awaitRoom(socket, deadline);
            transport = tryOnce(socket);
        }
        return transport;
    }

    /** Connects, or not if the queue of the listener is full. */
    private static @Nullable Transport tryOnce(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        boolean connected = false;
        try {
            channel.configureBlocking(false);
            connected = channel.connect(UnixDomainSocketAddress.of(socket));
            return connected ? ChannelTransport.over(channel, socket.toString()) : null;
        } catch (SocketException e) {
            IOException reason = reason(socket, e);
            if (reason != null) {
                reason.initCause(e);
                throw reason;
            }
            return null;
        } finally {
            if (!connected) {
                channel.close();
            }
        }
    }

    /** The queue of the listener is full. There is no event for that to change, and a connection cannot be left pending. */
    private static void awaitRoom(Path socket, Deadline deadline) throws IOException {
        if (deadline.remainingMillis() == 0) {
            throw new SocketTimeoutException(socket + " has a listener that took no connection");
        }
        LockSupport.parkNanos(PAUSE.toNanos());
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while waiting for " + socket);
        }
    }

    /** Null if nothing is wrong but that there is no room now, for which the platform has no exception of its own. */
    private static @Nullable IOException reason(Path socket, SocketException e) {
        String path = socket.toString();
        try {
            if (!Files.readAttributes(socket, BasicFileAttributes.class).isOther()) {
                return new FileSystemException(path, null, "it is no socket");
            }
        } catch (NoSuchFileException missing) {
            return new NoSuchFileException(path, null, "there is no such file");
        } catch (AccessDeniedException denied) {
            return new AccessDeniedException(path, null, "its folder may not be searched");
        } catch (IOException other) {
            return new FileSystemException(path, null, String.valueOf(other.getMessage()));
        }
        if (!Files.isWritable(socket)) {
            return new AccessDeniedException(path, null, "it may not be written to");
        }
        return e instanceof ConnectException ? new ConnectException(path + ": nobody listens") : null;
    }
}
