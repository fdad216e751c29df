// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * Finds the addresses of servers, and the client's own name. Called under a deadline, on a thread that may be given up. One that throws
 * unchecked, or returns null, fails the session with a {@link ProviderException}; where only the name fails, an address literal takes its place.
 */
public interface HostResolver {

    /**
     * The addresses of a host. A session begins to connect to them in this order, each attempt 250 ms after the one before or as soon as that has
     * failed (RFC 8305), and goes on to the next where a server refuses it in its greeting (RFC 5321 section 5.1). An implementation may veto an
     * address by leaving it out.
     *
     * @param host a name, in ASCII: the A-labels of an international one
     * @return at least one address
     * @throws UnknownHostException if there is none
     */
    List<InetAddress> addressesOf(String host) throws UnknownHostException;

    /** {@return the fully qualified name of this machine, if it is known to have one} */
    Optional<String> localName();

    /** {@return the platform's resolver; its addresses alternate between IPv6 and IPv4 (RFC 8305 section 4)} */
    static HostResolver system() {
        return SystemHostResolver.INSTANCE;
    }
}
