// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.LocalRefusalException;
import org.postrider.Mailbox;
import org.postrider.Recipient;
import org.postrider.Stage;
import org.postrider.engine.extension.Limits;

/**
 * What a session has used of the server's limits, and whether it has used BDAT with success. Each MAIL and RCPT counts, refused or not (RFC 9422 section 4). What only this session
 * cannot take any more is refused as retryable, since a new session takes it.
 */
public final class Usage {

    private static final String LIMITS = "LIMITS";

    private final Set<String> domains = new HashSet<>();
    private int transactions;
    private int recipients;
    private boolean acceptedChunk;

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
                    Stage.RCPT,
                    false);
        }
        checkDomains(limits, List.of(recipient), Stage.RCPT);
        recipients++;
        if (limits.recipientDomains().isPresent()) {
            domains.add(domainOf(recipient.mailbox()));
        }
    }

    /** The server has accepted a chunk, or a message that one ended. */
    void acceptedChunk() {
        acceptedChunk = true;
    }

    /** Whether the server has accepted a chunk in this session, and so knows BDAT. */
    boolean hasAcceptedChunk() {
        return acceptedChunk;
    }

    /** Before a mail that takes some transactions. */
    void checkTransactions(Limits limits, int count) throws LocalRefusalException {
        int most = limits.transactions().orElse(Integer.MAX_VALUE);
        if (count > most) {
            throw refused(
                    "the server takes " + most + " MAIL commands in a session, and this mail needs " + count
                            + "; send it to fewer recipients at a time",
                    Stage.MAIL,
                    false);
        }
        if (count > most - transactions) {
            throw refused(
                    "the server takes " + most + " MAIL commands in a session, " + transactions
                            + " were sent, and this mail needs " + count + "; open a new session",
                    Stage.MAIL,
                    true);
        }
    }

    /** Before a mail to some recipients. */
    void checkDomains(Limits limits, List<Recipient> recipients, Stage stage) throws LocalRefusalException {
        if (limits.recipientDomains().isEmpty()) {
            return;
        }
        int most = limits.recipientDomains().getAsInt();
        Set<String> own = new HashSet<>();
        Set<String> all = new HashSet<>(domains);
        @Nullable Mailbox tooMany = null;
        for (Recipient recipient : recipients) {
            Mailbox mailbox = recipient.mailbox();
            String domain = domainOf(mailbox);
            own.add(domain);
            if (all.add(domain) && all.size() > most && tooMany == null) {
                tooMany = mailbox;
            }
        }
        if (tooMany != null) {
            throw refused(
                    "the recipient " + tooMany + " would be of one domain more than the " + most
                            + " that the server takes in a session; send to it in another session",
                    stage,
                    own.size() <= most);
        }
    }

    private static String domainOf(Mailbox mailbox) {
        return mailbox.withAsciiDomain().orElse(mailbox).domain().toLowerCase(Locale.ROOT);
    }

    private static LocalRefusalException refused(String why, Stage stage, boolean retryable) {
        return new LocalRefusalException(why + "; nothing was sent", stage, LIMITS, retryable);
    }
}
