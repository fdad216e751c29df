// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.floor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.postrider.benchmarks.peers.contestant.Mail;

/** Makes what the loops write. */
final class Octets {

    private static final String DATA = "DATA\r\n";

    private Octets() {}

    /** {@return the text's octets, outside of the heap so that the socket need not copy them} */
    static ByteBuffer of(String text) {
        return of(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static ByteBuffer of(byte[] octets) {
        return ByteBuffer.allocateDirect(octets.length).put(octets).flip();
    }

    static ByteBuffer mail(Mail mail) {
        return of("MAIL FROM:<" + mail.from() + ">\r\n");
    }

    static ByteBuffer rcpt(String recipient) {
        return of("RCPT TO:<" + recipient + ">\r\n");
    }

    static ByteBuffer data() {
        return of(DATA);
    }

    /** {@return MAIL and each RCPT} */
    static ByteBuffer envelope(Mail mail) {
        return of(envelopeText(mail));
    }

    /** {@return MAIL, each RCPT and DATA} */
    static ByteBuffer group(Mail mail) {
        return of(envelopeText(mail).concat(DATA));
    }

    private static String envelopeText(Mail mail) {
        StringBuilder text = new StringBuilder();
        text.append("MAIL FROM:<").append(mail.from()).append(">\r\n");
        for (String recipient : mail.recipients()) {
            text.append("RCPT TO:<").append(recipient).append(">\r\n");
        }
        return text.toString();
    }

    /** {@return what follows DATA, to the end} */
    static ByteBuffer content(Mail mail) {
        byte[] octets = mail.octets();
        int dots = 0;
        for (int i = 0; i < octets.length; i++) {
            dots += stuffed(octets, i) ? 1 : 0;
        }
        ByteBuffer out = ByteBuffer.allocateDirect(octets.length + dots + 3);
        for (int i = 0; i < octets.length; i++) {
            if (stuffed(octets, i)) {
                out.put((byte) '.');
            }
            out.put(octets[i]);
        }
        return out.put((byte) '.').put((byte) '\r').put((byte) '\n').flip();
    }

    private static boolean stuffed(byte[] octets, int i) {
        return octets[i] == '.' && (i == 0 || octets[i - 1] == '\n');
    }

    /** {@return MAIL, each RCPT, and BDAT with the message} */
    static ByteBuffer chunkedTransaction(Mail mail) {
        byte[] octets = mail.octets();
        byte[] commands =
                (envelopeText(mail) + "BDAT " + octets.length + " LAST\r\n").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(commands.length + octets.length)
                .put(commands)
                .put(octets)
                .flip();
    }
}
