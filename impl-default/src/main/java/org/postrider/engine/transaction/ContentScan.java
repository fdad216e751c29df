// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;
import org.postrider.Message;
import org.postrider.engine.header.BegunMessage;
import org.postrider.engine.header.MessageStart;
import org.postrider.engine.wire.ContentEncoder;
import org.postrider.engine.wire.Octets;
import org.postrider.spi.ContentFacts;

/**
 * Looks at a message before anything is sent, through the very encoder that will send it: what is declared is what will be counted, and a line
 * ends here where it will end on the wire.
 */
final class ContentScan {

    private static final int BLOCK = 32 * 1024;

    /** How much of a message in memory shows how it begins, as a rule. */
    private static final int FIRST_LOOK = 128;

    /** Where the look for the end of a header is given up; no header is as long. */
    private static final int MAX_HEAD = 1024 * 1024;

    private final ContentEncoder encoder;
    private final byte[] block;
    /** How many octets of the block {@link #begin} read. */
    private int begun;

    private long read;
    private OptionalLong firstEightBit = OptionalLong.empty();
    private boolean eightBitHeader;
    private final Utf8Check utf8 = new Utf8Check();
    private boolean inHeader = true;
    private boolean lineIsEmpty = true;
    private boolean afterCr;

    /** By an encoder that doubles dots, or by one that alters nothing. */
    ContentScan(ContentEncoder encoder, Blocks blocks) {
        this.encoder = encoder;
        this.block = blocks.source(BLOCK);
    }

    /** Looks at how a message begins, before anything else. */
    MessageStart begin(ByteBuffer octets) throws IOException {
        int length = Math.min(octets.remaining(), FIRST_LOOK);
        octets.duplicate().get(block, 0, length);
        if (!MessageStart.isDecided(block, length)) {
            length = Math.min(octets.remaining(), block.length);
            octets.duplicate().get(block, 0, length);
        }
        return MessageStart.of(block, length);
    }

    /** Looks at how a message begins, before anything else, and reads no further than it must. */
    MessageStart begin(InputStream in) throws IOException {
        for (int n = in.read(block); n >= 0; n = in.read(block, begun, block.length - begun)) {
            begun += n;
            if (MessageStart.isDecided(block, begun) || begun == block.length) {
                break;
            }
        }
        return MessageStart.of(block, begun);
    }

    /** A message without what {@link #begin} found to cut off. One that can be read once goes on where the look ended. */
    Message cut(MessageStart start, Message message, InputStream in) throws IOException {
        if (message.isRepeatable()) {
            in.close();
            return start.cut(message);
        }
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOf(block, begun)), in);
        return start.cut(new BegunMessage(whole, message.toString()));
    }

    /** Reads all. */
    ContentFacts all(InputStream in) throws IOException {
        look(begun);
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
            look(n);
        }
        return end();
    }

    /** Reads all. */
    ContentFacts all(ByteBuffer octets) throws IOException {
        while (octets.hasRemaining()) {
            int n = Math.min(octets.remaining(), block.length);
            octets.get(block, 0, n);
            look(n);
        }
        return end();
    }

    private ContentFacts end() throws IOException {
        if (isEmpty()) {
            return ContentFacts.unknown();
        }
        encoder.finish(null, 0);
        return facts(OptionalLong.of(encoder.size()));
    }

    /** Reads as far as the header goes; returns what was read. */
    byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.write(block, 0, begun);
        look(begun);
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
        return facts(OptionalLong.empty());
    }

    private ContentFacts facts(OptionalLong size) {
        return new ContentFacts(size, firstEightBit, eightBitHeader, eightBitHeader && utf8.isValid());
    }

    boolean isEmpty() {
        return encoder.size() == 0;
    }

    /** Whether all of it can be sent as it is. */
    boolean isCanonical() {
        return encoder.isCanonical();
    }

    /** Whether all of it can be sent as it is after a 354, too: no line begins with a dot. */
    boolean isCanonicalForData() {
        return encoder.isCanonical() && !encoder.hasDoubledDots();
    }

    private void look(int length) throws IOException {
        encoder.encode(block, length, null);
        if (firstEightBit.isEmpty() && !encoder.isKnownAscii()) {
            int index = Octets.nextEightBit(block, 0, length);
            firstEightBit = index < length ? OptionalLong.of(read + index) : firstEightBit;
        }
        if (inHeader) {
            lookForBody(length);
        }
        read += length;
    }

    /** A line ends at CRLF, CR and LF alike, as it will on the wire. */
    private void lookForBody(int length) {
        for (int i = 0; i < length && inHeader; i++) {
            byte octet = block[i];
            boolean secondHalf = octet == '\n' && afterCr;
            afterCr = octet == '\r';
            if (octet == '\r' || (octet == '\n' && !secondHalf)) {
                utf8.lineEnd();
                inHeader = !lineIsEmpty;
                lineIsEmpty = true;
            } else if (!secondHalf) {
                lineIsEmpty = false;
                if (octet < 0 || utf8.isInCharacter()) {
                    eightBitHeader = true;
                    utf8.next(octet);
                }
            }
        }
    }
}
