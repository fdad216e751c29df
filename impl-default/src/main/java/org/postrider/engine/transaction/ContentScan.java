// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.postrider.engine.wire.ContentEncoder;
import org.postrider.spi.ContentFacts;

/**
 * Looks at a message before anything is sent, through the very encoder that will send it: what is declared is what will be counted, and a line
 * ends here where it will end on the wire.
 */
final class ContentScan {

    private static final int BLOCK = 32 * 1024;
    /** Where the look for the end of a header is given up; no header is as long. */
    private static final int MAX_HEAD = 1024 * 1024;

    private final ContentEncoder encoder;
    private final byte[] block = new byte[BLOCK];
    private final byte[] encoded = new byte[ContentEncoder.roomFor(BLOCK)];
    private long read;
    private OptionalLong firstEightBit = OptionalLong.empty();
    private boolean utf8Header;
    private boolean inHeader = true;
    private boolean lineIsEmpty = true;

    /** By an encoder that doubles no dots. */
    ContentScan(ContentEncoder encoder) {
        this.encoder = encoder;
    }

    /** Reads all. */
    ContentFacts all(InputStream in) throws IOException {
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
            look(n);
        }
        if (isEmpty()) {
            return ContentFacts.unknown();
        }
        encoder.finish(encoded, 0);
        return new ContentFacts(OptionalLong.of(encoder.size()), firstEightBit, utf8Header);
    }

    /** Reads as far as the header goes; returns what was read. */
    byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (inHeader && head.size() < MAX_HEAD) {
            int n = in.read(block);
            if (n < 0) {
                break;
            }
            head.write(block, 0, n);
            look(n);
        }
        return head.toByteArray();
    }

    /** What was seen so far. */
    ContentFacts facts() {
        return new ContentFacts(OptionalLong.empty(), firstEightBit, utf8Header);
    }

    boolean isEmpty() {
        return encoder.size() == 0;
    }

    /** Whether all of it can be sent as it is. */
    boolean isCanonical() {
        return encoder.isCanonical();
    }

    private void look(int length) throws IOException {
        int octets = encoder.encode(block, length, encoded);
        if (firstEightBit.isEmpty()) {
            lookForEightBit(length);
        }
        if (inHeader) {
            lookForBody(octets);
        }
        read += length;
    }

    private void lookForEightBit(int length) {
        for (int i = 0; i < length; i++) {
            if (block[i] < 0) {
                firstEightBit = OptionalLong.of(read + i);
                return;
            }
        }
    }

    private void lookForBody(int octets) {
        for (int i = 0; i < octets && inHeader; i++) {
            byte octet = encoded[i];
            utf8Header |= octet < 0;
            if (octet == '\n') {
                inHeader = !lineIsEmpty;
                lineIsEmpty = true;
            } else if (octet != '\r') {
                lineIsEmpty = false;
            }
        }
    }
}
