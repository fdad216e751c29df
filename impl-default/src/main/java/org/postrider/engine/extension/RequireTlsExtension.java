// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.util.Set;
import org.postrider.LocalRefusalException;
import org.postrider.Transport;
import org.postrider.spi.Extension;
import org.postrider.spi.TransactionPlan;

/** REQUIRETLS (RFC 8689): only where this hop itself is proved and protected (section 2). */
public final class RequireTlsExtension implements Extension {

    private static final String REQUIRETLS = "REQUIRETLS";

    /** Needs nothing. */
    public RequireTlsExtension() {}

    @Override
    public Set<String> mailParameters() {
        return Set.of(REQUIRETLS);
    }

    @Override
    public void plan(TransactionPlan plan) throws LocalRefusalException {
        boolean asked = Parameters.of(plan, REQUIRETLS).isPresent();
        if (asked && plan.protection() != Transport.Protection.VERIFIED) {
            throw new LocalRefusalException(
                    "the message must travel by verified TLS and this connection is " + plan.protection()
                            + "; use TlsPolicy.REQUIRED or smtps, with verification",
                    REQUIRETLS);
        }
    }
}
