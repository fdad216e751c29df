// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

import java.util.OptionalLong;

/**
 * What is known of the content before it is sent. A source that cannot be read twice is looked at as far as its header goes;
 * it is not scanned.
 *
 * @param size octets as the server will count them: with CRLF line ends, the last one included, without doubled dots (RFC 1870 section 6.1)
 * @param firstEightBit the index, from 0, of the first octet of the message above 127, as far as was looked
 * @param hasUtf8Header whether one stands in the header
 */
public record ContentFacts(OptionalLong size, OptionalLong firstEightBit, boolean hasUtf8Header) {

    /** {@return the facts of a source that was not looked at} */
    public static ContentFacts unknown() {
        return new ContentFacts(OptionalLong.empty(), OptionalLong.empty(), false);
    }

    /** {@return whether all of the content was scanned} */
    public boolean isScanned() {
        return size.isPresent();
    }

    /** {@return whether an octet above 127 was seen} */
    public boolean hasEightBit() {
        return firstEightBit.isPresent();
    }
}
