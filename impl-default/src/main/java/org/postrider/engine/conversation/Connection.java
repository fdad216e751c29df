// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.postrider.Deadline;
import org.postrider.Delivery;
import org.postrider.DisconnectedException;
import org.postrider.ProviderException;
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
 * The connection under a conversation: the only place that writes to the transport, as {@link ReplyReader} is the only one that reads. It knows
 * nothing of commands in flight. Each failure closes the transport at once, without QUIT, and is kept as the {@link SessionEnd}.
 */
final class Connection {

    static final int CLOSING = 421;

    /** How long to wait for what a server still says after a write failed, or for the end that it announced. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /** How many reported outcomes are kept until something proves them. */
    private static final int MOST_UNPROVED = 1000;

    private final Timeouts timeouts;
    private final Listeners listeners;
    private final String peer;
    private final Lifetime lifetime;
    private final boolean acceptBareLf;
    private final List<RecipientOutcome> unproved = new ArrayList<>();
    private volatile Transport transport;
    private ReplyReader replies;
    private Reply.StatusCodes statusCodes = Reply.StatusCodes.UNANNOUNCED;
    private long writes;
    private @Nullable SessionEnd end;
    private boolean unreported;
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

    /** Refuses a call on a session that is over; if no call has reported yet what ended it, this one does. */
    void checkNotOver() throws DisconnectedException {
        if (unreported && end != null && end.isAnnounced()) {
            unreported = false;
            throw end.exception();
        }
        lifetime.checkNotOver();
    }

    /** A reply that came after the one that a call was waiting for has ended the session. */
    void endUnreported() {
        unreported = true;
    }

    boolean isBetweenReplies() {
        return replies.isBetweenReplies();
    }

    /** How often something was written, a handshake included. */
    long writes() {
        return writes;
    }

    void expect(Reply.StatusCodes codes) {
        statusCodes = codes;
    }

    /** Keeps outcomes that are about to be reported, until something proves that both sides were in step. */
    void report(List<RecipientOutcome> outcomes) {
        unproved.addAll(outcomes);
        if (unproved.size() > MOST_UNPROVED) {
            unproved.subList(0, unproved.size() - MOST_UNPROVED).clear();
        }
    }

    /** Both sides are in step: what was reported before is right. */
    void proveStep() {
        unproved.clear();
    }

    /** Goes on over another transport, with a parser that knows nothing of what was said before. */
    void layer(Conversation.Layer layer) throws SmtpException {
        Duration limit = timeouts.of(Timeouts.Phase.TLS);
        writes++;
        try {
            transport = layer.over(transport, Deadline.after(limit));
        } catch (IOException e) {
            Throwable thrown = e instanceof SSLException ? e.getCause() : null;
            if ((thrown instanceof RuntimeException || thrown instanceof Error) && isUnhandled(e)) {
                throw callbackFailed(thrown);
            }
            throw fail(SessionEnd.of(peer, e, Stage.TLS, limit));
        } catch (Throwable e) {
            throw callbackFailed(e);
        }
        replies = new ReplyReader(transport, acceptBareLf);
        lifetime.goOnOver(transport);
    }

    /** Newer platforms wrap what a trust or key manager throws unchecked. */
    private static boolean isUnhandled(IOException e) {
        return String.valueOf(e.getMessage()).contains("Unhandled exception");
    }

    /** A trust or key manager of the caller's failed. Half of a handshake is done, so nothing more may be written. */
    private ProviderException callbackFailed(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        ProviderException failure = new ProviderException(
                "a callback threw " + Escape.text(e.toString()) + " in the TLS handshake with " + peer
                        + (trace.length == 0 ? "" : ", at " + trace[0])
                        + " (at tls; nothing was delivered by it, and a new session is needed)",
                Stage.TLS,
                Delivery.NOT_SENT,
                e);
        lifetime.abort(String.valueOf(failure.getMessage()));
        return failure;
    }

    /** Looks whether octets have come, without waiting; the end of the stream is a failure. */
    boolean hasOctets(Stage stage) throws SmtpException {
        Transport.Readiness readiness = replies.readiness();
        if (readiness == Transport.Readiness.END) {
            throw fail(SessionEnd.closed(peer, stage, ""));
        }
        return readiness == Transport.Readiness.OCTETS;
    }

    /** Whether octets were read that belong to no reply yet; asks the transport for none. */
    boolean hasUnreadOctets() {
        return replies.hasUnreadOctets();
    }

    /** Whether nothing has come, the end of the stream included; what has come stays for the next call. Does not wait. */
    boolean isQuiet() {
        try {
            return replies.readiness() == Transport.Readiness.NOTHING;
        } catch (RuntimeException e) {
            // A transport that breaks its contract cannot be used; the next call reports it.
            return false;
        }
    }

    /** The next reply, if it was read already with one before it; asks the transport for nothing. */
    @Nullable
    Reply atHand(Stage stage) throws SmtpException {
        try {
            Reply reply = replies.next(statusCodes, ReplyLimits.DEFAULT);
            if (reply != null) {
                listeners.replyReceived(shownUnasked(reply));
            }
            return reply;
        } catch (MalformedReplyException e) {
            throw violation(String.valueOf(e.getMessage()), stage);
        }
    }

    /** Reads a reply that no command waits for, with status codes as EHLO promised. */
    Reply receive(Stage stage, Timeouts.Phase phase) throws SmtpException {
        return receive(stage, phase, statusCodes);
    }

    Reply receive(Stage stage, Timeouts.Phase phase, Reply.StatusCodes codes) throws SmtpException {
        Duration limit = timeouts.of(phase);
        return receive(stage, limit, null, codes, ReplyLimits.DEFAULT, null);
    }

    /** Reads the greeting. */
    Reply receiveGreeting(Duration limit) throws SmtpException {
        return receive(Stage.GREETING, limit, null, Reply.StatusCodes.IGNORED, ReplyLimits.GREETING, null);
    }

    /** Reads the reply to a command. */
    Reply receive(PendingCommand command) throws SmtpException {
        boolean ehlo = command.stage() == Stage.EHLO;
        return receive(
                command.stage(),
                timeouts.of(command.phase()),
                command.deadline(),
                ehlo ? Reply.StatusCodes.IGNORED : statusCodes,
                command.stage() == Stage.AUTH ? ReplyLimits.AUTH : ReplyLimits.DEFAULT,
                command);
    }

    private Reply receive(
            Stage stage,
            Duration limit,
            @Nullable Deadline deadline,
            Reply.StatusCodes codes,
            ReplyLimits limits,
            @Nullable PendingCommand pending)
            throws SmtpException {
        Command command = pending == null ? null : pending.command();
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
            throw fail(SessionEnd.of(peer, e, stage, limit));
        }
        if (reply == null) {
            String partial = replies.isBetweenReplies()
                    ? ""
                    : " in the middle of a reply" + (secret ? "" : ", after " + replies.partial() + ",");
            throw fail(SessionEnd.closed(peer, stage, partial));
        }
        Reply visible = command == null ? shownUnasked(reply) : command.shown(reply);
        afterAuth = command == null ? afterAuth : secret;
        listeners.replyReceived(visible);
        if (reply.code() == CLOSING) {
            announcedEnd(visible, stage, pending);
        }
        return reply;
    }

    private void announcedEnd(Reply reply, Stage stage, @Nullable PendingCommand pending) {
        if (end == null) {
            end = SessionEnd.announced(peer, reply, stage, pending == null ? 0 : pending.number());
        }
        close("the server said " + reply);
    }

    /**
     * Ends the session after a refusal that only a server gives that closes: the end of the stream has to follow it.
     *
     * @param refused the command that was refused
     * @param reply what the server said
     */
    void expectEnd(PendingCommand refused, Reply reply) throws SmtpException {
        if (!endsHere()) {
            throw violation("it refused " + refused.command().shown() + " with " + reply, refused.stage(), reply);
        }
        throw fail(SessionEnd.announced(peer, reply, refused.stage(), refused.number()));
    }

    /**
     * Writes the octets, or some of them if the server speaks instead of reading on.
     *
     * @param oldest the command that the server is at: it may read no further before it has answered that; null if it owes no reply
     * @throws WriteFailure if that fails; the session is not over yet, since what the server said before is worth more than the failure
     */
    void write(Payload octets, Stage stage, @Nullable PendingCommand oldest) throws WriteFailure {
        Duration block = timeouts.of(Timeouts.Phase.BLOCK);
        Duration reply = oldest == null ? block : timeouts.of(oldest.phase());
        Duration limit = reply.compareTo(block) > 0 ? reply : block;
        writes++;
        try {
            octets.writeTo(transport, Deadline.after(limit));
        } catch (IOException e) {
            throw new WriteFailure(e, SessionEnd.of(peer, e, stage, limit));
        }
    }

    /** What {@link #write} reports. */
    static final class WriteFailure extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient SessionEnd end;
        private final boolean timeout;
        private final boolean interrupted;

        WriteFailure(IOException e, SessionEnd end) {
            super(e);
            this.end = end;
            this.timeout = e instanceof SocketTimeoutException;
            this.interrupted =
                    (e instanceof InterruptedIOException && !timeout) || e instanceof ClosedByInterruptException;
        }

        SessionEnd end() {
            return end;
        }

        boolean isTimeout() {
            return timeout;
        }

        /** Whether this side ended the write: nothing more is read then. */
        boolean isInterrupted() {
            return interrupted;
        }
    }

    /**
     * The next reply that the server sent before the session ends.
     *
     * @param wait whether to wait for it a little; otherwise only what is there counts
     * @param command whose reply it is
     * @return null if there is none
     */
    @Nullable
    Reply lastWords(boolean wait, PendingCommand command) {
        if (lifetime.isOver()) {
            return null;
        }
        try {
            if (!wait && replies.readiness() != Transport.Readiness.OCTETS) {
                return null;
            }
            Deadline deadline = Deadline.after(wait ? LAST_WORDS : Duration.ofMillis(1));
            Reply reply = replies.read(deadline, statusCodes, ReplyLimits.DEFAULT);
            if (reply != null) {
                Reply visible = command.command().shown(reply);
                listeners.replyReceived(visible);
                if (reply.code() == CLOSING) {
                    announcedEnd(visible, command.stage(), command);
                }
            }
            return reply;
        } catch (IOException | MalformedReplyException e) {
            // The write error is what is reported then.
            return null;
        }
    }

    void close(String reason) {
        lifetime.close(reason);
    }

    void abort(String reason) {
        lifetime.abort(reason);
    }

    /** Ends the session for what the server sent in place of what was due. */
    DisconnectedException violation(String fault, Stage stage) {
        return violation(fault, stage, null);
    }

    /** Ends the session for a reply that cannot be one to what was due. */
    DisconnectedException violation(String fault, Stage stage, @Nullable Reply reply) {
        return fail(SessionEnd.violation(peer, fault, stage, reply, List.copyOf(unproved)));
    }

    /** Ends the session for a reply that nothing had asked for. */
    DisconnectedException surplus(Reply reply, Stage stage) {
        Reply visible = shownUnasked(reply);
        boolean announced = reply.code() == CLOSING || (reply.isNegative() && endsHere());
        // Servers announce a time-out by 451 and others, too.
        return announced
                ? fail(SessionEnd.announced(peer, visible, stage, 0))
                : violation("unexpected reply " + visible, stage, visible);
    }

    private Reply shownUnasked(Reply reply) {
        return afterAuth ? Reply.of(reply.code(), "***") : reply;
    }

    /** Waits a little for the end of the stream; false if a reply comes first, or nothing. */
    private boolean endsHere() {
        try {
            return replies.read(Deadline.after(LAST_WORDS), statusCodes, ReplyLimits.DEFAULT) == null;
        } catch (SocketTimeoutException | MalformedReplyException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Ends the session because the server refused content before it had all of it. */
    void refusedContent(Stage stage) {
        fail(SessionEnd.refusedContent(peer, stage));
    }

    /** Ends the session because a chunk's octets may be read as commands. */
    DisconnectedException unknownCommand(Reply reply, Stage stage) {
        return fail(SessionEnd.unknownCommand(peer, reply, stage));
    }

    /** What ended the session; asked when a call finds it over. */
    SessionEnd end(Stage stage, String when) {
        SessionEnd known = end;
        if (lifetime.isAborted() && known == null) {
            return SessionEnd.aborted(peer, stage);
        }
        return known == null ? SessionEnd.closed(peer, stage, when) : known;
    }

    /** Ends the session; what a transport says that was cut off from this side is not the peer's doing. */
    DisconnectedException fail(SessionEnd failure) {
        if (end == null) {
            end = lifetime.isAborted() ? SessionEnd.aborted(peer, failure.stage()) : failure;
        }
        SessionEnd known = end;
        DisconnectedException exception = known.exception();
        lifetime.abort(String.valueOf(exception.getMessage()));
        return exception;
    }
}
