// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * A mail that the server holds back for a time (RFC 4865). Refused locally if the server does not offer FUTURERELEASE, or not for as long;
 * without it the mail would go out at once.
 */
public final class FutureRelease {

    private static final String KEYWORD = "FUTURERELEASE";
    private static final long MOST_SECONDS = 999_999_999;

    private FutureRelease() {}

    /**
     * Holds a mail for a time: {@code HOLDFOR=n}.
     *
     * @param time whole seconds, 1 to 999,999,999
     * @return the parameter
     * @throws IllegalArgumentException if it is out of range
     */
    public static MailParameter holdFor(Duration time) {
        Objects.requireNonNull(time, "time");
        long seconds = time.toSeconds();
        if (seconds < 1 || seconds > MOST_SECONDS) {
            throw new IllegalArgumentException("a mail is held for 1 to " + MOST_SECONDS + " seconds, not " + time);
        }
        return MailParameter.of("HOLDFOR", Long.toString(seconds)).offeredBy(KEYWORD);
    }

    /**
     * Holds a mail until a moment: {@code HOLDUNTIL=2026-12-24T18:00:00Z}.
     *
     * @param moment to the second
     * @return the parameter
     * @throws IllegalArgumentException if its year has not four digits
     */
    public static MailParameter holdUntil(Instant moment) {
        Objects.requireNonNull(moment, "moment");
        String text = moment.truncatedTo(ChronoUnit.SECONDS).toString();
        if (text.length() != "2026-12-24T18:00:00Z".length()) {
            throw new IllegalArgumentException(moment + " cannot be written as a date of RFC 3339");
        }
        return MailParameter.of("HOLDUNTIL", text).offeredBy(KEYWORD);
    }
}
