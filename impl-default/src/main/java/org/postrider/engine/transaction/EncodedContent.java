// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.postrider.SmtpException;
import org.postrider.engine.wire.ContentEncoder;
import org.postrider.engine.wire.MessageStreams;

/** The octets of a message as they go on the wire, block by block. */
final class EncodedContent implements AutoCloseable {

    private final Content content;
    private final ContentEncoder encoder;
    private final InputStream in;
    private final boolean whole;
    private final int length;
    private final byte[] block;
    private final byte[] encoded;
    private boolean atEnd;

    /**
     * Opens a message.
     *
     * @param blockOctets how much of the source is read for a block, unless it is known to have less
     * @param whole whether a block waits until it is full; otherwise each is what the source has at hand
     */
    EncodedContent(Content content, ContentEncoder encoder, Blocks blocks, int blockOctets, boolean whole)
            throws SmtpException {
        this.content = content;
        this.encoder = encoder;
        this.whole = whole;
        // One more than there is shows at the first reading that there is no more.
        this.length = (int) Math.min(content.facts().size().orElse(blockOctets) + 1, blockOctets);
        this.block = blocks.source(length);
        this.encoded = blocks.encoded(length);
        try {
            this.in = content.stream();
        } catch (Throwable e) {
            throw content.unreadable(e);
        }
    }

    /** The next block, perhaps empty, in a buffer that the one after it will overwrite. */
    ByteBuffer next() throws SmtpException {
        try {
            int octets = encoder.encode(block, fill(), encoded);
            if (atEnd) {
                octets = encoder.finish(encoded, octets);
                checkSize();
            }
            return ByteBuffer.wrap(encoded, 0, octets);
        } catch (Throwable e) {
            throw content.unreadable(e);
        }
    }

    private int fill() throws IOException {
        int read = whole ? in.readNBytes(block, 0, length) : in.read(block, 0, length);
        atEnd = whole ? read < length : read < 0;
        return Math.max(read, 0);
    }

    private void checkSize() throws SmtpException {
        long announced = content.facts().size().orElse(encoder.size());
        if (encoder.size() != announced) {
            throw content.changed(announced, encoder.size());
        }
    }

    /** Whether the last block was the last. */
    boolean isAtEnd() {
        return atEnd;
    }

    /** The octets so far as the server counts them. */
    long size() {
        return encoder.size();
    }

    @Override
    public void close() {
        MessageStreams.closeQuietly(in);
    }
}
