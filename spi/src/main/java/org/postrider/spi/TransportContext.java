// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.postrider.Timeouts;

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
     * Finds the addresses of the host within the RESOLVE limit, by the session's resolver.
     *
     * @return at least one, in the order in which they are to be tried
     * @throws java.net.UnknownHostException if there is none
     * @throws java.net.SocketTimeoutException if the limit passes first
     * @throws IOException if the look-up fails in another way
     */
    List<InetAddress> addresses() throws IOException;
}
