// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postrider.ConnectionLostException;
import org.postrider.Delivery;
import org.postrider.DisconnectedException;
import org.postrider.ProtocolViolationException;
import org.postrider.RecipientOutcome;
import org.postrider.Reply;
import org.postrider.SessionAbortedException;
import org.postrider.SmtpTimeoutException;
import org.postrider.Stage;
import org.postrider.TlsException;
import org.postrider.internal.Escape;

/**
 * What ended a session. It knows nothing about messages: each transaction that was in progress makes an exception of its own from it, with its
 * own delivery. Immutable.
 */
public final class SessionEnd {

    private enum Kind {
        /** The server closed the connection, with or without saying so, or it broke. */
        LOST,
        TIMEOUT,
        ABORTED,
        TLS,
        /** The server sent what cannot be a reply to any command that was due. */
        VIOLATION
    }

    /** What is longer is no limit, and has no milliseconds that a number could hold. */
    private static final Duration FAR_OFF = Duration.ofDays(36_500);

    private final Kind kind;
    private final String what;
    private final String detail;
    private final Stage stage;
    private final @Nullable Reply reply;
    private final @Nullable Throwable cause;
    private final Duration limit;
    /** The number of the command that the server answered by announcing its end; it executed none after that. */
    private final long lastExecuted;
    /** Outcomes that were reported already and that a violation makes doubtful. */
    private final List<RecipientOutcome> doubtful;

    private SessionEnd(Kind kind, String what, String detail, Stage stage, @Nullable Throwable cause, Duration limit) {
        this(kind, what, detail, stage, null, cause, limit, Long.MAX_VALUE, List.of());
    }

    private SessionEnd(
            Kind kind,
            String what,
            String detail,
            Stage stage,
            @Nullable Reply reply,
            @Nullable Throwable cause,
            Duration limit,
            long lastExecuted,
            List<RecipientOutcome> doubtful) {
        this.kind = kind;
        this.what = what;
        this.detail = detail;
        this.stage = stage;
        this.reply = reply;
        this.cause = cause;
        this.limit = limit;
        this.lastExecuted = lastExecuted;
        this.doubtful = doubtful;
    }

    /**
     * The end by a failure of the transport.
     *
     * @param limit the time that was allowed, for a time-out
     */
    static SessionEnd of(String peer, IOException e, Stage stage, Duration limit) {
        if (e instanceof SocketTimeoutException) {
            return new SessionEnd(Kind.TIMEOUT, peer + " did not act " + within(limit), "", stage, e, limit);
        }
        if (e instanceof InterruptedIOException || e instanceof ClosedByInterruptException) {
            return new SessionEnd(
                    Kind.ABORTED, "the session with " + peer + " was interrupted", "", stage, e, Duration.ZERO);
        }
        if (e instanceof ClosedChannelException) {
            return aborted(peer, stage);
        }
        if (e instanceof SSLException) {
            return new SessionEnd(
                    Kind.TLS, "TLS with " + peer + " failed", ": " + Escape.reason(e), stage, e, Duration.ZERO);
        }
        return new SessionEnd(
                Kind.LOST, "the connection to " + peer + " broke", ": " + Escape.reason(e), stage, e, Duration.ZERO);
    }

    /** The end by a call from this side. */
    static SessionEnd aborted(String peer, Stage stage) {
        return new SessionEnd(
                Kind.ABORTED,
                "the session with " + peer + " was aborted",
                "",
                stage,
                new ClosedChannelException(),
                Duration.ZERO);
    }

    /** The end by the end of the stream. */
    static SessionEnd closed(String peer, Stage stage, String when) {
        return new SessionEnd(Kind.LOST, peer + " closed the connection" + when, "", stage, null, Duration.ZERO);
    }

    /**
     * The end that the server announces.
     *
     * @param reply 421, or another refusal that the end of the stream follows
     * @param number the number of the command that it answers; 0 if it answers none
     */
    static SessionEnd announced(String peer, Reply reply, Stage stage, long number) {
        return new SessionEnd(
                Kind.LOST,
                peer + " closed the connection, saying " + reply,
                "",
                stage,
                reply,
                null,
                Duration.ZERO,
                number,
                List.of());
    }

    /** The end because the server refused content before it had all of it: it may still count octets that never come. */
    static SessionEnd refusedContent(String peer, Stage stage) {
        return new SessionEnd(
                Kind.LOST,
                "the session with " + peer + " was closed because it refused the content before its end",
                "",
                stage,
                null,
                Duration.ZERO);
    }

    /** The end after BDAT was refused as a command: the server may read the chunk's octets as commands. */
    static SessionEnd unknownCommand(String peer, Reply reply, Stage stage) {
        return new SessionEnd(
                Kind.LOST,
                peer + " offers CHUNKING and refuses BDAT as a command: " + reply
                        + "; the connection was closed, and the next session of this builder uses DATA",
                "",
                stage,
                reply,
                null,
                Duration.ZERO,
                0,
                List.of());
    }

    /**
     * The end by what the server sent in place of what was due.
     *
     * @param reply what it said, if that was a reply
     * @param doubtful outcomes that were reported before, and that nothing has proved since
     */
    static SessionEnd violation(
            String peer, String fault, Stage stage, @Nullable Reply reply, List<RecipientOutcome> doubtful) {
        return new SessionEnd(
                Kind.VIOLATION, peer + ": " + fault, "", stage, reply, null, Duration.ZERO, Long.MAX_VALUE, doubtful);
    }

    /** Whether the server said that it closes. */
    boolean isAnnounced() {
        return kind == Kind.LOST && reply != null;
    }

    /** Where it happened. */
    Stage stage() {
        return stage;
    }

    /** Whether what the server said cannot be trusted back to the last point that proves step. */
    public boolean isViolation() {
        return kind == Kind.VIOLATION;
    }

    /** Whether the server announced its end before it came to a command: it has not executed that. */
    boolean isBefore(PendingCommand command) {
        return command.number() > lastExecuted;
    }

    /** The exception for a call that sent no message. */
    DisconnectedException exception() {
        return exception(Delivery.NOT_SENT, List.of());
    }

    /**
     * The exception for one message.
     *
     * @param delivery what became of it
     * @param outcomes what became of each recipient
     */
    public DisconnectedException exception(Delivery delivery, List<RecipientOutcome> outcomes) {
        String message = what + where(delivery) + detail;
        return switch (kind) {
            case LOST -> new ConnectionLostException(message, stage, delivery, outcomes, reply, cause);
            case TIMEOUT -> new SmtpTimeoutException(message, stage, delivery, outcomes, limit, cause);
            case ABORTED -> new SessionAbortedException(message, stage, delivery, outcomes, cause);
            case TLS -> new TlsException(message, stage, delivery, outcomes, cause);
            case VIOLATION ->
                new ProtocolViolationException(
                        doubtful.isEmpty()
                                ? message
                                : message + "; these outcomes, reported before, may be wrong: " + named(doubtful),
                        stage,
                        delivery,
                        outcomes,
                        reply,
                        doubtful);
        };
    }

    private static String named(List<RecipientOutcome> outcomes) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < outcomes.size() && i < 3; i++) {
            RecipientOutcome outcome = outcomes.get(i);
            names.append(i == 0 ? "" : ", ")
                    .append(outcome.recipient())
                    .append(' ')
                    .append(outcome.delivery())
                    .append(outcome.reply().map(reply -> " (" + reply + ")").orElse(""));
        }
        return names + (outcomes.size() > 3 ? " and " + (outcomes.size() - 3) + " more" : "");
    }

    private String where(Delivery delivery) {
        String at = " (at " + stage.name().toLowerCase(Locale.ROOT) + "; ";
        return at
                + switch (delivery) {
                    case IN_DOUBT -> "the message may have been delivered, so sending it again may deliver it twice)";
                    case REFUSED -> "the message was refused)";
                    default -> "nothing was delivered by it, and a new session is needed)";
                };
    }

    private static String within(Duration limit) {
        if (limit.compareTo(FAR_OFF) > 0) {
            // The session would have waited on, but the transport has a limit of its own.
            return "in the time that the transport allows";
        }
        return "within " + (limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms");
    }
}
