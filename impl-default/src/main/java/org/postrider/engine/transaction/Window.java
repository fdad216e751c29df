// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.postrider.DisconnectedException;
import org.postrider.Mail;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Payload;

/**
 * Whole transactions in flight, an RSET after each, so that a refused one leaves nothing to the next. A verdict whose enhanced status code
 * cannot belong to another command proves itself and all before it, and is reported at once. Otherwise, every now and then nothing more is
 * sent until all is answered: the reply to the last RSET, with nothing after it, proves the verdicts before it.
 */
final class Window implements Flow {

    /** How often the window may be filled before its verdicts are proved. */
    private static final int WINDOWS = 16;

    /** How many octets may be unproved: of messages, which their owner keeps until then, and of what is kept here for them. */
    private static final long OCTETS = 16 * 1024 * 1024;

    /** What is kept of a recipient until then, command and reply. */
    private static final long OCTETS_OF_RECIPIENT = 512;

    /** A mail in progress. */
    private record Item(Mail mail, PlannedMail planned) {

        Transaction transaction() {
            return planned.transaction();
        }

        long size() {
            return planned.size().orElse(0);
        }

        long octets() {
            return size()
                    + OCTETS_OF_RECIPIENT * planned.envelope().recipients().size();
        }
    }

    private final Conversation conversation;
    private final Outcomes outcomes;
    private final KeptReplies kept;
    private final int size;

    /** Their verdicts have not come. */
    private final Deque<Item> awaited = new ArrayDeque<>();

    /** Their verdicts are not proved, come or not. */
    private final Deque<Item> unproved = new ArrayDeque<>();

    private long unprovedOctets;

    /** The last one whose verdict has come; the reply to its RSET is the next. */
    private @Nullable Transaction answered;

    /**
     * Sends nothing yet.
     *
     * @param kept the form in which replies are kept until they are proved
     * @param size how many transactions may be in flight
     */
    Window(TransactionContext context, Outcomes outcomes, KeptReplies kept, int size) {
        this.conversation = context.conversation();
        this.outcomes = outcomes;
        this.kept = kept;
        this.size = size;
    }

    @Override
    public boolean takes(PlannedMail planned) {
        return planned.isSmall();
    }

    @Override
    public void send(Mail mail, PlannedMail planned) {
        Item item = new Item(mail, planned);
        if (unproved.size() >= WINDOWS * size || unprovedOctets + item.octets() > OCTETS) {
            finish();
        }
        Payload content;
        try {
            content = planned.readWhole();
        } catch (SmtpException e) {
            finish();
            outcomes.end(mail, planned, () -> {
                throw e;
            });
            return;
        }
        unproved.add(item);
        unprovedOctets += item.octets();
        try {
            if (awaited.size() >= size) {
                awaitOldest();
                // The next ones leave in one write: no fewer than have been answered meanwhile, and no later.
                conversation.readWhatCame();
                while (!awaited.isEmpty() && awaited.element().transaction().isAnswered()) {
                    awaitOldest();
                }
            }
            awaited.add(item);
            item.transaction().sendWhole(content, item.size(), true, kept);
        } catch (DisconnectedException e) {
            abandon(e);
        } catch (SmtpException e) {
            throw new IllegalStateException("a mail that was planned cannot be sent", e);
        }
    }

    private void awaitOldest() throws SmtpException {
        if (answered != null) {
            answered.awaitReset();
        }
        Item item = awaited.remove();
        item.transaction().awaitVerdicts();
        answered = item.transaction();
        if (item.transaction().state().isProved()) {
            endUpTo(item);
        }
    }

    /** Reports the verdicts up to one that proves them. */
    private void endUpTo(Item proof) {
        Item item;
        do {
            item = unproved.remove();
            unprovedOctets -= item.octets();
            item.transaction().state().prove();
            end(item);
        } while (item.transaction() != proof.transaction());
    }

    @Override
    public void finish() {
        if (awaited.isEmpty() && unproved.isEmpty() && answered == null) {
            return;
        }
        try {
            while (!awaited.isEmpty()) {
                awaitOldest();
            }
            if (answered != null) {
                answered.awaitReset();
                answered = null;
            }
            if (!unproved.isEmpty()) {
                conversation.checkUsable(Stage.VERDICT);
                conversation.proveStep();
                endUpTo(unproved.getLast());
            }
        } catch (SmtpException e) {
            abandon(e);
        }
    }

    private void end(Item item) {
        outcomes.end(item.mail(), item.planned(), item.transaction()::result);
    }

    @Override
    public void abandon(@Nullable Throwable cause) {
        conversation.abort("what was sent is not proved");
        awaited.clear();
        answered = null;
        unprovedOctets = 0;
        while (!unproved.isEmpty()) {
            Item item = unproved.remove();
            item.transaction().judgeWhatCame();
            end(item);
        }
    }
}
