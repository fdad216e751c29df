// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.postrider.ConnectionLostException;
import org.postrider.Delivery;
import org.postrider.DisconnectedException;
import org.postrider.ProtocolViolationException;
import org.postrider.ProviderException;
import org.postrider.Reply;
import org.postrider.SessionAbortedException;
import org.postrider.SmtpTimeoutException;
import org.postrider.Stage;
import org.postrider.TlsException;
import org.postrider.internal.Escape;

/** Puts what ends a session into words and types. */
final class Failures {

    /** What is longer is no limit, and has no milliseconds that a number could hold. */
    private static final Duration FAR_OFF = Duration.ofDays(36_500);

    private final String peer;

    Failures(String peer) {
        this.peer = peer;
    }

    DisconnectedException of(IOException e, Stage stage, Stake stake, Duration limit) {
        if (e instanceof SocketTimeoutException) {
            return new SmtpTimeoutException(
                    peer + " did not act " + within(limit) + where(stage, stake),
                    stage,
                    stake.delivery(),
                    stake.outcomes(),
                    limit,
                    e);
        }
        if (e instanceof InterruptedIOException) {
            return new SessionAbortedException(
                    "the session with " + peer + " was interrupted" + where(stage, stake),
                    stage,
                    stake.delivery(),
                    stake.outcomes(),
                    e);
        }
        if (e instanceof ClosedChannelException) {
            return new SessionAbortedException(
                    "the session with " + peer + " was aborted" + where(stage, stake),
                    stage,
                    stake.delivery(),
                    stake.outcomes(),
                    e);
        }
        if (e instanceof SSLException) {
            return new TlsException(
                    "TLS with " + peer + " failed" + where(stage, stake) + ": " + e.getMessage(),
                    stage,
                    stake.delivery(),
                    stake.outcomes(),
                    e);
        }
        return new ConnectionLostException(
                "the connection to " + peer + " broke" + where(stage, stake) + ": " + e.getMessage(),
                stage,
                stake.delivery(),
                stake.outcomes(),
                null,
                e);
    }

    /** A trust or key manager threw what it may not throw. */
    ProviderException callback(Throwable e, Stage stage, Stake stake) {
        StackTraceElement[] trace = e.getStackTrace();
        return new ProviderException(
                "a callback threw " + Escape.text(e.toString()) + " in the TLS handshake with " + peer
                        + (trace.length == 0 ? "" : ", at " + trace[0]) + where(stage, stake),
                stage,
                stake.delivery(),
                e);
    }

    ConnectionLostException closed(Stage stage, Stake stake, String when) {
        return new ConnectionLostException(
                peer + " closed the connection" + when + where(stage, stake),
                stage,
                stake.delivery(),
                stake.outcomes(),
                null,
                null);
    }

    ConnectionLostException farewell(Reply reply, Stage stage, Stake stake) {
        return new ConnectionLostException(
                peer + " closed the connection, saying " + reply + where(stage, stake),
                stage,
                stake.delivery(),
                stake.outcomes(),
                reply,
                null);
    }

    ProtocolViolationException violation(String fault, Stage stage, Stake stake) {
        return new ProtocolViolationException(
                peer + ": " + fault + where(stage, stake), stage, stake.delivery(), stake.outcomes());
    }

    private static String where(Stage stage, Stake stake) {
        String at = " (at " + stage.name().toLowerCase(Locale.ROOT) + "; ";
        return at
                + (stake.delivery() == Delivery.IN_DOUBT
                        ? "the message may have been delivered, so sending it again may deliver it twice)"
                        : "nothing was delivered by it, and a new session is needed)");
    }

    private static String within(Duration limit) {
        if (limit.compareTo(FAR_OFF) > 0) {
            // The session would have waited on, but the transport has a limit of its own.
            return "in the time that the transport allows";
        }
        return "within " + (limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms");
    }
}
