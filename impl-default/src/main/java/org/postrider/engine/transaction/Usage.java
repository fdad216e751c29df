// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.postrider.LocalRefusalException;
import org.postrider.Mailbox;
import org.postrider.Recipient;
import org.postrider.Stage;
import org.postrider.engine.extension.Limits;

/** What a session has used up of the server's limits: each MAIL and RCPT counts, refused or not (RFC 9422 section 4). */
public final class Usage {

    private static final String LIMITS = "LIMITS";

    private final Set<String> domains = new HashSet<>();
    private int transactions;
    private int recipients;

    Usage() {}

    /** Before a MAIL. */
    public void mail(Limits limits) throws LocalRefusalException {
        checkTransactions(limits, 1);
        transactions++;
        recipients = 0;
    }

    /** Before a RCPT. */
    public void rcpt(Limits limits, Recipient recipient) throws LocalRefusalException {
        if (limits.recipients().isPresent() && recipients >= limits.recipients().getAsInt()) {
            throw refused(
                    "the server takes no more than " + limits.recipients().getAsInt() + " recipients of a message",
                    Stage.RCPT);
        }
        checkDomains(limits, List.of(recipient), Stage.RCPT);
        recipients++;
        if (limits.recipientDomains().isPresent()) {
            domains.add(domainOf(recipient.mailbox()));
        }
    }

    /** Before a mail that takes some transactions. */
    void checkTransactions(Limits limits, int count) throws LocalRefusalException {
        if (limits.transactions().isPresent()
                && transactions + count > limits.transactions().getAsInt()) {
            throw refused(
                    "the server takes " + limits.transactions().getAsInt() + " MAIL commands in a session, "
                            + transactions + " were sent, and this mail needs " + count + "; open a new session",
                    Stage.MAIL);
        }
    }

    /** Before a mail to some recipients. */
    void checkDomains(Limits limits, List<Recipient> recipients, Stage stage) throws LocalRefusalException {
        if (limits.recipientDomains().isEmpty()) {
            return;
        }
        Set<String> all = new HashSet<>(domains);
        for (Recipient recipient : recipients) {
            Mailbox mailbox = recipient.mailbox();
            all.add(domainOf(mailbox));
            if (all.size() > limits.recipientDomains().getAsInt()) {
                throw refused(
                        "the recipient " + mailbox + " would be of one domain more than the "
                                + limits.recipientDomains().getAsInt()
                                + " that the server takes in a session; send to it in another session",
                        stage);
            }
        }
    }

    private static String domainOf(Mailbox mailbox) {
        return mailbox.withAsciiDomain().orElse(mailbox).domain().toLowerCase(Locale.ROOT);
    }

    private static LocalRefusalException refused(String why, Stage stage) {
        return new LocalRefusalException(why + "; nothing was sent", stage, LIMITS);
    }
}
