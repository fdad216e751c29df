// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

import java.util.OptionalLong;

/**
 * What the session knows of the content before it sends it. It reads a source that can be read twice to its end, and any other as far as the
 * header goes; the latter is not scanned.
 *
 * @param size octets as the server will count them: with CRLF line ends, the last one included, without doubled dots (RFC 1870 section 6.1)
 * @param firstEightBit the index, from 0, of the first octet of the message above 127, as far as the session read
 * @param hasEightBitHeader whether that octet is in the header
 * @param hasUtf8Header whether the header has octets above 127 and is valid UTF-8, as RFC 6532 wants it; false for Latin-1 and the like
 */
public record ContentFacts(
        OptionalLong size, OptionalLong firstEightBit, boolean hasEightBitHeader, boolean hasUtf8Header) {

    /** {@return the facts of a source that the session did not read} */
    public static ContentFacts unknown() {
        return new ContentFacts(OptionalLong.empty(), OptionalLong.empty(), false, false);
    }

    /** {@return whether the session read all of the content} */
    public boolean isScanned() {
        return size.isPresent();
    }

    /** {@return whether the content has an octet above 127, as far as the session read} */
    public boolean hasEightBit() {
        return firstEightBit.isPresent();
    }
}
