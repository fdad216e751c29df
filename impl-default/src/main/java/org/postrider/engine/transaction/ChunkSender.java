// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.engine.conversation.Exchange;
import org.postrider.engine.conversation.Payload;
import org.postrider.engine.wire.Command;
import org.postrider.engine.wire.ContentEncoder;

/**
 * Sends content in chunks (RFC 3030). With PIPELINING they follow each other without waiting, but the last one waits until all before it are
 * accepted: no server is ever asked to complete a message of which it refused a part.
 */
final class ChunkSender extends ContentSender {

    private static final System.Logger LOG = System.getLogger(ChunkSender.class.getName());
    private static final int CHUNK = 256 * 1024;

    private final ContentEncoder encoder;
    private final Deque<Exchange> unanswered = new ArrayDeque<>();

    ChunkSender(TransactionContext context, Content content, ContentEncoder encoder) {
        super(context, content);
        this.encoder = encoder;
    }

    @Override
    Optional<Reply> transfer(CommitPoint commitPoint) throws SmtpException {
        try (FileChannel file = content().openFile()) {
            return file == null ? transferEncoded(commitPoint) : transferFile(file, commitPoint);
        } catch (SmtpException e) {
            throw e;
        } catch (IOException e) {
            throw content().unreadable(e);
        }
    }

    private Optional<Reply> transferEncoded(CommitPoint commitPoint) throws SmtpException {
        try (EncodedContent encoded = new EncodedContent(content(), encoder, blocks(), CHUNK, true)) {
            Payload chunk = new Payload.Octets(encoded.next());
            while (!encoded.isAtEnd()) {
                send(chunk);
                progress(encoded.size());
                chunk = new Payload.Octets(encoded.next());
            }
            return sendLast(chunk, encoded.size(), commitPoint);
        }
    }

    /** A file that needs no change, as it is. */
    private Optional<Reply> transferFile(FileChannel file, CommitPoint commitPoint) throws IOException {
        long size = content().facts().size().orElseThrow();
        long position = 0;
        while (size - position > CHUNK) {
            checkSize(file, size);
            send(new Payload.Region(file, position, CHUNK));
            position += CHUNK;
            progress(position);
        }
        checkSize(file, size);
        return sendLast(new Payload.Region(file, position, size - position), size, commitPoint);
    }

    private void checkSize(FileChannel file, long announced) throws IOException {
        if (file.size() != announced) {
            throw content().changed(announced, file.size());
        }
    }

    private void send(Payload chunk) throws SmtpException {
        unanswered.add(conversation().send(Command.bdat(chunk.remaining(), false), chunk, UnaryOperator.identity()));
        while (!unanswered.isEmpty() && unanswered.element().isAccepted()) {
            unanswered.remove();
        }
        if (!unanswered.isEmpty() && unanswered.element().isRefused()) {
            throw refused(unanswered.remove());
        }
    }

    private Optional<Reply> sendLast(Payload chunk, long size, CommitPoint commitPoint) throws SmtpException {
        while (!unanswered.isEmpty()) {
            Exchange oldest = unanswered.remove();
            conversation().await(oldest);
            if (oldest.isRefused()) {
                throw refused(oldest);
            }
        }
        commitPoint.pass();
        Optional<Reply> said = conversation().mailData().writeLast(Command.bdat(chunk.remaining(), true), chunk);
        progress(size);
        sent(size);
        return said;
    }

    /** No further chunk; those in flight are answered before anything else is said (RFC 3030 section 2). */
    private SmtpException refused(Exchange refused) throws SmtpException {
        Reply refusal = conversation().await(refused);
        try {
            for (Exchange exchange : unanswered) {
                conversation().await(exchange);
            }
        } catch (SmtpException e) {
            LOG.log(System.Logger.Level.DEBUG, "the session ended behind a chunk that was refused", e);
        }
        return conversation().isOver() ? refusedOutOfStep(refusal) : refusedInStep(refusal);
    }
}
