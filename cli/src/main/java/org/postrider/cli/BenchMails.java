// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.postrider.Envelope;
import org.postrider.Mail;
import org.postrider.MailParameter;
import org.postrider.Mailbox;

/** The mails of one session: those in flight in their order, and those that are free to be sent again. */
final class BenchMails {

    private static final int ID_DIGITS = 18;
    private static final String LINE = "0123456789 abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789";

    private final Envelope envelope;
    private final byte[] octets;
    private final int idAt;
    private long begun;
    private final ArrayDeque<BenchMail> free = new ArrayDeque<>();
    private final ArrayDeque<BenchMail> inFlight = new ArrayDeque<>();

    /**
     * Makes the content.
     *
     * @param session the session's number
     * @throws IllegalArgumentException if the size is too small, or an address is none
     */
    BenchMails(BenchLoad load, List<MailParameter> parameters, int session) {
        Envelope.Builder builder =
                Envelope.from(numbered(load.from(), session), parameters.toArray(MailParameter[]::new));
        for (int i = 1; i <= load.recipients(); i++) {
            builder.to(numbered(load.to(), i));
        }
        envelope = builder.build();
        String run = Integer.toHexString(ThreadLocalRandom.current().nextInt(1 << 28, 1 << 29));
        String begin = "Message-ID: <";
        String header = begin + "0".repeat(ID_DIGITS) + "." + run + "." + session + "@example.org>\r\nDate: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)) + "\r\nFrom: <"
                + envelope.reversePath().map(Mailbox::address).orElse("bench@example.org") + ">\r\nTo: <"
                + envelope.recipients().get(0).mailbox().address() + ">\r\nSubject: postrider bench\r\n\r\n";
        idAt = begin.length();
        octets = octets(header, load.size());
    }

    private static String numbered(String pattern, int number) {
        return pattern.replace("%d", Integer.toString(number));
    }

    private static byte[] octets(String header, int size) {
        byte[] octets = header.getBytes(StandardCharsets.UTF_8);
        int least = octets.length + 2;
        if (size < least) {
            throw new IllegalArgumentException(
                    "--size " + size + " leaves no room for the header; give " + least + " or more");
        }
        byte[] line = LINE.concat("\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(octets, size);
        int at = octets.length;
        for (; size - at >= line.length + 2; at += line.length) {
            System.arraycopy(line, 0, all, at, line.length);
        }
        Arrays.fill(all, at, size - 2, (byte) 'x');
        all[size - 2] = '\r';
        all[size - 1] = '\n';
        return all;
    }

    /** A mail, which from now on is in flight. */
    Mail begin(long nanos) {
        BenchMail known = free.poll();
        BenchMail mail = known == null ? new BenchMail(envelope, octets.clone(), idAt, ID_DIGITS) : known;
        inFlight.add(mail);
        return mail.numbered(++begun, nanos);
    }

    /**
     * Takes the oldest out of those in flight.
     *
     * @return when it was begun
     */
    long end() {
        BenchMail mail = inFlight.remove();
        free.add(mail);
        return mail.startedAt();
    }
}
