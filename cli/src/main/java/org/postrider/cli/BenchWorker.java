// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

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

    BenchWorker(BenchSetup setup, BenchMails mails, boolean sendAll) {
        this.setup = setup;
        this.mails = mails;
        this.sendAll = sendAll;
    }

    /** Opens the session. */
    Session open() throws SmtpException {
        Session opened = setup.open();
        session = opened;
        return opened;
    }

    /** Sends until there are no more messages, or one session after the other ends without a verdict. */
    BenchTally work(BenchSupply supply) {
        BenchTally tally = new BenchTally();
        claimed = BenchSupply.NONE;
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
            if (left != null && !left.isOpen()) {
                left.close();
                session = null;
                tally.sessionLost();
            }
            fruitless = tally.verdicts() > before ? 0 : fruitless + 1;
        }
        return tally;
    }

    private boolean hasNext(BenchSupply supply) {
        if (supply.isEnded()) {
            return false;
        }
        if (claimed == BenchSupply.NONE) {
            claimed = supply.claim();
        }
        return claimed != BenchSupply.NONE;
    }

    private Mail next(long due) {
        claimed = BenchSupply.NONE;
        return mails.begin(due);
    }

    private void single(Session open, BenchSupply supply, BenchTally tally) {
        while (open.isOpen() && hasNext(supply)) {
            long due = supply.awaitDue(claimed);
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
                return open.isOpen() && BenchWorker.this.hasNext(supply);
            }

            @Override
            public Mail next() {
                if (!BenchWorker.this.hasNext(supply)) {
                    throw new NoSuchElementException();
                }
                return BenchWorker.this.next(supply.awaitDue(claimed));
            }
        };
        open.sendAll(() -> series, outcome -> told(outcome, supply, tally));
    }

    private void told(MailOutcome outcome, BenchSupply supply, BenchTally tally) {
        long latency = System.nanoTime() - mails.end();
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
