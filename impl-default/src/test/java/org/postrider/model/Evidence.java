// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What there is to know of one recipient of one mail in one session: the truth, and what of it the client has read or
 * could have read before
 * it gave up.
 */
final class Evidence {

    private final ServerRecord record;
    private final ReplyStream stream;
    private final ContentEnds ends;
    private final String mail;
    private final String recipient;
    private final List<ServerTransaction> transactions;
    /** The transaction that the recipient belongs to, if the server has seen its MAIL. */
    private final Optional<ServerTransaction> own;
    /** How many transactions of the mail come before it, because the server does not take all recipients at once. */
    private final int before;

    Evidence(
            ServerRecord record,
            ReplyStream stream,
            ContentEnds ends,
            String mail,
            List<String> recipients,
            int index,
            int rcptMax) {
        this.record = record;
        this.stream = stream;
        this.ends = ends;
        this.mail = mail;
        this.recipient = recipients.get(index);
        this.transactions = record.of(mail);
        this.before = index / rcptMax;
        boolean split = recipients.size() > rcptMax;
        int position = split ? before : transactions.size() - 1;
        this.own = position >= 0 && position < transactions.size()
                ? Optional.of(transactions.get(position))
                : Optional.empty();
    }

    Optional<ServerTransaction> own() {
        return own;
    }

    /** Whether the server took the message for the recipient. */
    boolean isAccepted() {
        return transactions.stream().anyMatch(one -> one.isAccepted(recipient));
    }

    /** The reply to the end of the content. */
    Optional<SaidReply> verdict() {
        return own.flatMap(one -> one.verdict(recipient)).filter(stream::isReadable);
    }

    /** A refusal of MAIL, DATA, a chunk or the content. */
    Optional<SaidReply> refusalOfMail() {
        Optional<SaidReply> ofContent = verdict().filter(SaidReply::isRefusal);
        if (ofContent.isPresent()) {
            return ofContent;
        }
        return own.flatMap(one -> one.forAll(readable(SaidReply::isRefusal)));
    }

    Optional<SaidReply> refusalOfRecipient() {
        return own.flatMap(one -> one.rcpt(recipient)).filter(readable(SaidReply::isRefusal));
    }

    /** Any refusal of the mail or of one of its recipients, in any of its transactions. */
    boolean isAnythingRefused() {
        return transactions.stream()
                .anyMatch(one -> one.forAll(readable(SaidReply::isRefusal)).isPresent()
                        || one.anyRcpt(readable(SaidReply::isRefusal)).isPresent());
    }

    /** Whether the mail was refused in another of its transactions. */
    boolean isMailRefusedElsewhere() {
        return transactions.stream()
                .anyMatch(one -> one.forAll(readable(SaidReply::isRefusal)).isPresent()
                        || one.anyVerdict(readable(reply -> !reply.isPositive()))
                                .isPresent());
    }

    /** Whether the server said 421 where it would have answered a command of this mail, or of one before. */
    boolean isClosedBefore() {
        boolean endReceived = own.filter(ServerTransaction::isEndReceived).isPresent();
        return !endReceived && stream.replies().stream().anyMatch(readable(SaidReply::isClosing));
    }

    boolean isResetRefused() {
        return stream.isResetRefused();
    }

    /** Whether the client has asked to write the first octet of the end of the content. */
    boolean mayEndHaveLeft() {
        return isOneOf(ends.mayHaveLeft(mail));
    }

    /** Whether all of the end of the content was taken from the client. */
    boolean hasEndLeft() {
        return isOneOf(ends.left(mail));
    }

    private boolean isOneOf(int ended) {
        if (own.isEmpty()) {
            return ended > before;
        }
        boolean last = own.get() == transactions.get(transactions.size() - 1);
        return own.get().isEndReceived() || (last && ended > record.endsReceived(mail));
    }

    private Predicate<SaidReply> readable(Predicate<SaidReply> wanted) {
        return reply -> wanted.test(reply) && stream.isReadable(reply);
    }
}
