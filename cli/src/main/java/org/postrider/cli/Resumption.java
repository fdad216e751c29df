// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;

/** What is to be sent, given what earlier runs did. */
final class Resumption {

    private final MailSource source;
    private final Past past;
    private final boolean retryRefused;

    private Resumption(MailSource source, Past past, boolean retryRefused) {
        this.source = source;
        this.past = past;
        this.retryRefused = retryRefused;
    }

    /**
     * Reads the outcomes file and the whole input, and only then writes that a run begins.
     *
     * @throws SeriesException also if the input is not the one of the outcomes file
     */
    static Resumption of(MailSource source, OutcomesFile file, boolean retryRefused, Tally tally)
            throws SeriesException {
        return SeriesException.outcomes(() -> {
            Resumption resumption = new Resumption(source, file.past(source), retryRefused);
            try {
                resumption.count(tally);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            file.run(source.name());
            for (String mail : resumption.past.with(Past.State.BEGUN)) {
                file.staysInDoubt(mail);
            }
            return resumption;
        });
    }

    private void count(Tally tally) throws IOException {
        long all = 0;
        long toSend = 0;
        long done = 0;
        long leftRefused = 0;
        for (Iterator<InputMail> mails = source.mails(); mails.hasNext(); ) {
            InputMail mail = mails.next();
            boolean send = isToSend(mail);
            source.compare(mail, send);
            all++;
            if (send) {
                toSend++;
            } else {
                Past.State state = past.state(mail.id());
                leftRefused += state == Past.State.REFUSED_FOR_NOW ? 1 : 0;
                done += state == null || state == Past.State.REFUSED_FOR_NOW ? 1 : 0;
            }
        }
        source.compareCount(all);
        tally.begin(past, toSend, done, leftRefused);
    }

    private boolean isToSend(InputMail mail) {
        if (!source.wasBegun(mail)) {
            return true;
        }
        Past.State state = past.state(mail.id());
        return state == Past.State.NOT_SENT || (retryRefused && state == Past.State.REFUSED_FOR_NOW);
    }

    /** The mails to send, in the order of the input. */
    Iterator<InputMail> mails() {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(source.mails(), Spliterator.ORDERED), false)
                .filter(this::isToSend)
                .iterator();
    }
}
