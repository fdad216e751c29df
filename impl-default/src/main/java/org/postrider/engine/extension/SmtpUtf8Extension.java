// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.util.Optional;
import java.util.Set;
import org.postrider.Envelope;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.LocalRefusalException;
import org.postrider.MailParameter;
import org.postrider.Parameter;
import org.postrider.Recipient;
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
    public void plan(TransactionPlan plan) throws LocalRefusalException {
        Optional<String> need = need(plan);
        boolean asked = plan.mailParameters().stream().map(Parameter::keyword).anyMatch(KEYWORD::equals);
        if (need.isPresent() && plan.offer().isEmpty()) {
            throw new ExtensionNotSupportedException(
                    need.get() + " and the server does not offer SMTPUTF8; nothing was sent", KEYWORD);
        }
        if (plan.offer().isPresent() && (need.isPresent() || asked)) {
            plan.add(MailParameter.of(KEYWORD));
            plan.allowUtf8();
        }
    }

    private static Optional<String> need(TransactionPlan plan) {
        Envelope envelope = plan.envelope();
        if (envelope.reversePath().isPresent() && !envelope.reversePath().get().isAscii()) {
            return Optional.of("the reverse-path " + envelope.reversePath().get() + " is not ASCII");
        }
        Optional<Recipient> recipient = envelope.recipients().stream()
                .filter(r -> !r.mailbox().isAscii())
                .findFirst();
        if (recipient.isPresent()) {
            return Optional.of("the recipient " + recipient.get() + " is not ASCII");
        }
        return plan.content().hasUtf8Header()
                ? Optional.of("the message's header has octets above 127")
                : Optional.empty();
    }
}
