// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.postrider.Deadline;
import org.postrider.DisconnectedException;
import org.postrider.NotConnectedException;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.Transport;
import org.postrider.engine.wire.Command;
import org.postrider.internal.Escape;

/**
 * The commands in flight: when to flush, when to wait, and nothing else. Replies belong to commands by counting (RFC 2920 section 3.1).
 *
 * <p>A command that closes its group, and without PIPELINING every command, is sent and answered before {@link #send} returns.
 *
 * <p>A session that lost step is never used again.
 */
public final class Conversation {

    /** What is rather copied than written as a piece of its own, in octets. */
    private static final int TINY = 1024;

    private final Connection connection;
    private final MailData mailData;
    private final Listeners listeners;
    private final Outbox out = new Outbox();
    private final InFlight inFlight = new InFlight();
    /** The chunk that is being written. */
    private @Nullable Exchange unfinished;

    private long sent;
    private long left;

    private boolean pipelining;

    /** Begins on an open transport. */
    public Conversation(Transport transport, Timeouts timeouts, Listeners listeners, boolean acceptBareLf) {
        this.connection = new Connection(transport, timeouts, listeners, acceptBareLf);
        this.mailData = new MailData(this, connection);
        this.listeners = listeners;
    }

    /** Sets what the last EHLO reply allows. */
    public void allow(boolean pipelined, boolean enhancedStatusCodes) {
        pipelining = pipelined;
        connection.expect(enhancedStatusCodes ? Reply.StatusCodes.ANNOUNCED : Reply.StatusCodes.UNANNOUNCED);
    }

    /** The transport's peer, for messages. */
    public String peer() {
        return connection.peer();
    }

    /** What follows MAIL and RCPT. */
    public MailData mailData() {
        return mailData;
    }

    /** What protects the connection. */
    public Transport.Protection protection() {
        return connection.protection();
    }

    /** The TLS session below, if there is one. */
    public Optional<SSLSession> tlsSession() {
        return connection.tlsSession();
    }

    /** Refuses a call that finds the session over. */
    public void checkNotOver() throws NotConnectedException {
        connection.checkNotOver();
    }

    /** Whether nothing more can be sent. */
    public boolean isOver() {
        return connection.isOver();
    }

    /** Whether a farewell may be said: no command waits for its reply. */
    public boolean isInStep() {
        return !isOver() && inFlight.isEmpty() && connection.isBetweenReplies();
    }

    /** Reads the greeting. */
    public Reply greeting() throws SmtpException {
        return connection.receive(Stage.GREETING, Timeouts.Phase.GREETING, Reply.StatusCodes.IGNORED);
    }

    /**
     * Sends a command, at once or with the rest of its group.
     *
     * @return its exchange; answered already if the command closes its group, unless the server ended the session by a 421 to an earlier one
     */
    public Exchange send(Command command, Stage stage, Timeouts.Phase phase) throws SmtpException {
        return send(Exchange.of(command, stage, phase, (Deadline) null));
    }

    /**
     * Sends one of many commands.
     *
     * @param kept the form in which its reply is kept
     * @return as {@link #send(Command, Stage, Timeouts.Phase)}
     */
    public Exchange send(Command command, Stage stage, Timeouts.Phase phase, UnaryOperator<Reply> kept)
            throws SmtpException {
        return send(Exchange.of(command, stage, phase, kept));
    }

    private Exchange send(Exchange exchange) throws SmtpException {
        checkUsable(exchange.stage());
        makeRoomFor(exchange);
        if (isOver()) {
            return exchange;
        }
        enqueue(exchange);
        if (!pipelining || exchange.command().closesGroup()) {
            complete(exchange);
        }
        return exchange;
    }

    /**
     * Sends a chunk (RFC 3030 section 2). A small one leaves with what follows it; with a large one, the replies that are there are read. A
     * server that refuses a chunk before it has all of it is out of step, and the session is over then.
     *
     * @param kept the form in which its reply is kept
     * @return its exchange; answered already without PIPELINING
     */
    public Exchange send(Command bdat, Payload chunk, UnaryOperator<Reply> kept) throws SmtpException {
        Exchange exchange = Exchange.chunk(bdat, chunk.remaining(), kept);
        checkUsable(exchange.stage());
        makeRoomFor(exchange);
        if (isOver()) {
            return exchange;
        }
        if (!out.hasRoomFor(bdat.octets().length + chunk.remaining())) {
            flush(exchange.stage());
        }
        add(exchange);
        Payload begun = begin(bdat, chunk, false);
        if (begun.remaining() > 0) {
            unfinished = exchange;
            readWhatCame();
            write(begun, exchange.stage());
            unfinished = null;
            readWhatCame();
        }
        if (!pipelining) {
            complete(exchange);
        }
        return exchange;
    }

    /** Whether any octet of a command or its chunk may have left. */
    public boolean hasBegunToLeave(Exchange exchange) {
        return exchange.number() <= left;
    }

    private void readWhatCame() throws SmtpException {
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
        List<Exchange> ends = new ArrayList<>(verdicts);
        for (int i = 0; i < verdicts; i++) {
            Command command = i == 0 ? Command.endOfData() : Command.nothing();
            Exchange end = Exchange.of(command, Stage.VERDICT, Timeouts.Phase.VERDICT, (Deadline) null);
            out.put(command.octets());
            add(end);
            ends.add(end);
        }
        return ends;
    }

    /** Whether so many octets of content and a dot can wait to leave with what follows them. */
    boolean holds(int octets) {
        return out.hasRoomFor(octets + Command.endOfData().octets().length);
    }

    /** The reply to a command; writes what is not written yet and reads the replies before it. */
    public Reply await(Exchange exchange) throws SmtpException {
        complete(exchange);
        Reply reply = exchange.reply();
        if (reply == null) {
            throw connection.ended(exchange.stage(), " before it answered");
        }
        return reply;
    }

    private void complete(Exchange exchange) throws SmtpException {
        while (exchange.reply() == null && !isOver()) {
            flush(exchange.stage());
            if (exchange.reply() == null && !isOver()) {
                receiveOldest();
            }
        }
    }

    /** Sends a command and returns its reply. */
    public Reply ask(Command command, Stage stage, Timeouts.Phase phase) throws SmtpException {
        return await(send(command, stage, phase));
    }

    /** Sends one of several commands that have one deadline together, and returns its reply. */
    public Reply ask(Command command, Stage stage, Timeouts.Phase phase, Deadline deadline) throws SmtpException {
        return await(send(Exchange.of(command, stage, phase, deadline)));
    }

    /** What a session goes on over. */
    @FunctionalInterface
    public interface Layer {
        /** Puts itself over the transport that was there before. */
        Transport over(Transport below, Deadline deadline) throws IOException;
    }

    /**
     * Before a layer is put on what was in use already, nothing that was not asked for may have come: it could be taken for a reply that came
     * through the layer (RFC 3207 section 6).
     */
    public void checkNothingCame() throws SmtpException {
        if (connection.hasOctets(Stage.TLS)) {
            throw outOfStep("octets came in clear where TLS had to begin", Stage.TLS);
        }
    }

    /** Goes on over another transport, with a parser that knows nothing of what was said before. */
    public void layer(Layer layer) throws SmtpException {
        if (isOver()) {
            throw ended(Stage.TLS);
        }
        connection.layer(layer);
    }

    /** Closes in an orderly way. */
    public void close(String reason) {
        connection.close(reason);
    }

    /** Closes at once; may be called from any thread. */
    public void abort(String reason) {
        connection.abort(reason);
    }

    /** Ends the session for what the server sent in place of what was due. */
    public DisconnectedException outOfStep(String fault, Stage stage) {
        return connection.violation(fault, stage);
    }

    /** What a call says that finds the session ended under it. */
    public DisconnectedException ended(Stage stage) {
        return connection.ended(stage, "");
    }

    /** Before a command is written while no reply is due, nothing may have arrived: it could only be taken for the next reply. */
    public void checkUsable(Stage stage) throws SmtpException {
        if (isOver()) {
            throw ended(stage);
        }
        if (inFlight.isEmpty() && connection.hasOctets(stage)) {
            throw connection.surplus(connection.receive(stage, Timeouts.Phase.COMMAND), stage);
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

    private void enqueue(Exchange exchange) throws SmtpException {
        Command command = exchange.command();
        if (!out.hasRoomFor(command.octets().length)) {
            flush(exchange.stage());
        }
        tellOf(command);
        add(exchange);
        out.put(command.octets());
        command.forget();
    }

    private void add(Exchange exchange) {
        exchange.number(++sent);
        inFlight.add(exchange);
    }

    /** What is to be written next. */
    private Payload.Octets takeOut() {
        left = sent;
        return out.take();
    }

    private void tellOf(Command command) {
        listeners.tell(listener -> listener.commandSent(command.shown()));
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
            inFlight.answer(connection.write(octets, stage, inFlight.all()));
            if (octets.remaining() > 0 && !isOver()) {
                receiveOldest();
            }
        }
    }

    private void receiveOldest() throws SmtpException {
        Exchange exchange = Objects.requireNonNull(inFlight.oldest());
        Command command = exchange.command();
        Reply reply = connection.receive(exchange);
        if (!command.canBeAnsweredBy(reply.code())) {
            throw outOfStep(
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
            throw outOfStep("it sent " + reply + " before it had all of a chunk", Stage.CONTENT);
        }
        abort("a chunk was refused before its end: " + reply);
    }
}
