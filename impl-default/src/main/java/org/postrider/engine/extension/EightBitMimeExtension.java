// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.LocalRefusalException;
import org.postrider.MailParameter;
import org.postrider.spi.Extension;
import org.postrider.spi.TransactionPlan;

/**
 * 8BITMIME (RFC 6152): the session declares 8-bit content where the server offers to take it, and sends it undeclared where it does not. A
 * strict session refuses it there.
 */
public final class EightBitMimeExtension implements Extension {

    private static final String KEYWORD = "8BITMIME";
    private static final String BODY = "BODY";

    /** Needs nothing. */
    public EightBitMimeExtension() {}

    @Override
    public Set<String> mailParameters() {
        return Set.of(BODY);
    }

    @Override
    public void plan(TransactionPlan plan) throws LocalRefusalException {
        boolean eightBit = plan.content().hasEightBit();
        boolean mayBeEightBit = eightBit || !plan.content().isScanned();
        switch (given(plan)) {
            case "" -> {
                if (mayBeEightBit && plan.offer().isPresent()) {
                    plan.add(MailParameter.of(BODY, KEYWORD));
                } else if (eightBit && plan.isStrictEightBit()) {
                    throw new ExtensionNotSupportedException(
                            firstEightBit(plan)
                                    + ", the session uses strictEightBit, and it cannot use 8BITMIME, which the server does not"
                                    + " offer or the session ignores; encode that part as base64 or quoted-printable,"
                                    + " or leave strictEightBit off",
                            KEYWORD);
                } else if (mayBeEightBit && plan.isStrictEightBit()) {
                    plan.requireSevenBit();
                }
            }
            case "7BIT" -> {
                if (eightBit) {
                    throw new LocalRefusalException(
                            firstEightBit(plan) + " and BODY=7BIT says that none is; leave that parameter out",
                            KEYWORD);
                }
                plan.requireSevenBit();
            }
            case KEYWORD, "BINARYMIME" -> {}
            default ->
                throw new LocalRefusalException(
                        "BODY=" + given(plan) + " is none of 7BIT, 8BITMIME and BINARYMIME", KEYWORD);
        }
    }

    private static String firstEightBit(TransactionPlan plan) {
        return "octet " + plan.content().firstEightBit().orElse(0) + " of the message is above 127";
    }

    /** The body that the caller declares; empty if it declares none. */
    private static String given(TransactionPlan plan) {
        Optional<MailParameter> body = Parameters.of(plan, BODY);
        return body.isEmpty() ? "" : body.get().value().orElse("?").toUpperCase(Locale.ROOT);
    }
}
