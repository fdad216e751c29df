// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.Session;
import org.postrider.SmtpException;

/** One session at a time, and the messages it gets to send. */
final class BenchWorker {

    /** A server that closes each session before it says yes or no to a message is not called for ever. */
    private static final int FRUITLESS = 10;

    private final BenchSetup setup;
    private final BenchMails mails;
    private final boolean sendAll;
    /** Another thread may abort it. */
    private volatile @Nullable Session session;

    private long claimed = BenchSupply.NONE;
    private final SessionLimit limit = new SessionLimit();
    /** When messages were due that a session's limit kept back. */
    private final Deque<Long> again = new ArrayDeque<>();

    BenchWorker(BenchSetup setup, BenchMails mails, boolean sendAll) {
        this.setup = setup;
        this.mails = mails;
        this.sendAll = sendAll;
    }

    /** Opens the session. */
    Session open() throws SmtpException {
        Session opened = setup.open();
        session = opened;
        limit.sessionBegins();
        return opened;
    }

    /** Sends until there are no more messages, or one session after the other ends without a verdict. */
    BenchTally work(BenchSupply supply) {
        BenchTally tally = new BenchTally();
        claimed = BenchSupply.NONE;
        again.clear();
        int fruitless = 0;
        while (fruitless < FRUITLESS && hasNext(supply)) {
            long before = tally.verdicts();
            try {
                Session known = session;
                Session open = known != null ? known : open();
                if (sendAll) {
                    series(open, supply, tally);
                } else {
                    single(open, supply, tally);
                }
            } catch (SmtpException e) {
                tally.failed(e, supply.elapsed());
            }
            Session left = session;
            if (left != null && (limit.isReached() || !left.isOpen())) {
                left.close();
                session = null;
                if (!limit.isReached()) {
                    tally.sessionLost();
                }
            }
            fruitless = tally.verdicts() > before ? 0 : fruitless + 1;
        }
        return tally;
    }

    private boolean hasNext(BenchSupply supply) {
        if (supply.isEnded()) {
            return false;
        }
        if (!again.isEmpty()) {
            return true;
        }
        if (claimed == BenchSupply.NONE) {
            claimed = supply.claim();
        }
        return claimed != BenchSupply.NONE;
    }

    /** Waits until the next message is due, or this is ended. */
    private long awaitDue(BenchSupply supply) {
        Long keptBack = again.peek();
        return keptBack == null ? supply.awaitDue(claimed) : keptBack;
    }

    private Mail next(long due) {
        if (again.poll() == null) {
            claimed = BenchSupply.NONE;
        }
        return mails.begin(due);
    }

    private boolean takesMore(Session open) {
        return open.isOpen() && !limit.isReached();
    }

    private void single(Session open, BenchSupply supply, BenchTally tally) {
        while (takesMore(open) && hasNext(supply)) {
            long due = awaitDue(supply);
            if (supply.isEnded()) {
                return;
            }
            Mail mail = next(due);
            try {
                told(MailOutcome.of(mail, open.send(mail.envelope().orElseThrow(), mail.message())), supply, tally);
            } catch (SmtpException e) {
                told(MailOutcome.of(mail, e), supply, tally);
            }
        }
    }

    private void series(Session open, BenchSupply supply, BenchTally tally) throws SmtpException {
        Iterator<Mail> series = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return takesMore(open) && BenchWorker.this.hasNext(supply);
            }

            @Override
            public Mail next() {
                if (!BenchWorker.this.hasNext(supply)) {
                    throw new NoSuchElementException();
                }
                return BenchWorker.this.next(awaitDue(supply));
            }
        };
        open.sendAll(() -> series, outcome -> told(outcome, supply, tally));
    }

    private void told(MailOutcome outcome, BenchSupply supply, BenchTally tally) {
        long startedAt = mails.end();
        if (limit.keptBack(outcome)) {
            again.add(startedAt);
            return;
        }
        long latency = System.nanoTime() - startedAt;
        outcome.result().ifPresent(result -> tally.result(result, latency, supply.elapsed()));
        outcome.failure().ifPresent(failure -> tally.failure(failure, supply.elapsed()));
    }

    /** Says QUIT. */
    void close() {
        Session left = session;
        if (left != null) {
            left.close();
        }
    }

    /** Ends what is under way, from any thread. */
    void abort() {
        Session left = session;
        if (left != null) {
            left.abort();
        }
    }
}
