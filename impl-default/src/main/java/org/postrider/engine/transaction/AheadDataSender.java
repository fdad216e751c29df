// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.engine.conversation.Exchange;
import org.postrider.engine.wire.ContentEncoder;

/** Ends the content in one write with the commands of the next transaction. */
final class AheadDataSender extends DataSender {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final int verdictCount;
    private List<Exchange> verdicts = List.of();

    /**
     * As {@link DataSender}.
     *
     * @param verdictCount how many replies there will be to the end
     */
    AheadDataSender(TransactionContext context, Content content, ContentEncoder encoder, int verdictCount) {
        super(context, content, encoder, content.facts().size().isPresent());
        this.verdictCount = verdictCount;
    }

    @Override
    Optional<Reply> end(ByteBuffer last, CommitPoint commitPoint) throws SmtpException {
        boolean held = mailData().holds(last.remaining());
        write(held ? NOTHING : last);
        progressed();
        commitPoint.pass();
        verdicts = mailData().end(held ? last : NOTHING, verdictCount);
        return Optional.empty();
    }

    /** The replies to the end, once they have come. */
    List<Exchange> verdicts() {
        return verdicts;
    }
}
