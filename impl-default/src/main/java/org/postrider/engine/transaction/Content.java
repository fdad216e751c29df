// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.engine.header.MessageStart;
import org.postrider.engine.wire.ContentEncoder;
import org.postrider.engine.wire.MessageStreams;
import org.postrider.spi.ContentFacts;

/**
 * A message on its way out. One that can be read again has been read once, and is opened anew to be sent; one that cannot is open already and
 * goes on where the examination ended. So what cannot be read is known before the server is asked for anything. Closed by its creator.
 */
final class Content implements AutoCloseable {

    private final Message message;
    private final ContentFacts facts;
    private final boolean canonical;
    private final boolean canonicalForData;
    /** The message, if it is in memory. */
    private final @Nullable ByteBuffer octets;
    /** What its file was like when it was examined, if it is a file. */
    private final UnchangedFile.@Nullable Stamp stamp;

    private @Nullable InputStream begun;

    /** A message of which nothing is known but what was read of its header. */
    private Content(Message message, ContentFacts facts, InputStream begun) {
        this.message = message;
        this.facts = facts;
        this.canonical = false;
        this.canonicalForData = false;
        this.octets = null;
        this.stamp = null;
        this.begun = begun;
    }

    private Content(
            Message message,
            ContentFacts facts,
            ContentScan scan,
            @Nullable ByteBuffer octets,
            UnchangedFile.@Nullable Stamp stamp) {
        this.message = message;
        this.facts = facts;
        this.canonical = scan.isCanonical();
        this.canonicalForData = scan.isCanonicalForData();
        this.octets = octets;
        this.stamp = stamp;
    }

    /**
     * Examines a message: all of it if it can be read again, its header otherwise.
     *
     * @param encoder one that doubles dots, or one that alters nothing
     * @throws SmtpException if it cannot be read, may not be sent, is empty, or begins with what is no header
     */
    static Content examined(Message message, ContentEncoder encoder, Blocks blocks) throws SmtpException {
        ContentScan scan = new ContentScan(encoder, blocks);
        Content content =
                message.isRepeatable() ? all(message, scan, encoder, blocks) : head(message, scan, encoder, blocks);
        if (scan.isEmpty()) {
            content.close();
            throw new MessageException("the message is empty; nothing was sent", Stage.MAIL, null);
        }
        return content;
    }

    private static Content all(Message message, ContentScan scan, ContentEncoder encoder, Blocks blocks)
            throws SmtpException {
        try {
            ByteBuffer octets = message.octets().orElse(null);
            if (octets != null) {
                MessageStart start = scan.begin(octets);
                if (start.isCut()) {
                    return examined(start.cut(message), encoder, blocks);
                }
                return new Content(message, scan.all(octets.duplicate()), scan, octets, null);
            }
            Path file = message.sourceFile().orElse(null);
            UnchangedFile.Stamp stamp = file == null ? null : UnchangedFile.Stamp.of(file);
            try (InputStream in = message.openStream()) {
                MessageStart start = scan.begin(in);
                if (start.isCut()) {
                    return examined(scan.cut(start, message, in), encoder, blocks);
                }
                return new Content(message, scan.all(in), scan, null, stamp);
            }
        } catch (Throwable e) {
            throw MessageStreams.unreadable(message, e, Stage.MAIL);
        }
    }

    private static Content head(Message message, ContentScan scan, ContentEncoder encoder, Blocks blocks)
            throws SmtpException {
        InputStream in = null;
        try {
            in = message.openStream();
            MessageStart start = scan.begin(in);
            if (start.isCut()) {
                return examined(scan.cut(start, message, in), encoder, blocks);
            }
            InputStream head = new ByteArrayInputStream(scan.head(in));
            return new Content(message, scan.facts(), new SequenceInputStream(head, in));
        } catch (Throwable e) {
            MessageStreams.closeQuietly(in);
            throw MessageStreams.unreadable(message, e, Stage.MAIL);
        }
    }

    /**
     * Opens a message of which nothing is known.
     *
     * @throws SmtpException if it cannot be opened
     */
    static Content opened(Message message) throws SmtpException {
        try {
            return new Content(message, ContentFacts.unknown(), message.openStream());
        } catch (Throwable e) {
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
    UnchangedFile openFile() throws IOException {
        Path file = message.sourceFile().orElse(null);
        if (!canonical
                || file == null
                || stamp == null
                || stamp.size() != facts.size().orElse(-1)) {
            return null;
        }
        return UnchangedFile.open(file, stamp);
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

    /** The failure of a message that is not what it was. */
    SmtpException changed(long announced, long found) {
        return changed("it had " + announced + " octets when it was examined and has " + found + " now");
    }

    /** The failure of a message that is not what it was. */
    SmtpException changed(String how) {
        return unreadable(new IOException("it changed while it was being sent: " + how));
    }

    /** The failure of a message that cannot be read. */
    SmtpException unreadable(Throwable e) {
        return MessageStreams.unreadable(message, e, Stage.CONTENT);
    }

    @Override
    public void close() {
        MessageStreams.closeQuietly(begun);
        begun = null;
    }
}
