// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
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
import org.postrider.engine.wire.MalformedReplyException;
import org.postrider.engine.wire.ReplyLimits;
import org.postrider.internal.Escape;

/**
 * The commands in flight. The only place that writes to the transport, as {@link ReplyReader} is the only one that reads; it decides when to flush and when
 * to wait, and nothing else. Replies belong to commands by counting (RFC 2920 section 3.1).
 *
 * <p>A command that closes its group, and without PIPELINING every command, is sent and answered before {@link #send} returns. The octets of
 * unanswered commands are bounded below any socket buffer, so that a write of commands never waits for a peer that waits for us to read.
 *
 * <p>A session that lost step is never used again: every failure here closes the transport at once, without QUIT.
 */
public final class Conversation {

    private static final int MAX_UNANSWERED_OCTETS = 8 * 1024;
    private static final int BUFFER_OCTETS = 16 * 1024;
    private static final byte[] END_OF_CONTENT = {'.', '\r', '\n'};
    private static final int CLOSING = 421;
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private Transport transport;
    private final Timeouts timeouts;
    private final Listeners listeners;
    private final Failures failures;
    private final boolean acceptBareLf;
    private ReplyReader replies;
    private final Lifetime lifetime;
    private final ByteBuffer out = ByteBuffer.allocate(BUFFER_OCTETS);
    private final Deque<Exchange> unanswered = new ArrayDeque<>();
    private int unansweredOctets;
    private boolean pipelining;
    private Reply.StatusCodes statusCodes = Reply.StatusCodes.UNANNOUNCED;
    private Stake atStake = Stake.NONE;

    /** Begins on an open transport. */
    public Conversation(Transport transport, Timeouts timeouts, Listeners listeners, boolean acceptBareLf) {
        this.transport = transport;
        this.timeouts = timeouts;
        this.listeners = listeners;
        this.failures = new Failures(transport.peer());
        this.acceptBareLf = acceptBareLf;
        this.replies = new ReplyReader(transport, acceptBareLf);
        this.lifetime = new Lifetime(transport, listeners);
    }

    /** Sets what the last EHLO reply allows. */
    public void allow(boolean pipelined, boolean enhancedStatusCodes) {
        this.pipelining = pipelined;
        this.statusCodes = enhancedStatusCodes ? Reply.StatusCodes.ANNOUNCED : Reply.StatusCodes.UNANNOUNCED;
    }

    /** The transport's peer, for messages. */
    public String peer() {
        return transport.peer();
    }

    /** Refuses a call that finds the session over. */
    public void checkNotOver() throws NotConnectedException {
        lifetime.checkNotOver();
    }

    /** Whether nothing more can be sent. */
    public boolean isOver() {
        return lifetime.isOver();
    }

    /** Whether a farewell may be said: no command waits for its reply. */
    public boolean isInStep() {
        return !isOver() && unanswered.isEmpty() && replies.isBetweenReplies();
    }

    /** Reads the greeting. */
    public Reply greeting() throws SmtpException {
        return receive(Stage.GREETING, Timeouts.Phase.GREETING, Reply.StatusCodes.IGNORED);
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
            throw ended(exchange.stage(), " before it answered");
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
        switch (replies.readiness()) {
            case NOTHING -> {}
            case END -> throw fail(failures.closed(Stage.TLS, atStake, ""));
            case OCTETS ->
                throw fail(failures.violation("octets came in clear where TLS had to begin", Stage.TLS, atStake));
        }
    }

    /** Goes on over another transport, with a parser that knows nothing of what was said before. */
    public void layer(Layer layer) throws SmtpException {
        if (isOver()) {
            throw ended(Stage.TLS);
        }
        Duration limit = timeouts.of(Timeouts.Phase.TLS);
        try {
            transport = layer.over(transport, Deadline.after(limit));
        } catch (IOException e) {
            throw fail(failures.of(e, Stage.TLS, atStake, limit));
        }
        replies = new ReplyReader(transport, acceptBareLf);
        lifetime.goOnOver(transport);
    }

    /** What protects the connection. */
    public Transport.Protection protection() {
        return transport.protection();
    }

    /** The TLS session below, if there is one. */
    public Optional<SSLSession> tlsSession() {
        return transport.tlsSession();
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
        Transport.Readiness readiness = replies.readiness();
        if (readiness == Transport.Readiness.END) {
            throw fail(failures.closed(stage, atStake, ""));
        }
        if (readiness == Transport.Readiness.NOTHING) {
            Optional<Reply> said = write(octets, stage);
            if (said.isPresent() || !octets.hasRemaining()) {
                return said;
            }
        }
        return Optional.of(receive(stage, Timeouts.Phase.COMMAND, statusCodes));
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
        Optional<Reply> said = write(end, Stage.VERDICT);
        if (said.isPresent() || !end.hasRemaining()) {
            return said;
        }
        Reply early = receive(Stage.VERDICT, Timeouts.Phase.COMMAND, statusCodes);
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
        atStake = Stake.committed(outcomes);
    }

    /** Reads one verdict on the content. */
    public Reply verdict() throws SmtpException {
        if (isOver()) {
            throw ended(Stage.VERDICT, " before its verdict");
        }
        Reply reply = receive(Stage.VERDICT, Timeouts.Phase.VERDICT, statusCodes);
        if (reply.isPositiveIntermediate()) {
            throw outOfStep("it answered the content with " + reply + ", which is no verdict", Stage.VERDICT);
        }
        return reply;
    }

    /** The message's fate is known, or there is none. */
    public void decided() {
        atStake = Stake.NONE;
    }

    /** Closes in an orderly way. */
    public void close(String reason) {
        lifetime.close(reason);
    }

    /** Closes at once; may be called from any thread. */
    public void abort(String reason) {
        lifetime.abort(reason);
    }

    /** Ends the session for what the server sent in place of what was due. */
    public DisconnectedException outOfStep(String fault, Stage stage) {
        return fail(failures.violation(fault, stage, atStake));
    }

    /** Before a command is written while no reply is due, nothing may have arrived: it could only be taken for the next reply. */
    private void checkUsable(Stage stage) throws SmtpException {
        if (isOver()) {
            throw ended(stage);
        }
        if (!unanswered.isEmpty()) {
            return;
        }
        switch (replies.readiness()) {
            case NOTHING -> {}
            case END -> throw fail(failures.closed(stage, atStake, ""));
            case OCTETS -> {
                Reply surplus = receive(stage, Timeouts.Phase.COMMAND, statusCodes);
                throw surplus.code() == CLOSING
                        ? fail(failures.farewell(surplus, stage, atStake))
                        : fail(failures.violation(
                                "it sent " + surplus + ", which nothing had asked for", stage, atStake));
            }
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
        out.flip();
        while (out.hasRemaining() && !isOver()) {
            Optional<Reply> said = write(out, stage);
            if (said.isPresent()) {
                unanswered.element().answer(said.get());
            } else if (out.hasRemaining()) {
                receiveOldest();
            }
        }
        out.clear();
        if (exchangeIsSecret()) {
            Arrays.fill(out.array(), (byte) 0);
        }
    }

    private boolean exchangeIsSecret() {
        Exchange oldest = unanswered.peek();
        return oldest != null && oldest.command().isSecret();
    }

    /**
     * Writes the octets, or some of them if the server speaks instead of reading on. If that fails, what the server had said before is worth
     * more than the failure.
     *
     * @return the refusal that the server sent before the connection broke, and then the session is over; usually empty
     */
    private Optional<Reply> write(ByteBuffer octets, Stage stage) throws SmtpException {
        Duration limit = timeouts.of(Timeouts.Phase.BLOCK);
        try {
            transport.write(octets, Deadline.after(limit));
            return Optional.empty();
        } catch (IOException e) {
            boolean interrupted = e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException);
            Optional<Reply> said = interrupted ? Optional.empty() : lastWords();
            DisconnectedException failure = fail(failures.of(e, stage, atStake, limit));
            if (said.isPresent()) {
                return said;
            }
            throw failure;
        }
    }

    /** A complete refusal that the server sent before the connection broke. */
    private Optional<Reply> lastWords() {
        try {
            Reply said = replies.read(Deadline.after(LAST_WORDS), statusCodes, ReplyLimits.DEFAULT);
            if (said == null) {
                return Optional.empty();
            }
            Exchange oldest = unanswered.peek();
            Reply visible = oldest == null ? said : oldest.command().shown(said);
            listeners.tell(listener -> listener.replyReceived(visible));
            return said.isNegative() ? Optional.of(said) : Optional.empty();
        } catch (IOException | MalformedReplyException e) {
            // The write error is what is reported then.
            return Optional.empty();
        }
    }

    private void receiveOldest() throws SmtpException {
        Exchange exchange = unanswered.element();
        Command command = exchange.command();
        Reply.StatusCodes codes = exchange.stage() == Stage.EHLO ? Reply.StatusCodes.IGNORED : statusCodes;
        ReplyLimits limits = exchange.stage() == Stage.AUTH ? ReplyLimits.AUTH : ReplyLimits.DEFAULT;
        Reply reply = receive(
                exchange.stage(), timeouts.of(exchange.phase()), exchange.deadline(timeouts), codes, limits, command);
        if (!command.canBeAnsweredBy(reply.code())) {
            throw fail(failures.violation(
                    "it answered " + Escape.quoted(command.shown()) + " with " + command.shown(reply)
                            + ", which is no answer to that",
                    exchange.stage(),
                    atStake));
        }
        unanswered.remove();
        unansweredOctets -= command.octets().length;
        exchange.answer(reply);
    }

    private Reply receive(Stage stage, Timeouts.Phase phase, Reply.StatusCodes codes) throws SmtpException {
        Duration limit = timeouts.of(phase);
        return receive(stage, limit, Deadline.after(limit), codes, ReplyLimits.DEFAULT, null);
    }

    private Reply receive(
            Stage stage,
            Duration limit,
            Deadline deadline,
            Reply.StatusCodes codes,
            ReplyLimits limits,
            @Nullable Command command)
            throws SmtpException {
        boolean secret = command != null && command.isSecret();
        Reply reply;
        try {
            reply = replies.read(deadline, codes, limits);
        } catch (MalformedReplyException e) {
            String fault = secret ? "it sent what is no reply; since this was AUTH, it is not shown" : e.getMessage();
            throw fail(failures.violation(String.valueOf(fault), stage, atStake));
        } catch (IOException e) {
            throw fail(failures.of(e, stage, atStake, limit));
        }
        if (reply == null) {
            String partial = replies.isBetweenReplies()
                    ? ""
                    : " in the middle of a reply" + (secret ? "" : ", after " + replies.partial() + ",");
            throw fail(failures.closed(stage, atStake, partial));
        }
        Reply visible = command == null ? reply : command.shown(reply);
        listeners.tell(listener -> listener.replyReceived(visible));
        if (reply.code() == CLOSING) {
            close("the server said " + visible);
        }
        return reply;
    }

    /** What a call says that finds the session ended under it. */
    public DisconnectedException ended(Stage stage) {
        return ended(stage, "");
    }

    private DisconnectedException ended(Stage stage, String when) {
        return lifetime.isAborted() ? aborted(stage) : failures.closed(stage, atStake, when);
    }

    /** Ends the session; what a transport says that was cut off from this side is not the peer's doing. */
    private DisconnectedException fail(DisconnectedException failure) {
        if (lifetime.isAborted()) {
            return aborted(failure.stage());
        }
        lifetime.abort(String.valueOf(failure.getMessage()));
        return failure;
    }

    private DisconnectedException aborted(Stage stage) {
        return failures.of(new ClosedChannelException(), stage, atStake, Duration.ZERO);
    }
}
