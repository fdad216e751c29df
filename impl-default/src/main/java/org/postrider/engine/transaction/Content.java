// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.jspecify.annotations.Nullable;
import org.postrider.BareLineEnds;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.Stage;
import org.postrider.engine.wire.MessageStreams;
import org.postrider.spi.ContentFacts;

/**
 * A message on its way out. One that can be read again has been read once, and is opened anew to be sent; one that cannot is open already and
 * goes on where the look at it ended. So what cannot be read is known before the server is asked for anything. Closed by whoever made it.
 */
final class Content implements AutoCloseable {

    private final Message message;
    private final ContentFacts facts;
    private @Nullable InputStream begun;

    private Content(Message message, ContentFacts facts, @Nullable InputStream begun) {
        this.message = message;
        this.facts = facts;
        this.begun = begun;
    }

    /**
     * Looks at a message: at all of it if it can be read again, at its header otherwise.
     *
     * @throws MessageException if it cannot be read, may not be sent, or is empty
     */
    static Content examined(Message message, BareLineEnds bareLineEnds) throws MessageException {
        InputStream in = null;
        try {
            in = message.openStream();
            ContentScan scan = new ContentScan(bareLineEnds);
            if (message.isRepeatable()) {
                ContentFacts facts = scan.all(in);
                in.close();
                return notEmpty(scan, new Content(message, facts, null));
            }
            byte[] head = scan.head(in);
            return notEmpty(
                    scan,
                    new Content(message, scan.facts(), new SequenceInputStream(new ByteArrayInputStream(head), in)));
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
            return new Content(message, ContentFacts.unknown(), message.openStream());
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
