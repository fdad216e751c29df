// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import org.postrider.ProviderException;
import org.postrider.Timeouts;
import org.postrider.engine.transport.BoundedLookup;
import org.postrider.internal.Ascii;
import org.postrider.internal.DomainSyntax;
import org.postrider.internal.Escape;

/** The name that EHLO gives (RFC 5321 section 4.1.4): the caller's, else the machine's own if it is fully qualified, else an address literal. */
final class LocalName {

    private LocalName() {}

    /** Checks a caller's name; it is ASCII always (RFC 6531 section 3.7.1). */
    static String checked(String name) {
        String fault = DomainSyntax.faultOf(name);
        if (!fault.isEmpty() || !Ascii.isAscii(name)) {
            throw new IllegalArgumentException(Escape.quoted(name)
                    + " cannot be given to EHLO: " + (fault.isEmpty() ? "write the domain as A-labels" : fault)
                    + "; give a domain, [192.0.2.1] or [IPv6:2001:db8::1]");
        }
        return name;
    }

    /** Asks for the machine's name before anything is connected, so that a slow name service keeps no server waiting. */
    static Optional<String> ofMachine(SessionOptions options) {
        try {
            return BoundedLookup.run(
                            "the name of this machine",
                            options.timeouts().of(Timeouts.Phase.RESOLVE),
                            () -> new GuardedResolver(options.resolver()).localName())
                    .filter(LocalName::isFullyQualified);
        } catch (ProviderException e) {
            System.getLogger(LocalName.class.getName())
                    .log(System.Logger.Level.WARNING, "an address literal is used in EHLO instead of a name", e);
            return Optional.empty();
        } catch (IOException e) {
            // There is a literal to fall back on.
            return Optional.empty();
        }
    }

    private static boolean isFullyQualified(String name) {
        boolean domain = name.indexOf('.') > 0 && DomainSyntax.faultOf(name).isEmpty();
        boolean local = name.toLowerCase(Locale.ROOT).startsWith("localhost.");
        return domain && !local && !InetAddresses.isInetAddress(name) && Ascii.isAscii(name);
    }

    /** The literal of an address, or of the loopback address for a socket that has none. */
    static String literal(Optional<SocketAddress> own) {
        InetAddress address = own.isPresent() && own.get() instanceof InetSocketAddress inet && !inet.isUnresolved()
                ? inet.getAddress()
                : InetAddress.getLoopbackAddress();
        if (address instanceof Inet6Address) {
            try {
                // Made anew from its octets it has no scope, which a literal cannot carry.
                return "[IPv6:" + InetAddresses.toAddrString(InetAddress.getByAddress(address.getAddress())) + "]";
            } catch (UnknownHostException e) {
                throw new IllegalStateException("an IPv6 address has 16 octets", e);
            }
        }
        return "[" + address.getHostAddress() + "]";
    }
}
