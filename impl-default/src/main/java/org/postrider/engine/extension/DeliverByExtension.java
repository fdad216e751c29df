// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.postrider.LocalRefusalException;
import org.postrider.MailParameter;
import org.postrider.spi.Extension;
import org.postrider.spi.TransactionPlan;

/** DELIVERBY (RFC 2852): a mail that would come back anyhow, because the server needs longer, is not sent. */
public final class DeliverByExtension implements Extension {

    private static final String DELIVERBY = "DELIVERBY";

    /** Needs nothing. */
    public DeliverByExtension() {}

    @Override
    public Set<String> mailParameters() {
        return Set.of("BY");
    }

    @Override
    public void plan(TransactionPlan plan) throws LocalRefusalException {
        Optional<MailParameter> by = Parameters.of(plan, "BY");
        if (by.isEmpty() || plan.offer().isEmpty()) {
            return;
        }
        String value = by.get().value().orElse("");
        OptionalLong least = plan.offer().get().parameters().isEmpty()
                ? OptionalLong.empty()
                : Parameters.number(plan.offer().get().parameters().get(0));
        OptionalLong wanted = Parameters.number(value.substring(0, Math.max(value.indexOf(';'), 0)));
        boolean returned = value.contains(";R");
        if (returned && least.isPresent() && wanted.isPresent() && wanted.getAsLong() < least.getAsLong()) {
            throw new LocalRefusalException(
                    "the message is to be delivered within " + wanted.getAsLong()
                            + " seconds or returned, and the server takes no time below " + least.getAsLong(),
                    DELIVERBY);
        }
    }
}
