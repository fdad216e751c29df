// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

import java.util.OptionalLong;

/**
 * What is known of the content before it is sent. A source that cannot be read twice is looked at as far as its header goes;
 * it is not scanned.
 *
 * @param size octets with CRLF line ends, the last one included, without doubled dots (RFC 1870 section 6.1)
 * @param hasEightBit whether an octet above 127 was seen
 * @param hasUtf8Header whether one stands in the header
 */
public record ContentFacts(OptionalLong size, boolean hasEightBit, boolean hasUtf8Header) {

    /** {@return the facts of a source that was not looked at} */
    public static ContentFacts unknown() {
        return new ContentFacts(OptionalLong.empty(), false, false);
    }

    /** {@return whether all of the content was scanned} */
    public boolean isScanned() {
        return size.isPresent();
    }
}
