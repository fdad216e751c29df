// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.postrider.Mail;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Payload;

/**
 * Whole transactions in flight. Every now and then nothing more is sent until all is answered: the reply to the last RSET, with nothing behind it, proves
 * the verdicts before it, and only then they are told.
 */
final class Window implements Flow {

    /** How often the window may be filled before its verdicts are proved. */
    private static final int WINDOWS = 16;
    /** How many octets may be unproved: of messages, since their owner keeps them until he knows, and of what is kept here for them. */
    private static final long OCTETS = 16 * 1024 * 1024;
    /** What is kept of a recipient until then, command and reply. */
    private static final long OCTETS_OF_RECIPIENT = 512;

    /** A mail under way. */
    private record Item(Mail mail, PlannedMail planned, WholeTransaction transaction) {}

    private final TransactionContext context;
    private final Conversation conversation;
    private final Outcomes outcomes;
    private final KeptReplies kept;
    private final int size;
    /** Their verdicts have not come. */
    private final Deque<Item> awaited = new ArrayDeque<>();
    /** Their verdicts are not proved, come or not. */
    private final Deque<Item> unproved = new ArrayDeque<>();

    private long unprovedOctets;

    /**
     * Sends nothing yet.
     *
     * @param kept the form in which replies are kept until they are proved
     * @param size how many transactions may be in flight
     */
    Window(TransactionContext context, Outcomes outcomes, KeptReplies kept, int size) {
        this.context = context;
        this.conversation = context.conversation();
        this.outcomes = outcomes;
        this.kept = kept;
        this.size = size;
    }

    @Override
    public boolean takes(PlannedMail planned) {
        return WholeTransaction.takes(planned);
    }

    @Override
    public void send(Mail mail, PlannedMail planned) {
        Item item = new Item(mail, planned, new WholeTransaction(context, planned, kept));
        if (unproved.size() >= WINDOWS * size || unprovedOctets + octets(item) > OCTETS) {
            finish();
        }
        Payload content;
        try {
            content = item.transaction().read();
        } catch (SmtpException e) {
            finish();
            outcomes.end(mail, planned, () -> {
                throw e;
            });
            return;
        }
        unproved.add(item);
        unprovedOctets += octets(item);
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
            item.transaction().send(content);
        } catch (SmtpException e) {
            abandon(e);
        }
    }

    private static long octets(Item item) {
        return item.transaction().size()
                + OCTETS_OF_RECIPIENT * item.transaction().recipients();
    }

    private void awaitOldest() throws SmtpException {
        awaited.remove().transaction().await();
    }

    @Override
    public void finish() {
        if (unproved.isEmpty()) {
            return;
        }
        try {
            prove();
        } catch (SmtpException e) {
            abandon(e);
            return;
        }
        unprovedOctets = 0;
        while (!unproved.isEmpty()) {
            Item item = unproved.remove();
            outcomes.end(item.mail(), item.planned(), item.transaction()::result);
        }
    }

    private void prove() throws SmtpException {
        while (!awaited.isEmpty()) {
            awaitOldest();
        }
        for (Item item : unproved) {
            item.transaction().awaitReset();
        }
        conversation.checkUsable(Stage.VERDICT);
        conversation.mailData().decided();
    }

    @Override
    public void abandon(@Nullable Throwable cause) {
        conversation.abort("what was sent is not proved");
        awaited.clear();
        unprovedOctets = 0;
        while (!unproved.isEmpty()) {
            Item item = unproved.remove();
            item.planned().close();
            if (item.transaction().isCommitted()) {
                outcomes.tellInDoubt(item.mail(), item.transaction().outcomesInDoubt(), cause);
            } else {
                outcomes.tellNotSent(item.mail());
            }
        }
    }
}
