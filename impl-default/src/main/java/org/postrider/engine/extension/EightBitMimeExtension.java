// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.util.Set;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.LocalRefusalException;
import org.postrider.MailParameter;
import org.postrider.spi.Extension;
import org.postrider.spi.TransactionPlan;

/** 8BITMIME (RFC 6152): 8-bit content is declared where the server takes it, and not sent where it does not. */
public final class EightBitMimeExtension implements Extension {

    private static final String KEYWORD = "8BITMIME";

    /** Needs nothing. */
    public EightBitMimeExtension() {}

    @Override
    public Set<String> mailParameters() {
        return Set.of("BODY");
    }

    @Override
    public void plan(TransactionPlan plan) throws LocalRefusalException {
        boolean mayBeEightBit = plan.content().hasEightBit() || !plan.content().isScanned();
        if (!mayBeEightBit) {
            return;
        }
        if (plan.offer().isPresent()) {
            plan.add(MailParameter.of("BODY", KEYWORD));
        } else if (plan.content().isScanned()) {
            throw new ExtensionNotSupportedException(
                    "the message has octets above 127 and the server does not offer 8BITMIME; encode those parts as base64 or"
                            + " quoted-printable",
                    KEYWORD);
        } else {
            plan.requireSevenBit();
        }
    }
}
