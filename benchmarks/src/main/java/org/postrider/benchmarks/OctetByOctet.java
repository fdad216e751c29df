// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks;

/** What the content encoder does, as one would write it first: a state, and a decision at each octet. */
final class OctetByOctet {

    private OctetByOctet() {}

    /**
     * Makes each line end CRLF and doubles each dot that begins a line.
     *
     * @param in the content
     * @param out with room for twice as many octets
     * @return the number of octets written
     */
    static int encode(byte[] in, byte[] out) {
        int at = 0;
        byte last = '\n';
        for (byte octet : in) {
            if (octet == 0) {
                throw new IllegalArgumentException("NUL");
            }
            if (octet == '\r' || (octet == '\n' && last != '\r')) {
                out[at++] = '\r';
                out[at++] = '\n';
            } else if (octet != '\n') {
                if (octet == '.' && (last == '\r' || last == '\n')) {
                    out[at++] = '.';
                }
                out[at++] = octet;
            }
            last = octet;
        }
        return at;
    }
}
