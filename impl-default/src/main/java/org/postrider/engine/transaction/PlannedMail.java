// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import com.google.common.collect.Lists;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.postrider.Envelope;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.LocalRefusalException;
import org.postrider.Message;
import org.postrider.OverLimits;
import org.postrider.Recipient;
import org.postrider.SendResult;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.engine.conversation.Payload;
import org.postrider.engine.extension.Extensions;
import org.postrider.engine.wire.ContentEncoder;

/**
 * One mail, examined and planned: for one transaction, or for as many as the server's limits want (RFC 9422 section 4.2). Whatever can be
 * wrong with any of them shows before the first.
 */
final class PlannedMail implements AutoCloseable {

    /** What is more than this is no small content, in octets. */
    private static final long SMALL = 256 * 1024;

    /** How many transactions a mail may cost; each transfers the whole content. */
    private static final int MOST_TRANSACTIONS = 100;

    private final TransactionContext context;
    private final Extensions extensions;
    private final Envelope envelope;
    private final Message message;
    private final Content content;
    private final boolean unaltered;
    private final KeptReplies kept;
    private final List<Transaction> transactions;

    private PlannedMail(
            TransactionContext context,
            Extensions extensions,
            Envelope envelope,
            Message message,
            Content content,
            boolean unaltered,
            KeptReplies kept)
            throws SmtpException {
        this.context = context;
        this.extensions = extensions;
        this.envelope = envelope;
        this.message = message;
        this.content = content;
        this.unaltered = unaltered;
        this.kept = kept;
        List<Envelope> envelopes = withinLimits();
        Transaction[] planned = new Transaction[envelopes.size()];
        for (int i = 0; i < planned.length; i++) {
            planned[i] = plan(envelopes.get(i));
        }
        this.transactions = List.of(planned);
    }

    /**
     * Examines and plans.
     *
     * @param kept the form in which replies are kept until there is a result
     * @return the mail, to be closed by the caller
     */
    static PlannedMail of(
            TransactionContext context, Extensions extensions, Envelope envelope, Message message, KeptReplies kept)
            throws SmtpException {
        boolean unaltered = extensions.leaveContentUnaltered(envelope.parameters());
        ContentEncoder scan = unaltered
                ? ContentEncoder.unaltered()
                : ContentEncoder.forData(context.options().bareLineEnds(), false);
        Content content = Content.examined(message, scan, context.blocks());
        boolean planned = false;
        try {
            PlannedMail mail = new PlannedMail(context, extensions, envelope, message, content, unaltered, kept);
            planned = true;
            return mail;
        } finally {
            if (!planned) {
                content.close();
            }
        }
    }

    private Transaction plan(Envelope part) throws SmtpException {
        Plan plan = Plan.of(
                extensions,
                part,
                content.facts(),
                context.conversation().protection(),
                context.options().strictEightBit());
        if (unaltered && !extensions.chunking()) {
            throw new ExtensionNotSupportedException(
                    "the content is to be sent octet for octet, which needs BDAT, and the server does not offer CHUNKING;"
                            + " nothing was sent",
                    "CHUNKING");
        }
        boolean chunked = unaltered || (context.options().chunking() && extensions.chunking());
        return new Transaction(
                context, new EnvelopeCommands(context, plan, extensions.limits(), kept), chunked, unaltered);
    }

    private List<Envelope> withinLimits() throws LocalRefusalException {
        List<Recipient> recipients = envelope.recipients();
        context.usage().checkDomains(extensions.limits(), recipients, Stage.MAIL);
        int most = extensions.limits().recipients().orElse(recipients.size());
        List<Envelope> envelopes = recipients.size() <= most
                ? List.of(envelope)
                : Lists.partition(recipients, most).stream()
                        .map(envelope::withRecipients)
                        .toList();
        context.usage().checkTransactions(extensions.limits(), envelopes.size());
        if (envelopes.size() > 1) {
            checkMaySplit(most, envelopes.size());
        }
        return envelopes;
    }

    private void checkMaySplit(int most, int count) throws LocalRefusalException {
        TransactionOptions options = context.options();
        String obstacle = "";
        if (options.overLimits() == OverLimits.REFUSE) {
            obstacle = "this session does not split a mail";
        } else if (!message.isRepeatable()) {
            obstacle = "the message can be read once only";
        } else if (!options.partialAcceptance()) {
            obstacle = "all of them are to get it or none";
        } else if (count > MOST_TRANSACTIONS) {
            obstacle = "the whole message would be sent " + count + " times, more than the " + MOST_TRANSACTIONS
                    + " that a session sends it unasked; send it to fewer recipients at a time";
        }
        if (!obstacle.isEmpty()) {
            throw new LocalRefusalException(
                    "the server takes " + most + " recipients of a message (LIMITS RCPTMAX), there are "
                            + envelope.recipients().size() + ", and " + obstacle + "; nothing was sent",
                    "LIMITS");
        }
    }

    Envelope envelope() {
        return envelope;
    }

    Content content() {
        return content;
    }

    /** The octets of the content, if they are known. */
    OptionalLong size() {
        return content.facts().size();
    }

    /** Whether it fits in one transaction by DATA, and needs no look at the replies to RCPT before it is reported. */
    boolean isSimple() {
        return isOneTransaction() && !unaltered;
    }

    /** Whether it is one transaction, whatever the server says. */
    boolean isOneTransaction() {
        return transactions.size() == 1 && !mayBeSplitLater();
    }

    private boolean mayBeSplitLater() {
        return context.options().overLimits() == OverLimits.SPLIT_WHEN_REFUSED
                && envelope.recipients().size() > 1
                && message.isRepeatable()
                && context.options().partialAcceptance();
    }

    /** Whether a server and a session allow to send transactions as a whole. */
    static boolean canBeWhole(Extensions extensions, TransactionOptions options) {
        return extensions.pipelining()
                && extensions.chunking()
                && options.partialAcceptance()
                && !options.dialect().replyPerRecipient();
    }

    /** Whether it may be sent as a whole: it fits in one transaction and its content in one chunk. */
    boolean isSmall() {
        return isSimple() && size().isPresent() && size().getAsLong() <= SMALL;
    }

    /**
     * Reads the content of a {@linkplain #isSmall small} one, which is the last thing that can fail before it is sent.
     *
     * @return the octets, valid until another content is read
     */
    Payload readWhole() throws SmtpException {
        ByteBuffer asItIs = content.inMemory();
        if (asItIs != null) {
            return new Payload.Octets(asItIs);
        }
        ContentEncoder encoder = ContentEncoder.forChunks(
                context.options().bareLineEnds(), transaction().envelope().sevenBit());
        try (EncodedContent encoded = new EncodedContent(content, encoder, context.blocks(), (int) SMALL + 1, true)) {
            ByteBuffer octets = encoded.next();
            if (!encoded.isAtEnd()) {
                throw content.changed(size().orElse(0), encoded.size());
            }
            return new Payload.Octets(octets);
        }
    }

    /** The transaction, or the first of several. */
    Transaction transaction() {
        return transactions.get(0);
    }

    /** Sends it, with nothing before it and nothing after. */
    SendResult send() throws SmtpException {
        return isOneTransaction() ? transaction().send(content) : sendEach();
    }

    /** A mail that some recipient gets is a result, whatever becomes of the rest. What hits more than recipients ends it. */
    private SendResult sendEach() throws SmtpException {
        SplitResult result = new SplitResult(context.conversation());
        for (Transaction transaction : transactions) {
            result.add(transaction, content);
        }
        int sent = transactions.size();
        List<Integer> later = mayBeSplitLater() ? result.refusedAsTooMany() : List.of();
        while (!later.isEmpty() && sent < MOST_TRANSACTIONS && result.mayGoOn()) {
            List<Recipient> again = new ArrayList<>();
            later.forEach(index -> again.add(envelope.recipients().get(index)));
            try {
                result.replace(later, plan(envelope.withRecipients(again)), content);
            } catch (SmtpException e) {
                // Others have the message, so this is no failure of the whole mail.
                result.endBy(e);
            }
            sent++;
            List<Integer> still = result.refusedAsTooMany();
            later = still.size() < later.size() ? still : List.of();
        }
        return result.get();
    }

    @Override
    public void close() {
        content.close();
    }
}
