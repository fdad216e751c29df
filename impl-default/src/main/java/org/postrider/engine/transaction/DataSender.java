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

    private final MailData mailData;
    private final ContentEncoder encoder;
    private final boolean whole;

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
        Optional<Reply> said;
        try (EncodedContent encoded = new EncodedContent(content(), encoder, blocks(), BLOCK, whole)) {
            ByteBuffer block = encoded.next();
            while (!encoded.isAtEnd()) {
                write(block);
                progress(encoder.size());
                block = encoded.next();
            }
            said = end(block, commitPoint);
        }
        sent(encoder.size());
        return said;
    }

    /** Sends the last octets, passes the commit point and sends the end. */
    abstract Optional<Reply> end(ByteBuffer last, CommitPoint commitPoint) throws SmtpException;

    /** Tells of the last octets. */
    final void progressed() {
        progress(encoder.size());
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
