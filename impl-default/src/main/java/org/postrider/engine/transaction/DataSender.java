// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.engine.conversation.MailData;
import org.postrider.engine.wire.ContentEncoder;

/**
 * Streams content behind a 354. The dot is a write of its own, after the last look for what the server says: so an early refusal is a
 * refusal and not a doubt.
 */
final class DataSender extends ContentSender {

    private static final int BLOCK = 32 * 1024;

    private final MailData mailData;
    private final ContentEncoder encoder;

    DataSender(TransactionContext context, Content content, ContentEncoder encoder) {
        super(context, content);
        this.mailData = context.conversation().mailData();
        this.encoder = encoder;
    }

    @Override
    Optional<Reply> transfer(CommitPoint commitPoint) throws SmtpException {
        try (EncodedContent encoded = new EncodedContent(content(), encoder, blocks(), BLOCK, false)) {
            do {
                // Even an empty write looks once more for what the server says before the commit point.
                write(encoded.next());
                progress(encoded.size());
            } while (!encoded.isAtEnd());
        }
        commitPoint.pass();
        Optional<Reply> said = mailData.writeDot();
        sent(encoder.size());
        return said;
    }

    private void write(ByteBuffer octets) throws SmtpException {
        Optional<Reply> said = mailData.write(octets);
        if (said.isPresent()) {
            throw said.get().isNegative()
                    ? refusedOutOfStep(said.get())
                    : conversation()
                            .outOfStep("it sent " + said.get() + " while content was being sent", Stage.CONTENT);
        }
    }
}
