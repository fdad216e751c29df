// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

import java.io.IOException;
import java.net.URI;
import java.util.OptionalInt;
import org.postrider.Transport;

/** Opens the transports of one URI scheme. Stateless and safe for any thread. */
public interface TransportFactory {

    /** {@return what is spoken over it} */
    Dialect dialect();

    /** {@return the port of a URI that names none; empty if the URI must name one, or if the transport has no ports} */
    OptionalInt defaultPort();

    /**
     * Whether a URI names a host ({@code scheme://host:port}); otherwise it has a path instead ({@code scheme:///path}).
     *
     * @param server a URI of this scheme
     * @return whether it is read as one with a host
     */
    default boolean hasHost(URI server) {
        return true;
    }

    /** {@return whether the engine shall put TLS on it before a word is said (RFC 8314), as on {@code smtps}} */
    default boolean implicitTls() {
        return false;
    }

    /**
     * Connects. Each wait keeps to its phase of {@link TransportContext#timeouts()}.
     *
     * <p>If the server then refuses the session in its greeting, or is lost before it, this is called again with the same context while addresses
     * are left (RFC 5321 section 5.1). That needs {@link TransportContext#connectTcp()}, or a transport that knows its
     * {@link Transport#remoteAddress()}; other transports are asked once.
     *
     * @param context where to and how
     * @return the open stream; on failure nothing stays open
     * @throws java.net.UnknownHostException if the host is not found
     * @throws IOException if the peer cannot be reached
     * @throws IllegalArgumentException if the URI does not fit this transport; subclasses of it, as channels throw, are faults of the transport
     */
    Transport open(TransportContext context) throws IOException;
}
