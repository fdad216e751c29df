// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.postrider.LocalRefusalException;
import org.postrider.MailParameter;
import org.postrider.spi.Extension;
import org.postrider.spi.TransactionPlan;

/** FUTURERELEASE (RFC 4865): the server's two maxima are looked at before it is asked to hold a mail (section 4.1). */
public final class FutureReleaseExtension implements Extension {

    private static final String KEYWORD = "FUTURERELEASE";
    private static final String HOLDFOR = "HOLDFOR";
    private static final String HOLDUNTIL = "HOLDUNTIL";

    /** Needs nothing. */
    public FutureReleaseExtension() {}

    @Override
    public Set<String> mailParameters() {
        return Set.of(HOLDFOR, HOLDUNTIL);
    }

    @Override
    public void plan(TransactionPlan plan) throws LocalRefusalException {
        Optional<MailParameter> time = Parameters.of(plan, HOLDFOR);
        Optional<MailParameter> moment = Parameters.of(plan, HOLDUNTIL);
        if (time.isPresent() && moment.isPresent()) {
            throw refused("a message is held for a time or until a moment, not both");
        }
        if ((time.isPresent() || moment.isPresent())
                && plan.envelope().reversePath().isEmpty()) {
            throw refused("a message without a sender, such as a report, cannot be held (RFC 4865 section 5)");
        }
        checkDeadline(plan, time, moment);
        if (plan.offer().isPresent()) {
            List<String> maxima = plan.offer().get().parameters();
            if (time.isPresent() && maxima.size() > 0) {
                checkTime(time.get().value().orElse(""), maxima.get(0));
            }
            if (moment.isPresent() && maxima.size() > 1) {
                checkMoment(moment.get().value().orElse(""), maxima.get(1));
            }
        }
    }

    /** What is released after it was to be delivered can only come back (RFC 4865 section 5). */
    private static void checkDeadline(
            TransactionPlan plan, Optional<MailParameter> time, Optional<MailParameter> moment)
            throws LocalRefusalException {
        Optional<MailParameter> by = Parameters.of(plan, "BY");
        if (by.isEmpty()) {
            return;
        }
        String limit = by.get().value().orElse("");
        OptionalLong deadline = Parameters.number(limit.substring(0, Math.max(limit.indexOf(';'), 0)));
        if (deadline.isEmpty()) {
            return;
        }
        long seconds = deadline.getAsLong();
        boolean late = time.flatMap(MailParameter::value)
                        .map(Parameters::number)
                        .orElse(OptionalLong.empty())
                        .orElse(-1)
                >= seconds;
        boolean lateMoment = moment.flatMap(MailParameter::value)
                .flatMap(FutureReleaseExtension::instant)
                .map(instant -> !instant.isBefore(Instant.now().plusSeconds(seconds)))
                .orElse(false);
        if (late || lateMoment) {
            throw refused("the message is to be delivered within " + seconds + " seconds and held at least as long");
        }
    }

    private static void checkTime(String wanted, String most) throws LocalRefusalException {
        OptionalLong limit = Parameters.number(most);
        OptionalLong seconds = Parameters.number(wanted);
        if (limit.isPresent() && seconds.isPresent() && seconds.getAsLong() > limit.getAsLong()) {
            throw refused(
                    "the server holds a message for " + limit.getAsLong() + " seconds at most, not for " + wanted);
        }
    }

    private static void checkMoment(String wanted, String latest) throws LocalRefusalException {
        Optional<Instant> moment = instant(wanted);
        Optional<Instant> limit = instant(latest);
        if (moment.isPresent() && limit.isPresent() && moment.get().isAfter(limit.get())) {
            throw refused("the server holds a message until " + latest + " at the latest, not until " + wanted);
        }
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static LocalRefusalException refused(String why) {
        return new LocalRefusalException(why, KEYWORD);
    }
}
