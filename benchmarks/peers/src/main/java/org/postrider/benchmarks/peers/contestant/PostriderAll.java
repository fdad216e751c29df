// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.contestant;

import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.postrider.MailOutcome;
import org.postrider.Session;

/** Postrider's {@link Session#sendAll}. */
public class PostriderAll extends Postrider {

    private @Nullable IOException failure;

    /**
     * Connects.
     *
     * @param task the task
     * @throws IOException if it cannot
     */
    public PostriderAll(Task task) throws IOException {
        super(task);
    }

    PostriderAll(Task task, Session.Builder builder) throws IOException {
        super(task, builder);
    }

    @Override
    public void send() throws IOException {
        sendWhile(() -> false);
    }

    @Override
    public long sendWhile(BooleanSupplier more) throws IOException {
        Series series = new Series(mail(), more);
        session().sendAll(() -> series, this::look);
        if (failure != null) {
            throw failure;
        }
        return series.handedOut;
    }

    private void look(MailOutcome outcome) {
        try {
            check(outcome.orThrow());
        } catch (IOException e) {
            failure = e;
        }
    }

    /** The same mail, as often as is wanted. */
    private static final class Series implements Iterator<org.postrider.Mail> {

        private final org.postrider.Mail mail;
        private final BooleanSupplier more;
        private long handedOut;

        Series(org.postrider.Mail mail, BooleanSupplier more) {
            this.mail = mail;
            this.more = more;
        }

        @Override
        public boolean hasNext() {
            return handedOut == 0 || more.getAsBoolean();
        }

        @Override
        public org.postrider.Mail next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            handedOut++;
            return mail;
        }
    }
}
