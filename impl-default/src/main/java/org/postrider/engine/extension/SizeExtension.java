// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.postrider.EhloKeyword;
import org.postrider.LocalRefusalException;
import org.postrider.MailParameter;
import org.postrider.spi.Extension;
import org.postrider.spi.TransactionPlan;

/** SIZE (RFC 1870): declares the size and does not send what the server would refuse. */
public final class SizeExtension implements Extension {

    private static final String SIZE = "SIZE";

    /** Needs nothing. */
    public SizeExtension() {}

    @Override
    public Set<String> mailParameters() {
        return Set.of(SIZE);
    }

    @Override
    public void plan(TransactionPlan plan) throws LocalRefusalException {
        Optional<EhloKeyword> offer = plan.offer();
        OptionalLong size = plan.content().size();
        if (offer.isEmpty() || size.isEmpty()) {
            return;
        }
        OptionalLong limit = limitOf(offer.get());
        if (limit.isPresent() && size.getAsLong() > limit.getAsLong()) {
            throw new LocalRefusalException(
                    "the message has " + size.getAsLong() + " octets and the server takes no more than "
                            + limit.getAsLong() + "; nothing was sent",
                    SIZE);
        }
        plan.add(MailParameter.of(SIZE, Long.toString(size.getAsLong())));
    }

    /** Absent for no parameter, 0 (no fixed limit), more than a long holds, and anything that is no number. */
    private static OptionalLong limitOf(EhloKeyword offer) {
        OptionalLong limit = offer.parameters().isEmpty()
                ? OptionalLong.empty()
                : Parameters.number(offer.parameters().get(0));
        return limit.isPresent() && limit.getAsLong() == 0 ? OptionalLong.empty() : limit;
    }
}
