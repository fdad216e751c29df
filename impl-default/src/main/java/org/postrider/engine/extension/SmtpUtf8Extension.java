// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.postrider.Envelope;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.LocalRefusalException;
import org.postrider.MailParameter;
import org.postrider.Mailbox;
import org.postrider.Recipient;
import org.postrider.internal.Ascii;
import org.postrider.spi.Extension;
import org.postrider.spi.TransactionPlan;

/**
 * SMTPUTF8 (RFC 6531): the session asks for it when an address or a header in UTF-8 needs it, or when the caller does. A header in another
 * charset is no reason: RFC 6532 does not know it.
 */
public final class SmtpUtf8Extension implements Extension {

    private static final String KEYWORD = "SMTPUTF8";
    private static final String NOT_IN_USE =
            "it cannot use SMTPUTF8, which the server does not offer or the session ignores";

    /** Needs nothing. */
    public SmtpUtf8Extension() {}

    @Override
    public Set<String> mailParameters() {
        return Set.of(KEYWORD);
    }

    @Override
    public boolean letsCommandsCarryUtf8(List<MailParameter> parameters) {
        for (MailParameter parameter : parameters) {
            if (parameter.keyword().equals(KEYWORD)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void plan(TransactionPlan plan) throws LocalRefusalException {
        checkHeader(plan);
        if (plan.offer().isEmpty()) {
            planWithout(plan);
            return;
        }
        if (plan.content().hasUtf8Header() || !isAscii(plan.envelope())) {
            plan.add(MailParameter.of(KEYWORD));
        }
    }

    /** Only a strict session minds: otherwise the header leaves as it is, undeclared. */
    private static void checkHeader(TransactionPlan plan) throws LocalRefusalException {
        boolean declared = plan.offer().isPresent() && plan.content().hasUtf8Header();
        if (!plan.isStrictEightBit() || !plan.content().hasEightBitHeader() || declared) {
            return;
        }
        String where = "octet " + plan.content().firstEightBit().orElse(0)
                + " of the message, in its header, is above 127, the session uses strictEightBit, and ";
        if (plan.offer().isPresent()) {
            throw new LocalRefusalException(
                    where + "the header is not UTF-8; write encoded words (RFC 2047), or leave strictEightBit off",
                    KEYWORD);
        }
        throw new ExtensionNotSupportedException(
                where + NOT_IN_USE + "; write encoded words (RFC 2047), or leave strictEightBit off", KEYWORD);
    }

    private static boolean isAscii(Envelope envelope) {
        for (Mailbox mailbox : mailboxes(envelope)) {
            if (!mailbox.isAscii()) {
                return false;
            }
        }
        return true;
    }

    /** A domain has a form in ASCII. A local part has none. */
    private static void planWithout(TransactionPlan plan) throws ExtensionNotSupportedException {
        for (Mailbox mailbox : mailboxes(plan.envelope())) {
            if (mailbox.withAsciiDomain().isEmpty()) {
                boolean local = !Ascii.isAscii(mailbox.localPart());
                throw new ExtensionNotSupportedException(
                        "the " + (local ? "local part" : "domain") + " of the address " + mailbox + " is not ASCII"
                                + (local ? "" : ", its A-labels are not certain, so you must give them (xn--..)")
                                + ", and the session has no way to send it: " + NOT_IN_USE + "; nothing was sent",
                        KEYWORD);
            }
        }
        plan.useAsciiDomains();
    }

    private static List<Mailbox> mailboxes(Envelope envelope) {
        List<Mailbox> mailboxes = new ArrayList<>(envelope.recipients().size() + 1);
        if (envelope.reversePath().isPresent()) {
            mailboxes.add(envelope.reversePath().get());
        }
        for (Recipient recipient : envelope.recipients()) {
            mailboxes.add(recipient.mailbox());
        }
        return mailboxes;
    }
}
