// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import org.postrider.Envelope;
import org.postrider.Mail;
import org.postrider.Message;

/** A mail that is sent again and again, under another Message-ID each time: making the content anew would be measured too. */
final class BenchMail {

    private final byte[] octets;
    private final int idAt;
    private final int idLength;
    private final Mail mail;
    private long startedAt;

    BenchMail(Envelope envelope, byte[] octets, int idAt, int idLength) {
        this.octets = octets;
        this.idAt = idAt;
        this.idLength = idLength;
        mail = Mail.of(envelope, Message.of(octets));
    }

    /** Makes it the mail of that number. */
    Mail numbered(long number, long nanos) {
        startedAt = nanos;
        long rest = number;
        for (int i = idAt + idLength - 1; i >= idAt; i--) {
            octets[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return mail;
    }

    /** When it was begun, or should have been. */
    long startedAt() {
        return startedAt;
    }
}
