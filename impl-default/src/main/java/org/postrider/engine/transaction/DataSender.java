// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.engine.conversation.MailData;
import org.postrider.engine.wire.ContentEncoder;

/** Streams content behind a 354. */
abstract class DataSender extends ContentSender {

    private static final int BLOCK = 32 * 1024;
    /** Of octets that are not copied here first. */
    private static final int LARGE_BLOCK = 1024 * 1024;

    private final MailData mailData;
    private final ContentEncoder encoder;
    private final boolean whole;
    /** The octets so far as the server counts them. */
    private long size;

    /**
     * Before the first octet.
     *
     * @param encoder one that doubles dots
     * @param whole whether a block waits until it is full; otherwise each is what the source has at hand
     */
    DataSender(TransactionContext context, Content content, ContentEncoder encoder, boolean whole) {
        super(context, content);
        this.mailData = context.conversation().mailData();
        this.encoder = encoder;
        this.whole = whole;
    }

    @Override
    final Optional<Reply> transfer(CommitPoint commitPoint) throws SmtpException {
        ByteBuffer asItIs = content().inMemoryForData();
        Optional<Reply> said = asItIs == null ? transferEncoded(commitPoint) : transferAsItIs(asItIs, commitPoint);
        sent(size);
        return said;
    }

    private Optional<Reply> transferEncoded(CommitPoint commitPoint) throws SmtpException {
        try (EncodedContent encoded = new EncodedContent(content(), encoder, blocks(), BLOCK, whole)) {
            ByteBuffer block = encoded.next();
            while (!encoded.isAtEnd()) {
                write(block);
                size = encoder.size();
                progressed();
                block = encoded.next();
            }
            size = encoder.size();
            return end(block, commitPoint);
        }
    }

    private Optional<Reply> transferAsItIs(ByteBuffer octets, CommitPoint commitPoint) throws SmtpException {
        while (octets.remaining() > LARGE_BLOCK) {
            write(octets.slice(octets.position(), LARGE_BLOCK));
            octets.position(octets.position() + LARGE_BLOCK);
            size += LARGE_BLOCK;
            progressed();
        }
        size += octets.remaining();
        return end(octets, commitPoint);
    }

    /** Sends the last octets, passes the commit point and sends the end. */
    abstract Optional<Reply> end(ByteBuffer last, CommitPoint commitPoint) throws SmtpException;

    /** Tells of the octets so far. */
    final void progressed() {
        progress(size);
    }

    MailData mailData() {
        return mailData;
    }

    /** Writes octets, perhaps none, unless the server speaks. */
    final void write(ByteBuffer octets) throws SmtpException {
        Optional<Reply> said = mailData.write(octets);
        if (said.isPresent()) {
            throw said.get().isNegative()
                    ? refusedOutOfStep(said.get())
                    : conversation()
                            .outOfStep("it sent " + said.get() + " while content was being sent", Stage.CONTENT);
        }
    }
}
