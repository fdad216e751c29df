// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.postrider.Deadline;
import org.postrider.DisconnectedException;
import org.postrider.NotConnectedException;
import org.postrider.RecipientOutcome;
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
 * <p>A command that closes its group, and without PIPELINING every command, is sent and answered before {@link #send} returns. The octets of
 * unanswered commands are bounded below any socket buffer, so that a write of commands never waits for a peer that waits for us to read.
 *
 * <p>A session that lost step is never used again.
 */
public final class Conversation {

    private static final int MAX_UNANSWERED_OCTETS = 8 * 1024;
    private static final int BUFFER_OCTETS = 16 * 1024;
    private static final byte[] END_OF_CONTENT = {'.', '\r', '\n'};

    private final Connection connection;
    private final Listeners listeners;
    private final ByteBuffer out = ByteBuffer.allocate(BUFFER_OCTETS);
    private final Deque<Exchange> unanswered = new ArrayDeque<>();
    private int unansweredOctets;
    private boolean pipelining;

    /** Begins on an open transport. */
    public Conversation(Transport transport, Timeouts timeouts, Listeners listeners, boolean acceptBareLf) {
        this.connection = new Connection(transport, timeouts, listeners, acceptBareLf);
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
        return !isOver() && unanswered.isEmpty() && connection.isBetweenReplies();
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
        return send(new Exchange(command, stage, phase, null));
    }

    private Exchange send(Exchange exchange) throws SmtpException {
        Command command = exchange.command();
        checkUsable(exchange.stage());
        makeRoomFor(exchange);
        if (isOver()) {
            return exchange;
        }
        listeners.tell(listener -> listener.commandSent(command.shown()));
        enqueue(exchange);
        if (!pipelining || command.closesGroup()) {
            complete(exchange);
        }
        return exchange;
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
        return await(send(new Exchange(command, stage, phase, deadline)));
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

    /**
     * Writes octets of content, unless the server speaks although nothing is due.
     *
     * @return what it said before or instead; empty if the octets were written
     */
    public Optional<Reply> writeContent(ByteBuffer octets, Stage stage) throws SmtpException {
        if (isOver()) {
            throw ended(stage);
        }
        if (!connection.hasOctets(stage)) {
            Optional<Reply> said = connection.write(octets, stage, null);
            if (said.isPresent() || !octets.hasRemaining()) {
                return said;
            }
        }
        return Optional.of(connection.receive(stage, Timeouts.Phase.COMMAND));
    }

    /**
     * Writes the end of the content: the dot, behind a CRLF that is there already.
     *
     * @return the refusal that the server sent without taking it, and then the session is over; usually empty
     */
    public Optional<Reply> writeEnd() throws SmtpException {
        if (isOver()) {
            throw ended(Stage.VERDICT);
        }
        ByteBuffer end = ByteBuffer.wrap(END_OF_CONTENT);
        Optional<Reply> said = connection.write(end, Stage.VERDICT, null);
        if (said.isPresent() || !end.hasRemaining()) {
            return said;
        }
        Reply early = connection.receive(Stage.VERDICT, Timeouts.Phase.COMMAND);
        if (!early.isNegative()) {
            throw outOfStep("it sent " + early + " before it had the end of the content", Stage.VERDICT);
        }
        abort("the content was refused before its end: " + early);
        return Optional.of(early);
    }

    /**
     * From now on the message may have been delivered, whatever happens, until {@link #decided}.
     *
     * @param outcomes what is known of each recipient; read again when a failure is reported
     */
    public void commit(List<RecipientOutcome> outcomes) {
        connection.commit(outcomes);
    }

    /** Reads one verdict on the content. */
    public Reply verdict() throws SmtpException {
        if (isOver()) {
            throw connection.ended(Stage.VERDICT, " before its verdict");
        }
        Reply reply = connection.receive(Stage.VERDICT, Timeouts.Phase.VERDICT);
        if (reply.isPositiveIntermediate()) {
            throw outOfStep("it answered the content with " + reply + ", which is no verdict", Stage.VERDICT);
        }
        return reply;
    }

    /** The message's fate is known, or there is none. */
    public void decided() {
        connection.decided();
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
    private void checkUsable(Stage stage) throws SmtpException {
        if (isOver()) {
            throw ended(stage);
        }
        if (unanswered.isEmpty() && connection.hasOctets(stage)) {
            throw connection.surplus(connection.receive(stage, Timeouts.Phase.COMMAND), stage);
        }
    }

    private void makeRoomFor(Exchange exchange) throws SmtpException {
        int octets = exchange.command().octets().length;
        while (!isOver() && !unanswered.isEmpty() && unansweredOctets + octets > MAX_UNANSWERED_OCTETS) {
            flush(exchange.stage());
            if (!isOver()) {
                receiveOldest();
            }
        }
    }

    private void enqueue(Exchange exchange) {
        unanswered.add(exchange);
        unansweredOctets += exchange.command().octets().length;
        out.put(exchange.command().octets());
        exchange.command().forget();
    }

    private void flush(Stage stage) throws SmtpException {
        Command due = dueNext();
        out.flip();
        while (out.hasRemaining() && !isOver()) {
            Optional<Reply> said = connection.write(out, stage, due);
            if (said.isPresent()) {
                unanswered.element().answer(said.get());
            } else if (out.hasRemaining()) {
                receiveOldest();
            }
        }
        out.clear();
        if (due != null && due.isSecret()) {
            Arrays.fill(out.array(), (byte) 0);
        }
    }

    private @Nullable Command dueNext() {
        Exchange oldest = unanswered.peek();
        return oldest == null ? null : oldest.command();
    }

    private void receiveOldest() throws SmtpException {
        Exchange exchange = unanswered.element();
        Command command = exchange.command();
        Reply reply = connection.receive(exchange);
        if (!command.canBeAnsweredBy(reply.code())) {
            throw outOfStep(
                    "it answered " + Escape.quoted(command.shown()) + " with " + command.shown(reply)
                            + ", which is no answer to that",
                    exchange.stage());
        }
        unanswered.remove();
        unansweredOctets -= command.octets().length;
        exchange.answer(reply);
    }
}
