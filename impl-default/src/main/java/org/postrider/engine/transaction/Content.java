// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.Stage;
import org.postrider.engine.header.MessageStart;
import org.postrider.engine.wire.ContentEncoder;
import org.postrider.engine.wire.MessageStreams;
import org.postrider.spi.ContentFacts;

/**
 * A message on its way out. One that can be read again has been read once, and is opened anew to be sent; one that cannot is open already and
 * goes on where the look at it ended. So what cannot be read is known before the server is asked for anything. Closed by whoever made it.
 */
final class Content implements AutoCloseable {

    private final Message message;
    private final ContentFacts facts;
    private final boolean canonical;
    private final boolean canonicalForData;
    /** The message, if it is in memory. */
    private final @Nullable ByteBuffer octets;

    private @Nullable InputStream begun;

    private Content(
            Message message,
            ContentFacts facts,
            boolean canonical,
            boolean canonicalForData,
            @Nullable ByteBuffer octets,
            @Nullable InputStream begun) {
        this.message = message;
        this.facts = facts;
        this.canonical = canonical;
        this.canonicalForData = canonicalForData;
        this.octets = octets;
        this.begun = begun;
    }

    private Content(Message message, ContentFacts facts, ContentScan scan, @Nullable ByteBuffer octets) {
        this(message, facts, scan.isCanonical(), scan.isCanonicalForData(), octets, null);
    }

    /**
     * Looks at a message: at all of it if it can be read again, at its header otherwise.
     *
     * @param encoder one that doubles dots, or one that alters nothing
     * @throws MessageException if it cannot be read, may not be sent, is empty, or begins with what is no header
     */
    static Content examined(Message message, ContentEncoder encoder, Blocks blocks) throws MessageException {
        InputStream in = null;
        try {
            ContentScan scan = new ContentScan(encoder, blocks);
            ByteBuffer octets = message.isRepeatable() ? message.octets().orElse(null) : null;
            if (octets != null) {
                MessageStart start = scan.begin(octets);
                if (start.isCut()) {
                    return examined(start.cut(message), encoder, blocks);
                }
                ContentFacts facts = scan.all(octets.duplicate());
                return notEmpty(scan, new Content(message, facts, scan, octets));
            }
            in = message.openStream();
            MessageStart start = scan.begin(in);
            if (start.isCut()) {
                return examined(scan.cut(start, message, in), encoder, blocks);
            }
            if (message.isRepeatable()) {
                ContentFacts facts = scan.all(in);
                in.close();
                return notEmpty(scan, new Content(message, facts, scan, null));
            }
            byte[] head = scan.head(in);
            return notEmpty(
                    scan,
                    new Content(
                            message,
                            scan.facts(),
                            false,
                            false,
                            null,
                            new SequenceInputStream(new ByteArrayInputStream(head), in)));
        } catch (IOException e) {
            MessageStreams.closeQuietly(in);
            throw MessageStreams.unreadable(message, e, Stage.MAIL);
        }
    }

    private static Content notEmpty(ContentScan scan, Content content) throws MessageException {
        if (scan.isEmpty()) {
            content.close();
            throw new MessageException("the message is empty; nothing was sent", Stage.MAIL, null);
        }
        return content;
    }

    /**
     * Opens a message of which nothing is known.
     *
     * @throws MessageException if it cannot be opened
     */
    static Content opened(Message message) throws MessageException {
        try {
            return new Content(message, ContentFacts.unknown(), false, false, null, message.openStream());
        } catch (IOException e) {
            throw MessageStreams.unreadable(message, e, Stage.DATA);
        }
    }

    ContentFacts facts() {
        return facts;
    }

    /** The octets, to be closed by the caller; once. */
    InputStream stream() throws IOException {
        InputStream stream = begun == null ? message.openStream() : begun;
        begun = null;
        return stream;
    }

    /**
     * The message as a file, if it is one that can be sent as it is; to be closed by the caller. A file whose size is not that of its octets, as
     * some of the system's own have it, must be read.
     */
    @Nullable
    FileChannel openFile() throws IOException {
        FileChannel file = canonical ? message.openFile().orElse(null) : null;
        if (file != null && file.size() != facts.size().orElse(-1)) {
            file.close();
            return null;
        }
        return file;
    }

    /** The message in memory, if it is there and can be sent as it is. */
    @Nullable
    ByteBuffer inMemory() {
        return canonical && octets != null ? octets.duplicate() : null;
    }

    /**
     * The message in memory, if it is there and can follow a 354 as it is. A file cannot: if it changed meanwhile, its octets could end the content and
     * go on as commands, where a chunk has its length.
     */
    @Nullable
    ByteBuffer inMemoryForData() {
        return canonicalForData && octets != null ? octets.duplicate() : null;
    }

    /** Says that the message is not what it was. */
    MessageException changed(long announced, long found) {
        return unreadable(new IOException(
                "it had " + announced + " octets when it was looked at and has " + found + " now that it is sent"));
    }

    /** Says why the message cannot be sent. */
    MessageException unreadable(IOException e) {
        return MessageStreams.unreadable(message, e, Stage.CONTENT);
    }

    @Override
    public void close() {
        MessageStreams.closeQuietly(begun);
        begun = null;
    }
}
