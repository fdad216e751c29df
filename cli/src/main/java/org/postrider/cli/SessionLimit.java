// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.postrider.Delivery;
import org.postrider.DisconnectedException;
import org.postrider.EnhancedStatus;
import org.postrider.LocalRefusalException;
import org.postrider.MailOutcome;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;

/**
 * Finds out that a server takes no more mails in a session. A mail that was kept back by that was not refused, and another session takes it.
 *
 * <p>Three things say so: the session itself, which knows the server's LIMITS (RFC 9422); a 421; and 452 to a MAIL. The last two count only
 * after the server has accepted another MAIL in the same session, since otherwise they are about the server or about that mail. So a mail that
 * is refused as the first of a session is refused, and no mail is tried again and again.
 */
final class SessionLimit {

    private static final int CLOSING = 421;
    private static final int NO_ROOM = 452;
    /** RFC 3463: 4.4.5 mail system congestion, 4.5.3 too many recipients. Servers use both for too many mails. */
    private static final Set<EnhancedStatus> TOO_MANY =
            Set.of(new EnhancedStatus(4, 4, 5), new EnhancedStatus(4, 5, 3));

    private static final int MOST_TEXTS = 1000;

    /** What the server said to the first MAIL of a session, which is thus not about the number of mails. */
    private final Set<String> aboutMails = new HashSet<>();

    private boolean mailAccepted;
    private boolean reached;

    /** Begins to look at another session. */
    void sessionBegins() {
        mailAccepted = false;
        reached = false;
    }

    /** Whether the session takes no more. */
    boolean isReached() {
        return reached;
    }

    /**
     * Looks at what became of a mail of the session.
     *
     * @return whether the mail was kept back by a limit of the session; then nobody has it
     */
    boolean keptBack(MailOutcome outcome) {
        boolean keptBack = outcome.failure().filter(this::isLimit).isPresent();
        reached |= keptBack;
        mailAccepted |= outcome.result().isPresent()
                || outcome.failure().filter(SessionLimit::isAfterMail).isPresent();
        return keptBack;
    }

    private boolean isLimit(SmtpException failure) {
        if (failure.delivery() != Delivery.NOT_SENT && failure.delivery() != Delivery.REFUSED) {
            return false;
        }
        if (failure instanceof LocalRefusalException) {
            return failure.isRetryable();
        }
        if (reached && failure.delivery() == Delivery.NOT_SENT && failure instanceof DisconnectedException) {
            // It was on its way when the server closed.
            return true;
        }
        Optional<Reply> reply = failure.reply();
        if (reply.isEmpty()) {
            return false;
        }
        if (reply.get().code() == CLOSING) {
            return mailAccepted;
        }
        if (failure.stage() != Stage.MAIL || !isNoRoom(reply.get())) {
            return false;
        }
        String text = reply.get().text();
        if (!mailAccepted && aboutMails.size() < MOST_TEXTS) {
            aboutMails.add(text);
        }
        return mailAccepted && !aboutMails.contains(text);
    }

    private static boolean isNoRoom(Reply reply) {
        return reply.code() == NO_ROOM
                && reply.enhancedStatus().map(TOO_MANY::contains).orElse(true);
    }

    /** Whether the server has accepted MAIL before it refused, and did not close the session. */
    private static boolean isAfterMail(SmtpException failure) {
        return failure.reply().filter(reply -> reply.code() != CLOSING).isPresent()
                && failure.stage().compareTo(Stage.MAIL) > 0;
    }
}
