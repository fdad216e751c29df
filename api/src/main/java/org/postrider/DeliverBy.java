// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.postrider.internal.Escape;

/** By when a mail must be delivered, and what else shall happen (RFC 2852). Refused locally if the server does not offer DELIVERBY. */
public final class DeliverBy {

    private static final long MOST_SECONDS = 999_999_999;

    private DeliverBy() {}

    /**
     * Delivered within a time, or returned to the sender: {@code BY=n;R}.
     *
     * @param time whole seconds, more than zero
     * @return the parameter
     * @throws IllegalArgumentException if it is zero, negative or more than 999,999,999 seconds
     */
    public static MailParameter orReturn(Duration time) {
        Objects.requireNonNull(time, "time");
        if (time.toSeconds() <= 0) {
            throw new IllegalArgumentException(time + " is no time to deliver within; give a second or more");
        }
        return by(time, "R");
    }

    /**
     * The sender is notified if it is not delivered within a time, and delivery goes on: {@code BY=n;N}.
     *
     * @param time whole seconds; zero or less notifies at once that time is up
     * @return the parameter
     * @throws IllegalArgumentException if it is more than 999,999,999 seconds either way
     */
    public static MailParameter orNotify(Duration time) {
        Objects.requireNonNull(time, "time");
        return by(time, "N");
    }

    /**
     * The same parameter, and each server on the way reports that it has relayed the mail: {@code BY=n;RT} or {@code BY=n;NT}.
     *
     * @param by made by this class
     * @return a changed copy
     * @throws IllegalArgumentException if it is no BY parameter, or has a trace already
     */
    public static MailParameter withTrace(MailParameter by) {
        Objects.requireNonNull(by, "by");
        String value = by.value().orElse("");
        if (!by.keyword().equals("BY") || value.endsWith("T")) {
            throw new IllegalArgumentException(Escape.quoted(by.encoded()) + " is no BY parameter without a trace");
        }
        return new MailParameter(by.keyword(), Optional.of(value + "T"), by.extension(), by.ifNotOffered());
    }

    private static MailParameter by(Duration time, String mode) {
        if (Math.abs(time.toSeconds()) > MOST_SECONDS) {
            throw new IllegalArgumentException(time + " is more than " + MOST_SECONDS + " seconds");
        }
        return MailParameter.of("BY", time.toSeconds() + ";" + mode).offeredBy("DELIVERBY");
    }
}
