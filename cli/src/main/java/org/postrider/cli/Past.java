// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.postrider.Delivery;
import org.postrider.cli.OutcomeRow.Column;

/** What earlier runs did. Of mails that came to their end for good no more than their number is kept. */
final class Past {

    /** What is to be known of a mail. */
    enum State {
        /** Begun, and no more is known. */
        BEGUN,
        /** The run said that it is in doubt. */
        IN_DOUBT,
        /** Nobody has it. */
        NOT_SENT,
        /** Nobody has it, and the server said to try again. */
        REFUSED_FOR_NOW
    }

    private static final class Mail {
        private State state = State.BEGUN;
        private MailFacts facts = MailFacts.NONE;
        private boolean someForNow;
        private boolean someWithout;
    }

    private final Map<String, Mail> open = new LinkedHashMap<>();
    private boolean someAccepted;
    private boolean someRefused;
    private long refused;

    private Past() {}

    /**
     * Reads the rows of an outcomes file, the header included.
     *
     * @param rows not closed
     * @param source is told what was begun
     */
    static Past read(InputStream rows, MailSource source) throws IOException {
        Past past = new Past();
        Reader text = new InputStreamReader(rows, StandardCharsets.UTF_8);
        for (CSVRecord row : OutcomeRow.parse(text)) {
            past.read(row, source);
        }
        return past;
    }

    private void read(CSVRecord row, MailSource source) throws IOException {
        String id = value(row, Column.MAIL);
        switch (value(row, Column.ROW)) {
            case OutcomeRow.RUN -> source.ranBefore(id);
            case OutcomeRow.BEGUN -> {
                source.beganBefore(id, value(row, Column.OCTETS), value(row, Column.CHECK));
                open.put(id, new Mail());
            }
            case OutcomeRow.RECIPIENT -> {
                Mail mail = open.computeIfAbsent(id, absent -> new Mail());
                mail.someForNow |= isForNow(row);
                mail.someWithout |= delivery(row) != Delivery.DELIVERED;
            }
            case OutcomeRow.MAIL -> end(id, row);
            default -> throw unreadable(row);
        }
    }

    private void end(String id, CSVRecord row) throws IOException {
        Mail mail = open.computeIfAbsent(id, absent -> new Mail());
        switch (delivery(row)) {
            case DELIVERED -> {
                someAccepted = true;
                someRefused |= mail.someWithout;
                open.remove(id);
            }
            case REFUSED -> {
                if (mail.someForNow || isForNow(row)) {
                    mail.state = State.REFUSED_FOR_NOW;
                } else {
                    someRefused = true;
                    refused++;
                    open.remove(id);
                }
            }
            case IN_DOUBT -> {
                mail.state = State.IN_DOUBT;
                mail.facts =
                        new MailFacts(value(row, Column.FROM), value(row, Column.TO), value(row, Column.MESSAGE_ID));
            }
            case NOT_SENT -> mail.state = State.NOT_SENT;
        }
    }

    private static boolean isForNow(CSVRecord row) throws IOException {
        return value(row, Column.CODE).startsWith("4");
    }

    private static Delivery delivery(CSVRecord row) throws IOException {
        try {
            return Delivery.valueOf(value(row, Column.DELIVERY));
        } catch (IllegalArgumentException e) {
            throw unreadable(row);
        }
    }

    private static String value(CSVRecord row, Column column) throws IOException {
        if (!row.isConsistent()) {
            throw unreadable(row);
        }
        return row.get(column.title());
    }

    private static IOException unreadable(CSVRecord row) {
        return new IOException("row " + row.getRecordNumber()
                + " of the outcomes file is not as this command writes it; nothing was sent."
                + " Bring the old file back, or name another by --outcomes");
    }

    /** What is to be known of a mail that was begun; null if it came to its end for good. */
    @Nullable
    State state(String id) {
        Mail mail = open.get(id);
        return mail == null ? null : mail.state;
    }

    /** What a mail is known by, if its row says that. */
    MailFacts facts(String id) {
        Mail mail = open.get(id);
        return mail == null ? MailFacts.NONE : mail.facts;
    }

    /** The mails of that state, in the order they were begun first. */
    List<String> with(State state) {
        return open.entrySet().stream()
                .filter(entry -> entry.getValue().state == state)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether anybody got a mail. */
    boolean someAccepted() {
        return someAccepted;
    }

    /** How many mails were refused for good. */
    long refused() {
        return refused;
    }

    /** Whether a mail or a recipient was refused for good. */
    boolean someRefused() {
        return someRefused;
    }
}
