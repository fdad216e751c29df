// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.postrider.SmtpException;
import org.postrider.engine.conversation.Payload;
import org.postrider.engine.conversation.PendingCommand;
import org.postrider.engine.wire.ContentEncoder;

/** Streams content after a 354. Its last octets and the dot leave in one write where they fit. */
final class DataSender extends ContentSender {

    private static final int BLOCK = 32 * 1024;

    /** Of octets that are not copied here first. */
    private static final int LARGE_BLOCK = 256 * 1024;

    private final ContentEncoder encoder;
    private final List<PendingCommand> end;

    /** The octets so far as the server counts them. */
    private long size;

    /**
     * Before the first octet.
     *
     * @param most how many octets the server takes
     * @param encoder one that doubles dots
     * @param end the end of the content, which is answered early if the server refuses it on the way
     */
    DataSender(
            TransactionContext context,
            OptionalLong most,
            Content content,
            ContentEncoder encoder,
            List<PendingCommand> end,
            TransactionState state) {
        super(context, most, content, state);
        this.encoder = encoder;
        this.end = end;
    }

    @Override
    void transfer(Runnable beforeCommit) throws SmtpException {
        sendsEnd(end);
        ByteBuffer asItIs = content().inMemoryForData();
        if (asItIs == null) {
            transferEncoded(beforeCommit);
        } else {
            transferAsItIs(asItIs, beforeCommit);
        }
    }

    private void transferEncoded(Runnable beforeCommit) throws SmtpException {
        // A source of unknown size may be slow: each block leaves when it is there.
        boolean whole = content().facts().size().isPresent();
        try (EncodedContent encoded = new EncodedContent(content(), encoder, blocks(), BLOCK, whole)) {
            ByteBuffer block = encoded.next();
            while (!encoded.isAtEnd() && !conversation().isOver()) {
                conversation().writeContent(new Payload.Octets(block));
                size = encoder.size();
                progress(size);
                block = encoded.next();
            }
            size = encoder.size();
            finish(block, beforeCommit);
        }
    }

    private void transferAsItIs(ByteBuffer octets, Runnable beforeCommit) throws SmtpException {
        while (octets.remaining() > LARGE_BLOCK && !conversation().isOver()) {
            conversation().writeContent(new Payload.Octets(octets.slice(octets.position(), LARGE_BLOCK)));
            octets.position(octets.position() + LARGE_BLOCK);
            size += LARGE_BLOCK;
            progress(size);
        }
        size += octets.remaining();
        finish(octets, beforeCommit);
    }

    private void finish(ByteBuffer last, Runnable beforeCommit) throws SmtpException {
        conversation().readWhatCame();
        if (conversation().isOver()) {
            return;
        }
        progress(size);
        beforeCommit.run();
        conversation().endContent(last, end);
        sent(size);
    }
}
