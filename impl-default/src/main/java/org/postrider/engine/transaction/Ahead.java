// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import org.jspecify.annotations.Nullable;
import org.postrider.DisconnectedException;
import org.postrider.Mail;
import org.postrider.SmtpException;
import org.postrider.engine.conversation.Conversation;

/**
 * MAIL, RCPT and DATA of a mail leave with the end of the content before (RFC 2920 section 3.1 lets a group begin so): one round trip for each
 * mail. A verdict is reported when the replies to the next envelope are in: its 354 proves that both sides are in step.
 */
final class Ahead implements Flow {

    /** A mail in progress. */
    private record Item(Mail mail, PlannedMail planned) {

        Transaction transaction() {
            return planned.transaction();
        }
    }

    private final Conversation conversation;
    private final Outcomes outcomes;

    /** Its content may follow, or was sent. */
    private @Nullable Item current;

    /** Its commands are on their way. */
    private @Nullable Item next;

    Ahead(Conversation conversation, Outcomes outcomes) {
        this.conversation = conversation;
        this.outcomes = outcomes;
    }

    @Override
    public boolean takes(PlannedMail planned) {
        return planned.isSimple();
    }

    @Override
    public void send(Mail mail, PlannedMail planned) {
        Item item = new Item(mail, planned);
        next = item;
        if (current != null) {
            sendContent(current);
        }
        if (conversation.isOver()) {
            abandon(null);
            return;
        }
        boolean open = false;
        SmtpException failure = null;
        try {
            open = item.transaction().openForData();
        } catch (DisconnectedException e) {
            // The states of both mails know what it means for them.
        } catch (SmtpException e) {
            failure = e;
        }
        endCurrent(item.transaction().state().isEnvelopeProved());
        next = null;
        if (open) {
            current = item;
        } else {
            end(item, failure);
        }
    }

    /** Sends the content of the current mail, which ends by that if it cannot be sent. */
    private void sendContent(Item item) {
        try {
            item.transaction().sendContent(item.planned().content());
        } catch (DisconnectedException e) {
            // The state of the mail knows what it means.
        } catch (SmtpException e) {
            current = null;
            end(item, e);
        }
    }

    /**
     * Waits for the verdict on the current mail, if there is one, and reports it.
     *
     * @param proved whether a later reply has proved it
     */
    private void endCurrent(boolean proved) {
        Item item = current;
        if (item == null) {
            return;
        }
        try {
            item.transaction().awaitVerdicts();
            if (proved) {
                item.transaction().state().prove();
            }
        } catch (SmtpException e) {
            // The state of the mail knows what it means.
        }
        current = null;
        end(item, null);
    }

    @Override
    public void finish() {
        Item last = current;
        if (last == null) {
            return;
        }
        sendContent(last);
        try {
            if (current != null) {
                last.transaction().awaitVerdicts();
                last.transaction().checkNothingCame();
            }
        } catch (SmtpException e) {
            // The state of the mail knows what it means.
        }
        endCurrent(false);
    }

    private void end(Item item, @Nullable SmtpException failure) {
        outcomes.end(item.mail(), item.planned(), () -> {
            if (failure != null) {
                throw failure;
            }
            return item.transaction().result();
        });
    }

    @Override
    public void abandon(@Nullable Throwable cause) {
        Item before = current;
        Item after = next;
        current = null;
        next = null;
        try {
            if (before != null) {
                end(before, null);
            }
        } finally {
            abandonNext(after);
        }
    }

    private void abandonNext(@Nullable Item after) {
        if (after != null && after.transaction().state().phase() == TransactionState.Phase.PLANNED) {
            after.planned().close();
            outcomes.reportNotSent(after.mail());
        } else if (after != null) {
            end(after, null);
        }
    }
}
