// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.util.Optional;
import org.postrider.Delivery;
import org.postrider.LocalRefusalException;
import org.postrider.MailOutcome;
import org.postrider.ProtocolViolationException;
import org.postrider.RecipientOutcome;
import org.postrider.RefusedException;
import org.postrider.Reply;
import org.postrider.SmtpException;

/**
 * What an outcome may say where each reply answers its command: neither more nor less than the replies that could
 * be read.
 */
final class HonestRules {

    private final Faults faults;
    private final boolean partialAcceptance;

    HonestRules(Faults faults, boolean partialAcceptance) {
        this.faults = faults;
        this.partialAcceptance = partialAcceptance;
    }

    /** Checks what is said of one recipient. */
    void check(String recipient, RecipientOutcome told, Evidence evidence) {
        switch (told.delivery()) {
            case DELIVERED -> checkDelivered(recipient, evidence);
            case REFUSED -> checkRefused(recipient, evidence);
            case NOT_SENT -> checkNotSent(recipient, evidence);
            case IN_DOUBT -> checkDoubt(recipient, evidence);
        }
        told.reply().ifPresent(reply -> checkReply(recipient, told.delivery(), reply, evidence));
    }

    private void checkDelivered(String recipient, Evidence evidence) {
        if (!evidence.isAccepted()) {
            faults.add(Rule.NO_FALSE_DELIVERED, recipient + " is DELIVERED, and the server has not taken the message");
        } else if (evidence.verdict().filter(SaidReply::isPositive).isEmpty()) {
            faults.add(Rule.NO_FALSE_DELIVERED, recipient + " is DELIVERED without a reply that says so");
        }
    }

    private void checkRefused(String recipient, Evidence evidence) {
        if (evidence.isAccepted()) {
            faults.add(Rule.NO_FALSE_REFUSED, recipient + " is REFUSED, and the server has taken the message");
            return;
        }
        boolean refused =
                evidence.verdict().filter(reply -> !reply.isPositive()).isPresent()
                        || evidence.refusalOfMail().isPresent()
                        || evidence.refusalOfRecipient().isPresent()
                        || evidence.isMailRefusedElsewhere()
                        || (!partialAcceptance && evidence.isAnythingRefused());
        if (!refused) {
            faults.add(
                    evidence.isClosedBefore() ? Rule.CLOSING_IS_NO_REFUSAL : Rule.NO_FALSE_REFUSED,
                    recipient + " is REFUSED, and no reply refuses it");
        }
    }

    private void checkNotSent(String recipient, Evidence evidence) {
        if (evidence.isAccepted()) {
            faults.add(Rule.NO_FALSE_NOT_SENT, recipient + " is NOT_SENT, and the server has taken the message");
        } else if (evidence.refusalOfMail().isPresent()) {
            faults.add(
                    Rule.REFUSAL_COUNTS,
                    recipient + " is NOT_SENT, though this could be read: "
                            + evidence.refusalOfMail().get());
        } else if (evidence.hasEndLeft()
                && evidence.verdict().isEmpty()
                && evidence.refusalOfRecipient().isEmpty()
                && !evidence.isClosedBefore()
                && !evidence.isResetRefused()) {
            faults.add(
                    Rule.NO_FALSE_NOT_SENT,
                    recipient + " is NOT_SENT, though the end of the content has left and no reply decides");
        }
    }

    private void checkDoubt(String recipient, Evidence evidence) {
        if (!evidence.mayEndHaveLeft()) {
            doubt(recipient, "though the end of the content has not left");
        } else if (evidence.isResetRefused()) {
            return;
        } else if (evidence.verdict().isPresent()) {
            doubt(
                    recipient,
                    "though the reply to the content could be read: "
                            + evidence.verdict().get());
        } else if (evidence.refusalOfMail().isPresent()) {
            doubt(
                    recipient,
                    "though this could be read: " + evidence.refusalOfMail().get());
        } else if (evidence.refusalOfRecipient().isPresent()) {
            doubt(
                    recipient,
                    "though this could be read: "
                            + evidence.refusalOfRecipient().get());
        } else if (evidence.isClosedBefore()) {
            doubt(recipient, "though the server said 421 before it came to the content");
        }
    }

    private void doubt(String recipient, String why) {
        faults.add(Rule.DOUBT_ONLY_WITHOUT_REPLY, recipient + " is IN_DOUBT, " + why);
    }

    private void checkReply(String recipient, Delivery told, Reply reply, Evidence evidence) {
        Optional<SaidReply> decided = evidence.verdict();
        boolean right = told == Delivery.DELIVERED
                ? decided.isPresent() && reply.text().contains(decided.get().mark())
                : told != Delivery.REFUSED || reply.isNegative();
        if (!right) {
            faults.add(Rule.RIGHT_REPLY, recipient + " is " + told + " with the reply " + reply);
        }
    }

    /** Checks what is said of a mail as a whole. */
    void check(ModelMail mail, MailOutcome outcome, boolean cannotBeSplit, boolean resetRefused) {
        outcome.failure().ifPresent(failure -> checkFailure(mail, failure, cannotBeSplit, resetRefused));
        outcome.result().ifPresent(result -> {
            if (!result.reply().isPositiveCompletion()) {
                faults.add(Rule.RIGHT_REPLY, "the result of " + mail.id() + " has the reply " + result.reply());
            }
        });
    }

    private void checkFailure(ModelMail mail, SmtpException failure, boolean cannotBeSplit, boolean resetRefused) {
        if (failure instanceof ProtocolViolationException) {
            if (resetRefused) {
                return;
            }
            faults.add(Rule.NO_INVENTED_VIOLATION, String.valueOf(failure.getMessage()));
        }
        if (failure instanceof LocalRefusalException && cannotBeSplit) {
            return;
        }
        boolean wanted = switch (failure.delivery()) {
            case NOT_SENT -> true;
            case REFUSED ->
                failure instanceof RefusedException refused
                        ? refused.refusal().isTransientNegative()
                        : failure.isRetryable();
            default -> false;
        };
        if (failure.isRetryable() != wanted) {
            faults.add(
                    Rule.RETRYABLE,
                    mail.id() + " is " + failure.delivery() + ", isRetryable() is " + failure.isRetryable() + ": "
                            + failure);
        }
    }
}
