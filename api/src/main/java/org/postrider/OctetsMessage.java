// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A message in memory. */
final class OctetsMessage implements Message {

    private final byte[] octets;
    private final int offset;
    private final int length;

    OctetsMessage(byte[] octets, int offset, int length) {
        this.octets = octets;
        this.offset = offset;
        this.length = length;
    }

    @Override
    public InputStream openStream() {
        return new ByteArrayInputStream(octets, offset, length);
    }

    @Override
    public Optional<ByteBuffer> octets() {
        return Optional.of(ByteBuffer.wrap(octets, offset, length).asReadOnlyBuffer());
    }

    @Override
    public String toString() {
        return length + " octets";
    }
}
