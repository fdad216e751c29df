// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.engine.conversation.Payload;
import org.postrider.engine.conversation.PendingCommand;
import org.postrider.engine.wire.Command;
import org.postrider.engine.wire.ContentEncoder;

/**
 * Sends content in chunks (RFC 3030). With PIPELINING they follow each other without waiting, but the last one waits until all before it are
 * accepted: no server is ever asked to complete a message of which it refused a part.
 */
final class ChunkSender extends ContentSender {

    private static final int CHUNK = 256 * 1024;

    private final ContentEncoder encoder;
    private final int verdicts;
    private final Deque<PendingCommand> unanswered = new ArrayDeque<>(1);

    /**
     * Before the first octet.
     *
     * @param most how many octets the server takes
     * @param encoder one that doubles no dots
     * @param verdicts how many replies the last chunk will have
     */
    ChunkSender(
            TransactionContext context,
            OptionalLong most,
            Content content,
            ContentEncoder encoder,
            int verdicts,
            TransactionState state) {
        super(context, most, content, state);
        this.encoder = encoder;
        this.verdicts = verdicts;
    }

    @Override
    void transfer(Runnable beforeCommit) throws SmtpException {
        ByteBuffer octets = content().inMemory();
        if (octets != null) {
            transferAsItIs(octets.remaining(), (position, count) -> part(octets, position, count), beforeCommit);
            return;
        }
        try (UnchangedFile file = content().openFile()) {
            if (file == null) {
                transferEncoded(beforeCommit);
            } else {
                transferAsItIs(file.size(), (position, count) -> part(file, position, count), beforeCommit);
            }
        } catch (SmtpException e) {
            throw e;
        } catch (IOException e) {
            throw content().unreadable(e);
        }
    }

    private void transferEncoded(Runnable beforeCommit) throws SmtpException {
        try (EncodedContent encoded = new EncodedContent(content(), encoder, blocks(), CHUNK, true)) {
            Payload chunk = new Payload.Octets(encoded.next());
            while (!encoded.isAtEnd() && send(chunk)) {
                progress(encoded.size());
                chunk = new Payload.Octets(encoded.next());
            }
            if (encoded.isAtEnd()) {
                sendLast(chunk, encoded.size(), beforeCommit);
            }
        }
    }

    /** Content that needs no change. */
    @FunctionalInterface
    private interface Source {
        /** A part of it. */
        Payload part(long position, long count) throws SmtpException;
    }

    private void transferAsItIs(long size, Source source, Runnable beforeCommit) throws SmtpException {
        long position = 0;
        while (size - position > CHUNK) {
            if (!send(source.part(position, CHUNK))) {
                return;
            }
            position += CHUNK;
            progress(position);
        }
        sendLast(source.part(position, size - position), size, beforeCommit);
    }

    private static Payload part(ByteBuffer octets, long position, long count) {
        boolean whole = count == octets.remaining();
        return new Payload.Octets(whole ? octets : octets.slice(octets.position() + (int) position, (int) count));
    }

    private Payload part(UnchangedFile file, long position, long count) throws SmtpException {
        try {
            if (!file.isUnchanged()) {
                throw content().changed("its file was written to");
            }
        } catch (SmtpException e) {
            throw e;
        } catch (IOException e) {
            throw content().unreadable(e);
        }
        return new Payload.Region(file.channel(), position, count);
    }

    /** Sends a chunk that is not the last. Returns whether more may follow. */
    private boolean send(Payload chunk) throws SmtpException {
        PendingCommand bdat = PendingCommand.chunk(
                Command.bdat(chunk.remaining(), false), chunk.remaining(), UnaryOperator.identity());
        unanswered.add(bdat);
        try {
            conversation().send(bdat, List.of(), chunk);
        } catch (SmtpException e) {
            noticeRefusal();
            throw e;
        }
        return !noticeRefusal();
    }

    /** Forgets the chunks that were accepted. Returns whether one was refused. */
    private boolean noticeRefusal() throws SmtpException {
        while (!unanswered.isEmpty() && unanswered.element().isAccepted()) {
            unanswered.remove();
            context().usage().acceptedChunk();
        }
        if (unanswered.isEmpty() || !unanswered.element().isRefused()) {
            return conversation().isOver();
        }
        refused(unanswered.remove());
        return true;
    }

    private void sendLast(Payload chunk, long size, Runnable beforeCommit) throws SmtpException {
        while (!unanswered.isEmpty()) {
            conversation().await(unanswered.element());
            if (noticeRefusal()) {
                return;
            }
        }
        progress(size);
        beforeCommit.run();
        PendingCommand last = PendingCommand.chunk(
                Command.bdat(chunk.remaining(), true), chunk.remaining(), UnaryOperator.identity());
        List<PendingCommand> further = PendingCommand.furtherVerdicts(verdicts - 1);
        List<PendingCommand> ends = new ArrayList<>(verdicts);
        ends.add(last);
        ends.addAll(further);
        sendsEnd(ends);
        conversation().send(last, further, chunk);
        sent(size);
    }

    /** No further chunk; those in flight are answered before anything else is said (RFC 3030 section 2). */
    private void refused(PendingCommand refused) throws SmtpException {
        Reply refusal = Objects.requireNonNull(refused.reply());
        if (isUnknownCommand(context().usage(), refusal, false)) {
            knowsNoChunks(context(), state(), refusal);
            return;
        }
        state().refusesChunk(refusal);
        try {
            for (PendingCommand command : unanswered) {
                conversation().await(command);
            }
        } catch (SmtpException e) {
            System.getLogger(ChunkSender.class.getName())
                    .log(System.Logger.Level.DEBUG, "the session ended after a chunk was refused", e);
        }
        Transaction.reset(conversation());
    }
}
