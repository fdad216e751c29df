// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.io.IOException;
import java.nio.ByteBuffer;
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

    private static final int CHUNK = 256 * 1024;

    private final ContentEncoder encoder;
    private final Deque<Exchange> unanswered = new ArrayDeque<>(1);

    ChunkSender(TransactionContext context, Content content, ContentEncoder encoder) {
        super(context, content);
        this.encoder = encoder;
    }

    @Override
    Optional<Reply> transfer(CommitPoint commitPoint) throws SmtpException {
        ByteBuffer octets = content().inMemory();
        if (octets != null) {
            return transferAsItIs(octets.remaining(), (position, count) -> part(octets, position, count), commitPoint);
        }
        try (FileChannel file = content().openFile()) {
            if (file == null) {
                return transferEncoded(commitPoint);
            }
            long size = file.size();
            return transferAsItIs(size, (position, count) -> part(file, size, position, count), commitPoint);
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

    /** Content that needs no change. */
    @FunctionalInterface
    private interface Source {
        /** A part of it. */
        Payload part(long position, long count) throws SmtpException;
    }

    private Optional<Reply> transferAsItIs(long size, Source source, CommitPoint commitPoint) throws SmtpException {
        long position = 0;
        while (size - position > CHUNK) {
            send(source.part(position, CHUNK));
            position += CHUNK;
            progress(position);
        }
        return sendLast(source.part(position, size - position), size, commitPoint);
    }

    private static Payload part(ByteBuffer octets, long position, long count) {
        boolean whole = count == octets.remaining();
        return new Payload.Octets(whole ? octets : octets.slice(octets.position() + (int) position, (int) count));
    }

    private Payload part(FileChannel file, long announced, long position, long count) throws SmtpException {
        try {
            if (file.size() != announced) {
                throw content().changed(announced, file.size());
            }
        } catch (SmtpException e) {
            throw e;
        } catch (IOException e) {
            throw content().unreadable(e);
        }
        return new Payload.Region(file, position, count);
    }

    private void send(Payload chunk) throws SmtpException {
        Exchange bdat =
                Exchange.chunk(Command.bdat(chunk.remaining(), false), chunk.remaining(), UnaryOperator.identity());
        conversation().send(bdat, chunk);
        unanswered.add(bdat);
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
            System.getLogger(ChunkSender.class.getName())
                    .log(System.Logger.Level.DEBUG, "the session ended behind a chunk that was refused", e);
        }
        return conversation().isOver() ? refusedOutOfStep(refusal) : refusedInStep(refusal);
    }
}
