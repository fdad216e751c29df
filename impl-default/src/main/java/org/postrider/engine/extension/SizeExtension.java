// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.util.OptionalLong;
import java.util.Set;
import org.postrider.EhloKeyword;
import org.postrider.LocalRefusalException;
import org.postrider.MailParameter;
import org.postrider.spi.Extension;
import org.postrider.spi.SessionEffects;
import org.postrider.spi.TransactionPlan;

/** SIZE (RFC 1870): declares the size and does not send what the server would refuse. */
public final class SizeExtension implements Extension {

    private static final String SIZE = "SIZE";

    private OptionalLong limit = OptionalLong.empty();

    /** Needs nothing. */
    public SizeExtension() {}

    @Override
    public void offered(EhloKeyword keyword, SessionEffects effects) {
        limit = limitOf(keyword);
        limit.ifPresent(effects::limitOctets);
    }

    @Override
    public Set<String> mailParameters() {
        return Set.of(SIZE);
    }

    @Override
    public void plan(TransactionPlan plan) throws LocalRefusalException {
        OptionalLong size = plan.content().size();
        if (plan.offer().isEmpty() || size.isEmpty()) {
            return;
        }
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
        OptionalLong number = offer.parameters().isEmpty()
                ? OptionalLong.empty()
                : Parameters.number(offer.parameters().get(0));
        return number.isPresent() && number.getAsLong() == 0 ? OptionalLong.empty() : number;
    }
}
