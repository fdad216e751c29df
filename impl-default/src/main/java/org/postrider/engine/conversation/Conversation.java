// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSession;
import org.postrider.Deadline;
import org.postrider.DisconnectedException;
import org.postrider.NotConnectedException;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.Transport;
import org.postrider.engine.wire.Command;

/**
 * What is said in a session: when to wait, and nothing else. Replies belong to commands by counting (RFC 2920 section 3.1).
 *
 * <p>A command that closes its group, and without PIPELINING every command, is sent and answered before {@link #send} returns.
 *
 * <p>A session that lost step is never used again.
 */
public final class Conversation {

    private final Connection connection;
    private final MailData mailData;
    private final Pipeline pipeline;
    private boolean pipelining;

    /** Begins on an open transport. */
    public Conversation(Transport transport, Timeouts timeouts, Listeners listeners, boolean acceptBareLf) {
        this.connection = new Connection(transport, timeouts, listeners, acceptBareLf);
        this.pipeline = new Pipeline(connection, listeners);
        this.mailData = new MailData(connection, pipeline);
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
        return !isOver() && pipeline.isEmpty() && connection.isBetweenReplies();
    }

    /** Whether the session goes on and the server has sent nothing that it was not asked for, the end of the stream included. Does not wait. */
    public boolean isQuiet() {
        return !isOver() && connection.isQuiet();
    }

    /** Reads the greeting, which has so much time. */
    public Reply greeting(Duration limit) throws SmtpException {
        return connection.receiveGreeting(limit);
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
        pipeline.add(exchange);
        if (!pipelining || exchange.command().closesGroup()) {
            pipeline.complete(exchange);
        }
        return exchange;
    }

    /**
     * Sends a chunk (RFC 3030 section 2). A small one leaves with what follows it; with a large one, the replies that are there are read. A
     * server that refuses a chunk before it has all of it is out of step, and the session is over then.
     *
     * @param bdat the exchange that BDAT begins, which knows whether anything has left, whatever is thrown here; answered then without PIPELINING
     * @param chunk its octets
     */
    public void send(Exchange bdat, Payload chunk) throws SmtpException {
        pipeline.add(bdat, chunk);
        if (!pipelining) {
            pipeline.complete(bdat);
        }
    }

    /** Whether any octet of a command or its chunk may have left. */
    public boolean hasBegunToLeave(Exchange exchange) {
        return pipeline.hasBegunToLeave(exchange);
    }

    /** The reply to a command; writes what is not written yet and reads the replies before it. */
    public Reply await(Exchange exchange) throws SmtpException {
        pipeline.complete(exchange);
        Reply reply = exchange.reply();
        if (reply == null) {
            throw connection.ended(exchange.stage(), " before it answered");
        }
        return reply;
    }

    /** Reads the replies that are there, without waiting. */
    public void readWhatCame() throws SmtpException {
        pipeline.readWhatCame();
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
        pipeline.checkUsable(stage);
    }
}
