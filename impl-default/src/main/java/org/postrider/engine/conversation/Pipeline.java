// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.DisconnectedException;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.wire.Command;
import org.postrider.internal.Escape;

/**
 * What is on its way: octets that wait to be written, commands whose replies are due, and the loops that move both without either side waiting
 * for the other.
 *
 * <p>A failed write throws nothing here: what the server said before is read first, then the session is over, and the commands that are still
 * without a reply show it.
 */
final class Pipeline {

    private final Connection connection;
    private final Listeners listeners;
    private final Outbox out = new Outbox();
    private final InFlight inFlight = new InFlight();

    /** The chunk, or the content after a 354, that the server does not have to its end yet. */
    private @Nullable PendingCommand unfinished;

    /** How many octets leave before the server has that content to its end; not known while it is read. */
    private long unfinishedEnd = Long.MAX_VALUE;

    /** Whether the last reply was 3yz: the server waits for more. */
    private boolean toBeContinued;

    /** How many commands there were. */
    private long sent;

    /** How many octets there were to be written so far, written or not. */
    private long queued;

    /** How many of them may have left. */
    private long left;

    Pipeline(Connection connection, Listeners listeners) {
        this.connection = connection;
        this.listeners = listeners;
    }

    /** Whether no reply is due. */
    boolean isEmpty() {
        return inFlight.isEmpty();
    }

    /** Whether the last reply was 3yz. */
    boolean isToBeContinued() {
        return toBeContinued;
    }

    /** How many commands there were. */
    long sent() {
        return sent;
    }

    /** Whether the server may have what makes it act upon a command: its first octet, the last one of a chunk. */
    boolean hasBegunToLeave(PendingCommand command) {
        return command.start() < left;
    }

    /** Before a command is written while no reply is due, nothing may have arrived: it could only be taken for the next reply. */
    void checkUsable(Stage stage) throws SmtpException {
        if (connection.isOver()) {
            throw connection.end(stage, "").exception();
        }
        if (inFlight.isEmpty() && connection.hasOctets(stage)) {
            throw connection.surplus(connection.receive(stage, Timeouts.Phase.COMMAND), stage);
        }
    }

    /**
     * Looks whether more was read than was due, without asking the transport for more. An announced end is no violation: it ends the
     * session, and the reply before it counts.
     */
    void checkNothingUnread(Stage stage) throws SmtpException {
        if (!inFlight.isEmpty() || connection.isOver() || !connection.hasUnreadOctets()) {
            return;
        }
        Reply reply = connection.atHand(stage);
        if (reply == null) {
            // Its rest has not come; the next call finds it.
            return;
        }
        DisconnectedException failure = connection.surplus(reply, stage);
        if (connection.end(stage, "").isViolation()) {
            throw failure;
        }
        connection.endUnreported();
    }

    /** Takes a command, to be written with what follows it; unless the session ends before there is room. */
    void add(PendingCommand pending) throws SmtpException {
        checkUsable(pending.stage());
        makeRoomFor(pending);
        Command command = pending.command();
        if (!out.hasRoomFor(command.octets().length)) {
            flush(pending.stage());
        }
        if (isOver()) {
            return;
        }
        listeners.commandSent(command);
        count(pending);
        inFlight.add(pending);
        put(command.octets());
        command.forget();
    }

    /** Takes a chunk, if it is small to be written with what follows it; unless the session ends before there is room. */
    void add(PendingCommand bdat, List<PendingCommand> furtherVerdicts, Payload chunk) throws SmtpException {
        checkUsable(bdat.stage());
        makeRoomFor(bdat);
        Command command = bdat.command();
        if (!out.hasRoomFor(command.octets().length + chunk.remaining())) {
            flush(bdat.stage());
        }
        if (isOver()) {
            return;
        }
        // The server can act upon a chunk when it has the last octet.
        bdat.place(++sent, queued + command.octets().length + chunk.remaining() - 1);
        inFlight.add(bdat);
        for (int i = 0; i < furtherVerdicts.size(); i++) {
            furtherVerdicts.get(i).place(++sent, bdat.start());
            inFlight.add(furtherVerdicts.get(i));
        }
        listeners.commandSent(command);
        put(command.octets());
        if (chunk instanceof Payload.Octets small && out.hasRoomFor(small.remaining())) {
            put(small.octets());
            return;
        }
        unfinished = bdat;
        unfinishedEnd = queued + chunk.remaining();
        readWhatCame();
        queued += chunk.remaining();
        write(new Payload.Joined(out.take(), chunk), bdat.stage());
        readWhatCame();
    }

    /**
     * After a 354: from now on whatever the server says is about the content.
     *
     * @param verdicts how many replies the end of the content will have
     * @return the end, once for each of them; the first is answered early if the content is refused before its end
     */
    List<PendingCommand> beginContent(int verdicts) {
        unfinishedEnd = Long.MAX_VALUE;
        if (verdicts == 1) {
            PendingCommand end = PendingCommand.of(Command.endOfData(), Stage.VERDICT, Timeouts.Phase.VERDICT);
            inFlight.add(end);
            unfinished = end;
            return List.of(end);
        }
        List<PendingCommand> ends = new ArrayList<>(verdicts);
        ends.add(PendingCommand.of(Command.endOfData(), Stage.VERDICT, Timeouts.Phase.VERDICT));
        ends.addAll(PendingCommand.furtherVerdicts(verdicts - 1));
        ends.forEach(inFlight::add);
        unfinished = ends.get(0);
        return ends;
    }

    /** Writes octets of the content after a 354, unless the server speaks, which ends the session. */
    void writeContent(Payload octets) throws SmtpException {
        readWhatCame();
        queued += octets.remaining();
        write(octets, Stage.CONTENT);
    }

    /**
     * Takes the last octets of the content after a 354 and the dot, to be written with what follows if they are few.
     *
     * @param ends what {@link #beginContent} returned
     */
    void endContent(ByteBuffer last, List<PendingCommand> ends) throws SmtpException {
        readWhatCame();
        if (isOver()) {
            return;
        }
        byte[] dot = ends.get(0).command().octets();
        boolean small = out.hasRoomFor(last.remaining() + dot.length);
        if (!small) {
            flush(Stage.CONTENT);
        }
        long start = queued + last.remaining();
        for (int i = 0; i < ends.size(); i++) {
            ends.get(i).place(++sent, start);
        }
        unfinishedEnd = start + dot.length;
        if (small) {
            put(last);
            put(dot);
            return;
        }
        queued = start + dot.length;
        write(new Payload.Joined(new Payload.Octets(last), new Payload.Octets(ByteBuffer.wrap(dot))), Stage.VERDICT);
    }

    /** Reads the replies that are there, without waiting. */
    void readWhatCame() throws SmtpException {
        while (!inFlight.isEmpty() && !isOver() && connection.hasOctets(Stage.CONTENT)) {
            receiveOldest();
        }
    }

    /** Writes what is not written yet and reads replies up to that to a command, unless the session ends before. */
    void complete(PendingCommand command) throws SmtpException {
        while (command.reply() == null && !isOver()) {
            flush(command.stage());
            if (command.reply() == null && !isOver()) {
                receiveOldest();
            }
        }
    }

    private void makeRoomFor(PendingCommand command) throws SmtpException {
        if (isOver() || inFlight.hasRoomFor(command)) {
            return;
        }
        flush(command.stage());
        while (!isOver() && !inFlight.hasRoomForMany(command)) {
            receiveOldest();
        }
    }

    private void count(PendingCommand command) {
        command.place(++sent, queued);
    }

    private void put(byte[] octets) {
        queued += octets.length;
        out.put(octets);
    }

    private void put(ByteBuffer octets) {
        queued += octets.remaining();
        out.put(octets);
    }

    private boolean isOver() {
        return connection.isOver();
    }

    private void flush(Stage stage) throws SmtpException {
        if (out.isEmpty()) {
            return;
        }
        PendingCommand due = inFlight.oldest();
        write(out.take(), stage);
        if (due != null && due.command().isSecret()) {
            out.wipe();
        }
    }

    /** Writes, and reads the replies that come in between. */
    private void write(Payload octets, Stage stage) throws SmtpException {
        while (octets.remaining() > 0 && !isOver()) {
            long before = octets.remaining();
            try {
                connection.write(octets, stage, busyWith());
            } catch (Connection.WriteFailure failure) {
                // What left of a file is not known.
                left = octets.isCounted() ? left + before - octets.remaining() : queued;
                readLastWords(failure);
                return;
            }
            left += before - octets.remaining();
            if (octets.remaining() > 0 && !isOver()) {
                if (inFlight.isEmpty()) {
                    throw connection.surplus(connection.receive(stage, Timeouts.Phase.COMMAND), stage);
                }
                receiveOldest();
            }
        }
    }

    /** Whether octets of a content are missing that the server may still count. */
    private boolean isUnfinished(PendingCommand command) {
        return command == unfinished && left < unfinishedEnd;
    }

    /** The command that the server is at: it may read no further before it has answered that. While it takes content it is at none. */
    private @Nullable PendingCommand busyWith() {
        PendingCommand oldest = inFlight.oldest();
        return oldest != null && isUnfinished(oldest) ? null : oldest;
    }

    /** Reads all that the server said before a write failed; then the session is over. */
    private void readLastWords(Connection.WriteFailure failure) throws SmtpException {
        while (!failure.isInterrupted() && !inFlight.isEmpty() && !isOver()) {
            PendingCommand oldest = Objects.requireNonNull(inFlight.oldest());
            Reply reply = connection.lastWords(!failure.isTimeout(), oldest);
            if (reply == null) {
                break;
            }
            answer(oldest, reply);
        }
        if (inFlight.isEmpty() && !isOver() && connection.hasUnreadOctets()) {
            // More came than was due, so the replies before it cannot be trusted.
            Reply surplus = connection.atHand(Stage.COMMAND);
            if (surplus != null && surplus.code() != Connection.CLOSING) {
                throw connection.surplus(surplus, Stage.COMMAND);
            }
        }
        connection.fail(failure.end());
    }

    /** Reads the replies that are there after a refusal that ends the session: each recipient of LMTP has its own. */
    private void readFurtherVerdicts() {
        while (!inFlight.isEmpty() && !isOver()) {
            PendingCommand oldest = Objects.requireNonNull(inFlight.oldest());
            Reply reply = connection.lastWords(false, oldest);
            if (reply == null || !reply.isNegative()) {
                return;
            }
            inFlight.answer(reply);
        }
    }

    private void receiveOldest() throws SmtpException {
        PendingCommand oldest = Objects.requireNonNull(inFlight.oldest());
        answer(oldest, connection.receive(oldest));
    }

    private void answer(PendingCommand oldest, Reply reply) throws SmtpException {
        Command command = oldest.command();
        if (!command.canBeAnsweredBy(reply.code())) {
            throw connection.violation(
                    "it answered " + Escape.quoted(command.shown()) + " with " + command.shown(reply)
                            + ", which is no answer to that",
                    oldest.stage(),
                    command.shown(reply));
        }
        boolean early = isUnfinished(oldest);
        if (early && !reply.isNegative()) {
            throw connection.violation("it sent " + reply + " before it had all of the content", Stage.CONTENT, reply);
        }
        inFlight.answer(reply);
        toBeContinued = reply.isPositiveIntermediate();
        if (oldest.isReset() && reply.isNegative() && !isOver()) {
            connection.expectEnd(oldest, reply);
        }
        if (early) {
            // Whatever came next would be taken for the octets that are missing.
            readFurtherVerdicts();
            connection.refusedContent(oldest.stage());
        }
    }
}
