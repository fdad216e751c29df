// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import javax.net.ssl.SSLException;

/** The client sent octets in clear where a TLS record had to begin. */
final class OutsideOfTlsException extends SSLException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // Never written anywhere.
    private final byte[] octets;

    OutsideOfTlsException(byte[] octets) {
        super("octets outside of TLS: " + Octets.brief(octets));
        this.octets = octets;
    }

    byte[] octets() {
        return octets.clone();
    }
}
