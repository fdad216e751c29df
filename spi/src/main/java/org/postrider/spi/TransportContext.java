// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.postrider.Timeouts;
import org.postrider.Transport;

/** Where a transport connects to and how. Implemented by the engine. */
public interface TransportContext {

    /** {@return the URI as the caller gave it} */
    URI server();

    /** {@return the host without brackets, or an empty string if the URI has none} */
    String host();

    /** {@return the port of the URI, or else the transport's default; -1 if there is neither} */
    int port();

    /** {@return the address to connect from, if the caller gave one} */
    Optional<InetSocketAddress> localAddress();

    /** {@return the limits} */
    Timeouts timeouts();

    /**
     * The addresses of the host that are left to try. The first call finds them within the RESOLVE limit, by the session's resolver. If a factory is
     * asked again, because the server at one address refused the session, that address and those tried before it are no longer among them.
     *
     * @return at least one, in the order in which they are to be tried
     * @throws java.net.UnknownHostException if there is none
     * @throws java.net.SocketTimeoutException if the limit passes first
     * @throws IOException if the look-up fails in another way
     */
    List<InetAddress> addresses() throws IOException;

    /**
     * Connects by TCP to one of the {@link #addresses()}. Attempts begin 250 ms apart, or as soon as the one before has failed, and run in parallel, each
     * with the CONNECT limit of its own; the first that succeeds ends the others (RFC 8305 section 5).
     *
     * @return the open stream, whose calls keep their deadlines; closed by the session
     * @throws java.net.UnknownHostException if the host has no address
     * @throws java.net.SocketTimeoutException if no address answered in time
     * @throws java.io.InterruptedIOException if the thread is interrupted; its flag stays set
     * @throws IOException if no address can be reached; the message names each with its reason
     */
    Transport connectTcp() throws IOException;

    /**
     * Connects to a Unix socket within the CONNECT limit.
     *
     * @param socket its path
     * @return the open stream, whose calls keep their deadlines; closed by the session
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws java.nio.file.AccessDeniedException if it may not be opened
     * @throws java.nio.file.FileSystemException if it is no socket, or its path is too long for one
     * @throws java.net.SocketTimeoutException if no server took the connection in time
     * @throws java.net.ConnectException if no server listens
     * @throws IOException if it cannot be reached in another way
     */
    Transport connectUnix(Path socket) throws IOException;
}
