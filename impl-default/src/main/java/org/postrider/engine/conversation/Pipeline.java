// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.Deadline;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.wire.Command;
import org.postrider.internal.Escape;

/** What is on its way: octets that wait to be written, replies that are due, and the loops that move both without either side waiting for the other. */
final class Pipeline {

    /** What is rather copied than written as a piece of its own, in octets. */
    private static final int TINY = 1024;

    private final Connection connection;
    private final Listeners listeners;
    private final Outbox out = new Outbox();
    private final InFlight inFlight = new InFlight();
    /** The chunk that is being written. */
    private @Nullable Exchange unfinished;
    /** How many exchanges there were. */
    private long sent;
    /** The last of them of which something may have left. */
    private long left;

    Pipeline(Connection connection, Listeners listeners) {
        this.connection = connection;
        this.listeners = listeners;
    }

    /** Whether no reply is due. */
    boolean isEmpty() {
        return inFlight.isEmpty();
    }

    /** Whether any octet of a command or its chunk may have left. */
    boolean hasBegunToLeave(Exchange exchange) {
        return exchange.number() <= left;
    }

    /** Before a command is written while no reply is due, nothing may have arrived: it could only be taken for the next reply. */
    void checkUsable(Stage stage) throws SmtpException {
        if (connection.isOver()) {
            throw connection.ended(stage, "");
        }
        if (inFlight.isEmpty() && connection.hasOctets(stage)) {
            throw connection.surplus(connection.receive(stage, Timeouts.Phase.COMMAND), stage);
        }
    }

    /** Takes a command, to be written with what follows it; unless the session ends before there is room. */
    void add(Exchange exchange) throws SmtpException {
        checkUsable(exchange.stage());
        makeRoomFor(exchange);
        Command command = exchange.command();
        if (!out.hasRoomFor(command.octets().length)) {
            flush(exchange.stage());
        }
        if (isOver()) {
            return;
        }
        tellOf(command);
        count(exchange);
        out.put(command.octets());
        command.forget();
    }

    /** Takes a chunk, if it is small to be written with what follows it; unless the session ends before there is room. */
    void add(Exchange exchange, Payload chunk) throws SmtpException {
        checkUsable(exchange.stage());
        makeRoomFor(exchange);
        if (!out.hasRoomFor(exchange.command().octets().length + chunk.remaining())) {
            flush(exchange.stage());
        }
        if (isOver()) {
            return;
        }
        count(exchange);
        Payload begun = begin(exchange.command(), chunk, false);
        if (begun.remaining() > 0) {
            unfinished = exchange;
            readWhatCame();
            write(begun, exchange.stage());
            unfinished = null;
            readWhatCame();
        }
    }

    /** Reads the replies that are there, without waiting. */
    void readWhatCame() throws SmtpException {
        while (!inFlight.isEmpty() && !isOver() && connection.hasOctets(Stage.CONTENT)) {
            receiveOldest();
        }
    }

    /**
     * The line of a BDAT and its chunk.
     *
     * @param atOnce whether a small chunk is to be written too; otherwise it waits for what follows
     * @return what is to be written, in one write if it is in memory
     */
    Payload begin(Command bdat, Payload chunk, boolean atOnce) {
        tellOf(bdat);
        out.put(bdat.octets());
        if (!(chunk instanceof Payload.Octets small)
                || !out.hasRoomFor(small.remaining())
                || (atOnce && small.remaining() > TINY)) {
            return new Payload.Joined(takeOut(), chunk);
        }
        out.put(small.octets());
        return atOnce ? takeOut() : new Payload.Octets(ByteBuffer.allocate(0));
    }

    /**
     * Sends the end of what follows a 354, with what follows it.
     *
     * @param last the last octets of the content, which are {@linkplain #holds not too many}
     * @param verdicts how many replies will come
     * @return their exchanges
     */
    List<Exchange> end(ByteBuffer last, int verdicts) {
        out.put(last);
        if (verdicts == 1) {
            return List.of(end(Command.endOfData()));
        }
        List<Exchange> ends = new ArrayList<>(verdicts);
        for (int i = 0; i < verdicts; i++) {
            ends.add(end(i == 0 ? Command.endOfData() : Command.nothing()));
        }
        return ends;
    }

    private Exchange end(Command command) {
        Exchange end = Exchange.of(command, Stage.VERDICT, Timeouts.Phase.VERDICT, (Deadline) null);
        out.put(command.octets());
        count(end);
        return end;
    }

    /** Whether so many octets of content and a dot can wait to leave with what follows them. */
    boolean holds(int octets) {
        return out.hasRoomFor(octets + Command.endOfData().octets().length);
    }

    /** Writes what is not written yet and reads replies up to that to an exchange, unless the session ends before. */
    void complete(Exchange exchange) throws SmtpException {
        while (exchange.reply() == null && !isOver()) {
            flush(exchange.stage());
            if (exchange.reply() == null && !isOver()) {
                receiveOldest();
            }
        }
    }

    private void makeRoomFor(Exchange exchange) throws SmtpException {
        if (isOver() || inFlight.hasRoomFor(exchange)) {
            return;
        }
        flush(exchange.stage());
        while (!isOver() && !inFlight.hasRoomForMany(exchange)) {
            receiveOldest();
        }
    }

    private void count(Exchange exchange) {
        exchange.number(++sent);
        inFlight.add(exchange);
    }

    /** What is to be written next. */
    private Payload.Octets takeOut() {
        left = sent;
        return out.take();
    }

    private boolean isOver() {
        return connection.isOver();
    }

    private void tellOf(Command command) {
        listeners.commandSent(command);
    }

    private void flush(Stage stage) throws SmtpException {
        if (out.isEmpty()) {
            return;
        }
        Exchange due = inFlight.oldest();
        write(takeOut(), stage);
        if (due != null && due.command().isSecret()) {
            out.wipe();
        }
    }

    /** Writes, and reads the replies that come in between. */
    private void write(Payload octets, Stage stage) throws SmtpException {
        while (octets.remaining() > 0 && !isOver()) {
            inFlight.answer(connection.write(octets, stage, inFlight.oldest(), inFlight.all()));
            if (octets.remaining() > 0 && !isOver()) {
                if (inFlight.isEmpty()) {
                    throw connection.surplus(connection.receive(stage, Timeouts.Phase.COMMAND), stage);
                }
                receiveOldest();
            }
        }
    }

    private void receiveOldest() throws SmtpException {
        Exchange exchange = Objects.requireNonNull(inFlight.oldest());
        Command command = exchange.command();
        Reply reply = connection.receive(exchange);
        if (!command.canBeAnsweredBy(reply.code())) {
            throw connection.violation(
                    "it answered " + Escape.quoted(command.shown()) + " with " + command.shown(reply)
                            + ", which is no answer to that",
                    exchange.stage());
        }
        inFlight.answer(reply);
        if (exchange == unfinished) {
            endUnfinished(reply);
        }
    }

    /** The octets of a chunk are missing that the server may still count: whatever came next would be taken for them. */
    private void endUnfinished(Reply reply) throws SmtpException {
        if (!reply.isNegative()) {
            throw connection.violation("it sent " + reply + " before it had all of a chunk", Stage.CONTENT);
        }
        connection.abort("a chunk was refused before its end: " + reply);
    }
}
