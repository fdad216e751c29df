// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.io.Reader;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.postrider.Delivery;
import org.postrider.EnhancedStatus;
import org.postrider.Reply;

/** The rows of an outcomes file. */
final class OutcomeRow {

    /** The columns; {@code row} says what a row is about. */
    enum Column {
        TIME,
        ROW,
        MAIL,
        OCTETS,
        CHECK,
        RECIPIENT,
        DELIVERY,
        CODE,
        ENHANCED,
        TEXT,
        FROM,
        TO,
        MESSAGE_ID;

        String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A run over an input begins. */
    static final String RUN = "run";
    /** From here on a mail may have left. */
    static final String BEGUN = "begun";
    /** What became of one recipient; the mail's own row follows. */
    static final String RECIPIENT = "recipient";
    /** What became of a mail as a whole. */
    static final String MAIL = "mail";

    /** RFC 4180. */
    private static final CSVFormat FORMAT = CSVFormat.RFC4180;

    private OutcomeRow() {}

    private static String[] titles() {
        return Arrays.stream(Column.values()).map(Column::title).toArray(String[]::new);
    }

    static String header() {
        return FORMAT.format((Object[]) titles()) + FORMAT.getRecordSeparator();
    }

    /** Reads rows by their columns, after a header. */
    static CSVParser parse(Reader text) throws IOException {
        return FORMAT.builder()
                .setHeader(titles())
                .setSkipHeaderRecord(true)
                .get()
                .parse(text);
    }

    static String run(String input) {
        return row(RUN, input, "", "", "", "", Optional.empty(), "", MailFacts.NONE);
    }

    static String begun(InputMail mail) {
        return row(BEGUN, mail.id(), mail.octets(), mail.check(), "", "", Optional.empty(), "", MailFacts.NONE);
    }

    static String recipient(String mail, String address, Delivery delivery, Optional<Reply> reply) {
        return row(RECIPIENT, mail, "", "", address, delivery, reply, "", MailFacts.NONE);
    }

    /**
     * A mail's own row.
     *
     * @param reply what the server said
     * @param text what there is to say if it did not speak
     * @param facts what the mail is known by, if somebody has to look whether it arrived
     */
    static String mail(String mail, Delivery delivery, Optional<Reply> reply, String text, MailFacts facts) {
        return row(MAIL, mail, "", "", "", delivery, reply, text, facts);
    }

    private static String row(
            String row,
            String mail,
            Object octets,
            String check,
            String recipient,
            Object delivery,
            Optional<Reply> reply,
            String text,
            MailFacts facts) {
        return FORMAT.format(
                        Instant.now().truncatedTo(ChronoUnit.MILLIS),
                        row,
                        mail,
                        octets,
                        check,
                        recipient,
                        delivery,
                        reply.<Object>map(Reply::code).orElse(""),
                        reply.flatMap(Reply::enhancedStatus)
                                .map(EnhancedStatus::toString)
                                .orElse(""),
                        reply.map(Reply::text).orElse(text),
                        facts.from(),
                        facts.to(),
                        facts.messageId())
                + FORMAT.getRecordSeparator();
    }
}
