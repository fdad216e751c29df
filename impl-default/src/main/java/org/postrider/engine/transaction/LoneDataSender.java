// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.engine.wire.ContentEncoder;

/**
 * Ends the content with nothing behind it. The dot is a write of its own, after the last look for what the server says: so an early refusal is
 * a refusal and not a doubt.
 */
final class LoneDataSender extends DataSender {

    /** As {@link DataSender}. */
    LoneDataSender(TransactionContext context, Content content, ContentEncoder encoder) {
        super(context, content, encoder, false);
    }

    @Override
    Optional<Reply> end(ByteBuffer last, CommitPoint commitPoint) throws SmtpException {
        // Even an empty write looks once more for what the server says.
        write(last);
        progressed();
        commitPoint.pass();
        return mailData().writeDot();
    }
}
