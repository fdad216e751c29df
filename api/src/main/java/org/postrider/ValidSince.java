// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * A mail for the owner that an address had at a moment, not for who may have got it since (RFC 7293). Refused locally if the server does not offer
 * RRVS, since it could then reach a stranger.
 */
public final class ValidSince {

    private static final String RRVS = "RRVS";

    private ValidSince() {}

    /**
     * The recipient's mailbox must not have changed hands since a moment: {@code RRVS=2026-04-03T23:01:00Z}.
     *
     * @param moment when the owner was known, to the second
     * @return the parameter
     */
    public static RcptParameter at(Instant moment) {
        Objects.requireNonNull(moment, "moment");
        return RcptParameter.of(RRVS, moment.truncatedTo(ChronoUnit.SECONDS).toString())
                .offeredBy(RRVS);
    }
}
