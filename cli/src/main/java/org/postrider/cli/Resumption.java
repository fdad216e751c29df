// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/** What is to be sent, given what earlier runs did. */
final class Resumption {

    private final MailSource source;
    private final Past past;
    private final boolean retryRefused;
    private final Set<String> retryInDoubt;
    private final List<DoubtfulMail> inDoubt = new ArrayList<>();
    private final List<DoubtfulMail> begun = new ArrayList<>();

    private Resumption(MailSource source, Past past, boolean retryRefused, Set<String> retryInDoubt) {
        this.source = source;
        this.past = past;
        this.retryRefused = retryRefused;
        this.retryInDoubt = retryInDoubt;
    }

    /**
     * Reads the outcomes file and the whole input, and only then writes that a run begins.
     *
     * @param retryRefused whether what was refused for now is sent again
     * @param retryInDoubt the mails in doubt that are sent again
     * @throws SeriesException also if the input is not the one of the outcomes file
     * @throws IllegalArgumentException if a mail to be sent again is not in doubt, or not in the input
     */
    static Resumption of(
            MailSource source, OutcomesFile file, boolean retryRefused, Set<String> retryInDoubt, Tally tally)
            throws SeriesException {
        return SeriesException.outcomes(() -> {
            Resumption resumption = new Resumption(source, file.past(source), retryRefused, retryInDoubt);
            try {
                resumption.count(tally);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            file.run(source.name());
            for (DoubtfulMail mail : resumption.begun) {
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
        Set<String> unknown = new TreeSet<>(retryInDoubt);
        Map<String, MailFacts> ofBegun = new HashMap<>();
        for (Iterator<InputMail> mails = source.mails(); mails.hasNext(); ) {
            InputMail mail = mails.next();
            boolean send = isToSend(mail);
            boolean again = isDoubtToSend(mail);
            source.compare(mail, send && !again);
            if (again) {
                unknown.remove(mail.id());
            } else if (past.state(mail.id()) == Past.State.BEGUN) {
                ofBegun.put(mail.id(), MailFacts.of(mail.message()));
            }
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
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "no mail " + Printable.quoted(unknown.iterator().next())
                            + " of this input is in doubt by the outcomes file; nothing was sent."
                            + " Give --retry-in-doubt a mail that an earlier run listed as in doubt");
        }
        for (String id : past.with(Past.State.BEGUN)) {
            if (!retryInDoubt.contains(id)) {
                begun.add(new DoubtfulMail(id, ofBegun.getOrDefault(id, MailFacts.NONE)));
            }
        }
        inDoubt.addAll(begun);
        for (String id : past.with(Past.State.IN_DOUBT)) {
            if (!retryInDoubt.contains(id)) {
                inDoubt.add(new DoubtfulMail(id, past.facts(id)));
            }
        }
        tally.begin(past, inDoubt, toSend, done, leftRefused);
    }

    private boolean isToSend(InputMail mail) {
        if (!source.wasBegun(mail)) {
            return true;
        }
        Past.State state = past.state(mail.id());
        return state == Past.State.NOT_SENT
                || (retryRefused && state == Past.State.REFUSED_FOR_NOW)
                || isDoubtToSend(mail);
    }

    private boolean isDoubtToSend(InputMail mail) {
        Past.State state = past.state(mail.id());
        return (state == Past.State.IN_DOUBT || state == Past.State.BEGUN) && retryInDoubt.contains(mail.id());
    }

    /** The mails to send, in the order of the input. */
    Iterator<InputMail> mails() {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(source.mails(), Spliterator.ORDERED), false)
                .filter(this::isToSend)
                .iterator();
    }
}
