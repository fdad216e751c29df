// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.postrider.RecipientOutcome;
import org.postrider.Reply;
import org.postrider.SendResult;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Exchange;
import org.postrider.engine.conversation.Payload;
import org.postrider.engine.extension.Extensions;
import org.postrider.engine.wire.Command;
import org.postrider.engine.wire.ContentEncoder;

/**
 * MAIL, RCPT, BDAT with the whole content, and RSET, without waiting for any reply (RFC 2920, RFC 3030). The RSET cleans up behind a transaction of
 * which something was refused; and its reply, with nothing behind it, shows whether the replies before it were what they were taken for.
 */
final class WholeTransaction {

    /** What is more than this is no small content, in octets. */
    private static final long SMALL = 256 * 1024;

    private final TransactionContext context;
    private final Conversation conversation;
    private final Offer offer;
    private final Verdicts verdicts;
    private final Content content;
    private final KeptReplies kept;
    /** Null if a refusal was known before the content would have left. */
    private @Nullable Exchange bdat;

    private @Nullable Exchange rset;

    /**
     * Before its first command.
     *
     * @param kept the form in which replies are kept
     */
    WholeTransaction(TransactionContext context, PlannedMail planned, KeptReplies kept) {
        this.context = context;
        this.conversation = context.conversation();
        this.offer = planned.transaction().offer();
        this.verdicts = planned.transaction().verdicts();
        this.content = planned.content();
        this.kept = kept;
    }

    /** Whether a server and a session allow for it at all. */
    static boolean isPossible(Extensions extensions, TransactionOptions options) {
        return extensions.pipelining()
                && extensions.chunking()
                && options.partialAcceptance()
                && !options.dialect().replyPerRecipient();
    }

    /** Whether a mail does. */
    static boolean takes(PlannedMail planned) {
        OptionalLong size = planned.content().facts().size();
        return planned.isSingle() && !planned.isUnaltered() && size.isPresent() && size.getAsLong() <= SMALL;
    }

    /** The octets of the content. */
    long size() {
        return content.facts().size().orElse(0);
    }

    /** How many recipients it has. */
    int recipients() {
        return offer.envelope().recipients().size();
    }

    /**
     * Reads the content, which is the last thing that can fail here.
     *
     * @return what to give to {@link #send}, before another content is read
     */
    Payload read() throws SmtpException {
        ByteBuffer asItIs = content.inMemory();
        if (asItIs != null) {
            return new Payload.Octets(asItIs);
        }
        ContentEncoder encoder = ContentEncoder.forChunks(context.options().bareLineEnds(), offer.sevenBit());
        try (EncodedContent encoded = new EncodedContent(content, encoder, context.blocks(), (int) SMALL + 1, true)) {
            ByteBuffer octets = encoded.next();
            if (!encoded.isAtEnd()) {
                throw content.changed(size(), encoded.size());
            }
            return new Payload.Octets(octets);
        }
    }

    /** Sends it with nothing before it and nothing behind. */
    SendResult sendAlone() throws SmtpException {
        Payload octets = read();
        boolean sent = false;
        try {
            send(octets);
            sent = true;
        } finally {
            if (!sent) {
                conversation.abort("the transaction was not sent to its end");
            }
        }
        await();
        awaitReset();
        conversation.checkUsable(Stage.VERDICT);
        conversation.mailData().decided();
        return result();
    }

    /** Sends everything, or lets it wait to leave with what follows. */
    void send(Payload octets) throws SmtpException {
        offer.send();
        if (!offer.isSenderRefused()) {
            context.listeners().committing(offer.envelope());
            Exchange last = Exchange.chunk(Command.bdat(octets.remaining(), true), octets.remaining(), kept);
            bdat = last;
            conversation.mailData().commitWith(last, offer::outcomesInDoubt);
            conversation.send(last, octets);
            context.listeners().contentProgress(size(), content.facts().size());
            context.listeners().contentSent(size());
        }
        rset = conversation.send(Command.rset(), Stage.COMMAND, Timeouts.Phase.RSET, kept);
    }

    /** Whether {@link #await} would not wait. */
    boolean isAnswered() {
        return bdat == null || bdat.reply() != null;
    }

    /**
     * Waits for the verdict.
     *
     * @throws SmtpException if the session ended, or if it is no verdict that the server can have meant for this message
     */
    void await() throws SmtpException {
        Exchange verdict = bdat;
        if (verdict == null) {
            return;
        }
        conversation.await(verdict);
        if (verdict.isAccepted() && (offer.isSenderRefused() || offer.isUnwanted())) {
            throw conversation.outOfStep("it took a message whose sender or recipients it had refused", Stage.VERDICT);
        }
    }

    /** Waits for the reply to RSET. */
    void awaitReset() throws SmtpException {
        if (rset == null) {
            throw conversation.ended(Stage.COMMAND);
        }
        Transaction.checkReset(conversation, conversation.await(rset));
    }

    /** Judges by the replies, which have come and are proved. */
    SendResult result() throws SmtpException {
        if (offer.isSenderRefused() || offer.isUnwanted()) {
            throw offer.refusal(null);
        }
        Exchange verdict = bdat;
        if (verdict == null) {
            throw conversation.ended(Stage.CONTENT);
        }
        Reply reply = conversation.await(verdict);
        return verdicts.read(() -> reply);
    }

    /** Whether the content may have left. */
    boolean isCommitted() {
        return bdat != null && conversation.hasBegunToLeave(bdat);
    }

    /** Each recipient as one in doubt: whatever was said of it is not proved. */
    List<RecipientOutcome> outcomesInDoubt() {
        return offer.outcomesInDoubt();
    }
}
