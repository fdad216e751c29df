// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

import java.util.OptionalLong;

/**
 * What is known of the content before it is sent. A source that cannot be read twice is not scanned, and nothing is known of it.
 *
 * @param size octets with CRLF line ends, the last one included, without doubled dots (RFC 1870 section 6.1)
 * @param hasEightBit whether an octet is above 127; false if not scanned
 * @param hasUtf8Header whether one stands in the header; false if not scanned
 */
public record ContentFacts(OptionalLong size, boolean hasEightBit, boolean hasUtf8Header) {

    /** {@return the facts of a source that was not scanned} */
    public static ContentFacts unknown() {
        return new ContentFacts(OptionalLong.empty(), false, false);
    }

    /** {@return whether the content was scanned} */
    public boolean isScanned() {
        return size.isPresent();
    }
}
