// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.Delivery;
import org.postrider.DisconnectedException;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.Message;
import org.postrider.Session;
import org.postrider.SmtpException;

/**
 * Sends mails over one session, and over another when that is lost or takes no more, each mail once: what is in doubt is not repeated. It
 * ends early when sessions come to nothing.
 */
final class Series {

    /** How many sessions one after another may pass without a reply about a mail. */
    private static final int ATTEMPTS = 3;
    /** How much longer each wait is than the one before, which was a second at first. */
    private static final int GROWTH = 4;

    /** Begins a session. */
    @FunctionalInterface
    interface Opener {
        Session open() throws SmtpException;
    }

    private final Iterator<InputMail> rest;
    private final Function<Message, Mail> addressing;
    private final OutcomesFile outcomes;
    private final Tally tally;
    private final Interruption interruption;
    private final Consumer<Tally> progress;
    private final SessionLimit limit = new SessionLimit();
    /** Begun, without an outcome yet. */
    private final Map<Mail, InputMail> underWay = new LinkedHashMap<>();
    /** Begun and reported as not sent. */
    private final Deque<InputMail> again = new ArrayDeque<>();

    private boolean fruitful;
    private @Nullable SmtpException lost;

    Series(
            Iterator<InputMail> mails,
            Function<Message, Mail> addressing,
            OutcomesFile outcomes,
            Tally tally,
            Interruption interruption,
            Consumer<Tally> progress) {
        this.rest = mails;
        this.addressing = addressing;
        this.outcomes = outcomes;
        this.tally = tally;
        this.interruption = interruption;
        this.progress = progress;
    }

    /**
     * Sends until nothing is left, or sessions come to nothing.
     *
     * @param pause waits before another session
     * @param notes is told why there is another session
     */
    void send(Opener opener, Consumer<Duration> pause, Consumer<String> notes) {
        int fruitless = 0;
        boolean first = true;
        while (!interruption.isAsked() && hasMore()) {
            fruitful = false;
            lost = null;
            limit.sessionBegins();
            SmtpException why = attempt(opener);
            fruitless = fruitful ? 0 : fruitless + 1;
            if (!hasMore()) {
                return;
            }
            if (why != null && (first || !why.isRetryable())) {
                tally.failed(why);
                return;
            }
            first = false;
            SmtpException reason = why == null ? lost : why;
            String text = reason == null ? "the session is over" : String.valueOf(reason.getMessage());
            if (fruitless == ATTEMPTS) {
                notes.accept(text + "; " + ATTEMPTS + " sessions came to nothing");
                tally.gaveUp(reason);
                return;
            }
            if (fruitful && limit.isReached()) {
                notes.accept(text + "; a new session follows");
            } else if (!interruption.isAsked()) {
                Duration wait = Duration.ofSeconds((long) Math.pow(GROWTH, fruitless));
                notes.accept(text + "; a new session follows in " + wait.toSeconds() + " s");
                pause.accept(wait);
            }
        }
    }

    private boolean hasMore() {
        return !again.isEmpty() || rest.hasNext();
    }

    private @Nullable SmtpException attempt(Opener opener) {
        try (Session session = opener.open()) {
            interruption.during(() -> {}, session::abort);
            session.sendAll(() -> new Supply(session), this::ended);
            return null;
        } catch (SmtpException e) {
            return e;
        } finally {
            // Only a failure on this side leaves any, such as a full disk.
            underWay.values().forEach(mail -> tally.inDoubt(new DoubtfulMail(mail.id(), MailFacts.of(mail.message()))));
            underWay.clear();
        }
    }

    private void ended(MailOutcome outcome) {
        InputMail mail = Objects.requireNonNull(underWay.get(outcome.mail()));
        boolean keptBack = limit.keptBack(outcome);
        Delivery delivery = keptBack ? Delivery.NOT_SENT : outcome.delivery();
        MailFacts facts = delivery == Delivery.IN_DOUBT ? MailFacts.of(mail.message()) : MailFacts.NONE;
        outcomes.ended(mail.id(), outcome, delivery, facts);
        underWay.remove(outcome.mail());
        SmtpException failure = outcome.failure().orElse(null);
        if (keptBack || (delivery == Delivery.NOT_SENT && failure instanceof DisconnectedException)) {
            if (lost == null) {
                lost = failure;
            }
            again.add(mail);
            return;
        }
        if (failure instanceof DisconnectedException e) {
            lost = e;
        } else {
            fruitful = true;
        }
        tally.ended(new DoubtfulMail(mail.id(), facts), outcome);
        progress.accept(tally);
    }

    /** The mails for one session. */
    private final class Supply implements Iterator<Mail> {

        private final Session session;
        /** What comes back from this session is for the next one. */
        private int repeated = again.size();

        Supply(Session session) {
            this.session = session;
        }

        @Override
        public boolean hasNext() {
            return !interruption.isAsked()
                    && session.isOpen()
                    && !limit.isReached()
                    && (repeated > 0 || rest.hasNext());
        }

        @Override
        public Mail next() {
            InputMail next = repeated > 0 ? again.remove() : rest.next();
            repeated = Math.max(0, repeated - 1);
            Mail mail = addressing.apply(next.message());
            outcomes.begun(next);
            underWay.put(mail, next);
            return mail;
        }
    }
}
