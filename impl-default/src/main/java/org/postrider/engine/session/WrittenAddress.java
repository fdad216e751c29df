// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.postrider.internal.Ascii;

/** An address that stands where a host name may. Four numbers are read here; the tables of a library cost more than to connect. */
final class WrittenAddress {

    private static final int IPV4_OCTETS = 4;

    private WrittenAddress() {}

    /** The address, if it is one and no name. */
    static Optional<InetAddress> in(String host) {
        if (host.indexOf(':') >= 0) {
            return InetAddresses.isInetAddress(host) ? Optional.of(InetAddresses.forString(host)) : Optional.empty();
        }
        try {
            byte[] octets = new byte[IPV4_OCTETS];
            return readIpv4(host, octets) ? Optional.of(InetAddress.getByAddress(octets)) : Optional.empty();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an IPv4 address has 4 octets", e);
        }
    }

    /** Four numbers of one to three digits, none with a leading zero, which some take for octal. */
    private static boolean readIpv4(String text, byte[] octets) {
        int start = 0;
        for (int i = 0; i < IPV4_OCTETS; i++) {
            int end = i == IPV4_OCTETS - 1 ? text.length() : text.indexOf('.', start);
            int digits = end - start;
            if (digits < 1 || digits > 3 || (digits > 1 && text.charAt(start) == '0')) {
                return false;
            }
            int number = 0;
            for (int at = start; at < end; at++) {
                if (!Ascii.isDigit(text.charAt(at))) {
                    return false;
                }
                number = 10 * number + text.charAt(at) - '0';
            }
            if (number > 0xFF) {
                return false;
            }
            octets[i] = (byte) number;
            start = end + 1;
        }
        return true;
    }
}
