// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import org.jspecify.annotations.Nullable;
import org.postrider.Mail;
import org.postrider.SmtpException;
import org.postrider.engine.conversation.Conversation;

/**
 * MAIL, RCPT and DATA of a mail leave with the end of the content before (RFC 2920 section 3.1 lets a group begin so): one round trip for each
 * mail. The verdict on a mail is told when the 354 for the next one has come, which no reply too many can be taken for; or the reply to a lone RSET, where
 * there is no 354.
 */
final class Ahead implements Flow {

    /** A mail under way. */
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
        return planned.isSingle() && !planned.isUnaltered();
    }

    @Override
    public void send(Mail mail, PlannedMail planned) {
        Item item = new Item(mail, planned);
        next = item;
        Item before = current;
        if (before != null && !sendContent(before)) {
            before = null;
        }
        if (conversation.isOver()) {
            abandon(null);
            return;
        }
        SmtpException refusal = offer(item);
        if (before != null) {
            if (!item.transaction().provesStep()) {
                conversation.abort("it is not certain that the server was in step");
                abandon(refusal);
                return;
            }
            current = null;
            outcomes.end(before.mail(), before.planned(), before.transaction()::verdict);
        }
        next = null;
        if (refusal == null) {
            current = item;
        } else {
            end(item, refusal);
        }
    }

    /** Returns false if the mail came to its end by that. */
    private boolean sendContent(Item item) {
        try {
            item.transaction().sendAhead(item.planned().content());
            return true;
        } catch (SmtpException e) {
            current = null;
            end(item, e);
            return false;
        }
    }

    private @Nullable SmtpException offer(Item item) {
        try {
            item.transaction().offerForData();
            return null;
        } catch (SmtpException e) {
            return e;
        }
    }

    @Override
    public void finish() {
        Item last = current;
        if (last == null || !sendContent(last)) {
            return;
        }
        try {
            last.transaction().prove();
        } catch (SmtpException e) {
            abandon(e);
            return;
        }
        current = null;
        outcomes.end(last.mail(), last.planned(), last.transaction()::verdict);
    }

    private void end(Item item, SmtpException failure) {
        outcomes.end(item.mail(), item.planned(), () -> {
            throw failure;
        });
    }

    @Override
    public void abandon(@Nullable Throwable cause) {
        Item before = current;
        Item behind = next;
        current = null;
        next = null;
        if (before != null) {
            abandon(before, cause);
        }
        if (behind != null) {
            abandon(behind, cause);
        }
    }

    private void abandon(Item item, @Nullable Throwable cause) {
        item.planned().close();
        if (item.transaction().isCommitted()) {
            outcomes.tellInDoubt(item.mail(), item.transaction().outcomesBeforeVerdict(), cause);
        } else {
            outcomes.tellNotSent(item.mail());
        }
    }
}
