// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
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

/**
 * The connection under a conversation: the only place that writes to the transport, as {@link ReplyReader} is the only one that reads. It knows
 * nothing of commands in flight; it knows what a failure means for the message, and every failure here closes the transport at once, without
 * QUIT.
 */
final class Connection {

    private static final int CLOSING = 421;
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Timeouts timeouts;
    private final Listeners listeners;
    private final String peer;
    private final Lifetime lifetime;
    private final boolean acceptBareLf;
    private volatile Transport transport;
    private ReplyReader replies;
    private Reply.StatusCodes statusCodes = Reply.StatusCodes.UNANNOUNCED;
    private Stake atStake = Stake.NONE;
    /** Whether the last reply was to a step of AUTH: what comes unasked after it may repeat the response. */
    private boolean afterAuth;

    Connection(Transport transport, Timeouts timeouts, Listeners listeners, boolean acceptBareLf) {
        this.transport = transport;
        this.timeouts = timeouts;
        this.listeners = listeners;
        this.acceptBareLf = acceptBareLf;
        this.peer = transport.peer();
        this.replies = new ReplyReader(transport, acceptBareLf);
        this.lifetime = new Lifetime(transport, listeners);
    }

    String peer() {
        return transport.peer();
    }

    Transport.Protection protection() {
        return transport.protection();
    }

    Optional<SSLSession> tlsSession() {
        return transport.tlsSession();
    }

    boolean isOver() {
        return lifetime.isOver();
    }

    void checkNotOver() throws NotConnectedException {
        lifetime.checkNotOver();
    }

    boolean isBetweenReplies() {
        return replies.isBetweenReplies();
    }

    void expect(Reply.StatusCodes codes) {
        statusCodes = codes;
    }

    /** Goes on over another transport, with a parser that knows nothing of what was said before. */
    void layer(Conversation.Layer layer) throws SmtpException {
        Duration limit = timeouts.of(Timeouts.Phase.TLS);
        try {
            transport = layer.over(transport, Deadline.after(limit));
        } catch (IOException e) {
            throw fail(failures().of(e, Stage.TLS, atStake, limit));
        }
        replies = new ReplyReader(transport, acceptBareLf);
        lifetime.goOnOver(transport);
    }

    /** Looks whether octets have come, without waiting; the end of the stream is a failure. */
    boolean hasOctets(Stage stage) throws SmtpException {
        Transport.Readiness readiness = replies.readiness();
        if (readiness == Transport.Readiness.END) {
            throw fail(failures().closed(stage, atStake, ""));
        }
        return readiness == Transport.Readiness.OCTETS;
    }

    /** Reads a reply that no command waits for, with status codes as EHLO promised. */
    Reply receive(Stage stage, Timeouts.Phase phase) throws SmtpException {
        return receive(stage, phase, statusCodes);
    }

    Reply receive(Stage stage, Timeouts.Phase phase, Reply.StatusCodes codes) throws SmtpException {
        Duration limit = timeouts.of(phase);
        return receive(stage, limit, null, codes, ReplyLimits.DEFAULT, null);
    }

    /** Reads the reply to a command. */
    Reply receive(Exchange exchange) throws SmtpException {
        boolean ehlo = exchange.stage() == Stage.EHLO;
        return receive(
                exchange.stage(),
                timeouts.of(exchange.phase()),
                exchange.deadline(),
                ehlo ? Reply.StatusCodes.IGNORED : statusCodes,
                exchange.stage() == Stage.AUTH ? ReplyLimits.AUTH : ReplyLimits.DEFAULT,
                exchange.command());
    }

    private Reply receive(
            Stage stage,
            Duration limit,
            @Nullable Deadline deadline,
            Reply.StatusCodes codes,
            ReplyLimits limits,
            @Nullable Command command)
            throws SmtpException {
        boolean secret = command != null && command.isSecret();
        Reply reply;
        try {
            reply = replies.next(codes, limits);
            if (reply == null) {
                reply = replies.read(deadline == null ? Deadline.after(limit) : deadline, codes, limits);
            }
        } catch (MalformedReplyException e) {
            String fault = secret ? "it sent what is no reply; since this was AUTH, it is not shown" : e.getMessage();
            throw violation(String.valueOf(fault), stage);
        } catch (IOException e) {
            throw fail(failures().of(e, stage, atStake, limit));
        }
        if (reply == null) {
            String partial = replies.isBetweenReplies()
                    ? ""
                    : " in the middle of a reply" + (secret ? "" : ", after " + replies.partial() + ",");
            throw fail(failures().closed(stage, atStake, partial));
        }
        Reply visible = command == null ? shownUnasked(reply) : command.shown(reply);
        afterAuth = command == null ? afterAuth : secret;
        listeners.replyReceived(visible);
        if (reply.code() == CLOSING) {
            close("the server said " + visible);
        }
        return reply;
    }

    /**
     * Writes the octets, or some of them if the server speaks instead of reading on. If that fails, what the server had said before is worth
     * more than the failure.
     *
     * @param oldest the command that the server is at: it may read no further before it has answered that; null if it owes no reply
     * @param due the commands whose replies would be the next, in their order
     * @return what the server sent before the connection broke, if it ends in a refusal, and then the session is over; usually empty
     */
    List<Reply> write(Payload octets, Stage stage, @Nullable Exchange oldest, Collection<Exchange> due)
            throws SmtpException {
        Duration block = timeouts.of(Timeouts.Phase.BLOCK);
        Duration reply = oldest == null ? block : timeouts.of(oldest.phase());
        Duration limit = reply.compareTo(block) > 0 ? reply : block;
        try {
            octets.writeTo(transport, Deadline.after(limit));
            return List.of();
        } catch (IOException e) {
            boolean interrupted = e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException);
            List<Reply> said = interrupted ? List.of() : lastWords(due);
            DisconnectedException failure = fail(failures().of(e, stage, atStake, limit));
            if (!said.isEmpty()) {
                return said;
            }
            throw failure;
        }
    }

    /** The complete replies that the server sent before the connection broke, as far as a refusal; none if there is none. */
    private List<Reply> lastWords(Collection<Exchange> due) {
        Deadline deadline = Deadline.after(LAST_WORDS);
        List<Reply> said = new ArrayList<>();
        Iterator<Exchange> commands = due.iterator();
        try {
            do {
                Reply reply = replies.read(deadline, statusCodes, ReplyLimits.DEFAULT);
                if (reply == null) {
                    return List.of();
                }
                Reply visible = commands.hasNext() ? commands.next().command().shown(reply) : reply;
                listeners.replyReceived(visible);
                said.add(reply);
                if (reply.isNegative()) {
                    return said;
                }
            } while (commands.hasNext());
        } catch (IOException | MalformedReplyException e) {
            // The write error is what is reported then.
            return List.of();
        }
        return List.of();
    }

    void commit(BooleanSupplier committed, Supplier<List<RecipientOutcome>> known) {
        atStake = new Stake(committed, known);
    }

    void decided() {
        atStake = Stake.NONE;
    }

    void close(String reason) {
        lifetime.close(reason);
    }

    void abort(String reason) {
        lifetime.abort(reason);
    }

    /** Ends the session for what the server sent in place of what was due. */
    DisconnectedException violation(String fault, Stage stage) {
        return fail(failures().violation(fault, stage, atStake));
    }

    /** Ends the session for a reply that nothing had asked for. */
    DisconnectedException surplus(Reply reply, Stage stage) {
        Reply visible = shownUnasked(reply);
        return reply.code() == CLOSING
                ? fail(failures().farewell(visible, stage, atStake))
                : violation("it sent " + visible + ", which nothing had asked for", stage);
    }

    private Reply shownUnasked(Reply reply) {
        return afterAuth ? Reply.of(reply.code(), "***") : reply;
    }

    /** Made when something fails: most sessions need none of the exceptions it knows. */
    private Failures failures() {
        return new Failures(peer);
    }

    /** What a call says that finds the session ended under it. */
    DisconnectedException ended(Stage stage, String when) {
        return lifetime.isAborted() ? aborted(stage) : failures().closed(stage, atStake, when);
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
        return failures().of(new ClosedChannelException(), stage, atStake, Duration.ZERO);
    }
}
