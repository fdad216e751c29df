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

/** SMTPUTF8 (RFC 6531): asked for when the envelope or the header needs it, and only then, or when the caller asks. */
public final class SmtpUtf8Extension implements Extension {

    private static final String KEYWORD = "SMTPUTF8";

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
        if (plan.offer().isEmpty()) {
            planWithout(plan);
            return;
        }
        if (plan.content().hasUtf8Header() || !isAscii(plan.envelope())) {
            plan.add(MailParameter.of(KEYWORD));
        }
    }

    private static boolean isAscii(Envelope envelope) {
        for (Mailbox mailbox : mailboxes(envelope)) {
            if (!mailbox.isAscii()) {
                return false;
            }
        }
        return true;
    }

    /** A domain has a form in ASCII; nothing else that is not ASCII can go to such a server. */
    private static void planWithout(TransactionPlan plan) throws ExtensionNotSupportedException {
        for (Mailbox mailbox : mailboxes(plan.envelope())) {
            if (mailbox.withAsciiDomain().isEmpty()) {
                boolean local = !Ascii.isAscii(mailbox.localPart());
                throw notOffered(
                        "the " + (local ? "local part" : "domain") + " of the address " + mailbox + " is not ASCII"
                                + (local ? "" : ", its A-labels are not certain, so they must be given (xn--..),"));
            }
        }
        if (plan.content().hasUtf8Header()) {
            throw notOffered("octet " + plan.content().firstEightBit().orElse(0)
                    + " of the message, in its header, is above 127");
        }
        plan.useAsciiDomains();
    }

    private static ExtensionNotSupportedException notOffered(String need) {
        return new ExtensionNotSupportedException(
                need + " and the server does not offer SMTPUTF8; nothing was sent", KEYWORD);
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
