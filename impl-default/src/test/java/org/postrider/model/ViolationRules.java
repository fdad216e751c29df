// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.util.Optional;
import java.util.OptionalInt;
import org.postrider.Delivery;
import org.postrider.EnhancedStatus;
import org.postrider.MailOutcome;
import org.postrider.ProtocolViolationException;
import org.postrider.RecipientOutcome;
import org.postrider.Reply;
import org.postrider.SmtpException;

/**
 * What an outcome may say where a server breaks the protocol: nothing that a proof speaks against. Proofs are octets
 * left over when nothing is due,
 * the 354 to DATA, and an announced enhanced status code of MAIL or RCPT where a verdict is due.
 */
final class ViolationRules {

    private static final int OF_ADDRESSES = 1;

    private final Faults faults;
    private final Behaviour behaviour;
    private final ReplyStream stream;
    private final OptionalInt firstViolation;

    ViolationRules(Faults faults, Behaviour behaviour, ReplyStream stream, OptionalInt firstViolation) {
        this.faults = faults;
        this.behaviour = behaviour;
        this.stream = stream;
        this.firstViolation = firstViolation;
    }

    /** Checks what is said of one recipient. */
    void check(String recipient, RecipientOutcome told, Evidence evidence) {
        switch (told.delivery()) {
            case DELIVERED -> {
                if (!evidence.isAccepted() && isProvable(told.reply(), evidence)) {
                    faults.add(
                            Rule.NO_FALSE_DELIVERED,
                            recipient + " is DELIVERED by "
                                    + told.reply().map(Reply::toString).orElse("no reply")
                                    + ", and the server has not taken the message");
                }
                if (codesProve()
                        && told.reply().filter(ViolationRules::isOfAddress).isPresent()) {
                    faults.add(
                            Rule.RIGHT_REPLY,
                            recipient + " is DELIVERED by " + told.reply().get()
                                    + ", which is no verdict by its status code");
                }
            }
            case REFUSED -> {
                if (evidence.isAccepted()
                        && behaviour.kind == Behaviour.Kind.PROMPT_VIOLATOR
                        && !hasCode(told.reply())) {
                    faults.add(Rule.NO_FALSE_REFUSED, recipient + " is REFUSED, and the server has taken the message");
                }
            }
            case NOT_SENT -> {
                if (evidence.isAccepted()) {
                    faults.add(
                            Rule.NO_FALSE_NOT_SENT, recipient + " is NOT_SENT, and the server has taken the message");
                }
            }
            case IN_DOUBT -> {
                if (isProvedBeforeViolation(evidence)) {
                    faults.add(
                            Rule.DOUBT_ONLY_WITHOUT_REPLY,
                            recipient + " is IN_DOUBT, though a 354 had proved the verdict before the violation");
                }
            }
        }
    }

    private boolean isProvable(Optional<Reply> told, Evidence evidence) {
        if (codesProve() && told.filter(ViolationRules::isOfAddress).isPresent()) {
            return true;
        }
        if (behaviour.kind == Behaviour.Kind.PROMPT_VIOLATOR) {
            return !hasCode(told);
        }
        Optional<SaidReply> goOn = evidence.own().flatMap(one -> one.forAll(SaidReply::isIntermediate));
        return goOn.isPresent()
                && told.isPresent()
                && stream.replies().stream()
                        .filter(reply -> told.get().text().contains(reply.mark()))
                        .anyMatch(reply -> reply.number() < goOn.get().number());
    }

    /** Whether it has an announced enhanced status code, which may be believed where it is of the right kind. */
    private boolean hasCode(Optional<Reply> told) {
        return codesProve() && told.flatMap(Reply::enhancedStatus).isPresent();
    }

    /** Where each recipient has a verdict, X.1.x can be one: Cyrus says 250 2.1.5 after the content. */
    private boolean codesProve() {
        return behaviour.announcesCodes && !behaviour.lmtp;
    }

    private static boolean isOfAddress(Reply reply) {
        return reply.enhancedStatus()
                .map(EnhancedStatus::subject)
                .filter(subject -> subject == OF_ADDRESSES)
                .isPresent();
    }

    private boolean isProvedBeforeViolation(Evidence evidence) {
        int limit = firstViolation.orElse(Integer.MAX_VALUE);
        return evidence.verdict()
                .filter(stream::isRead)
                .map(verdict -> stream.replies().stream()
                        .anyMatch(reply -> reply.role() == SaidReply.Role.DATA
                                && reply.isIntermediate()
                                && reply.number() > verdict.number()
                                && reply.number() < limit
                                && stream.isRead(reply)))
                .orElse(false);
    }

    /** Checks what is said of a mail as a whole. */
    void check(ModelMail mail, MailOutcome outcome) {
        Optional<SmtpException> failure = outcome.failure();
        if (failure.isEmpty()) {
            return;
        }
        boolean violation = failure.get() instanceof ProtocolViolationException
                || failure.get().getCause() instanceof ProtocolViolationException;
        boolean hasReply = failure.get().reply().isPresent()
                || outcome.recipients().stream().anyMatch(one -> one.reply().isPresent());
        if (violation && !hasReply && !behaviour.violations.contains(Behaviour.Violation.GARBAGE)) {
            faults.add(Rule.VIOLATION_CARRIES_REPLY, mail.id() + ": " + failure.get());
        }
        if (failure.get().delivery() == Delivery.IN_DOUBT && failure.get().isRetryable()) {
            faults.add(Rule.RETRYABLE, mail.id() + " is IN_DOUBT, and isRetryable() is true");
        }
    }
}
