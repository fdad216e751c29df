// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.MailOutcome;
import org.postrider.SmtpException;

/** How many mails came to which end, in this run and before. */
final class Tally {

    private final List<DoubtfulMail> inDoubt = new ArrayList<>();
    private long doneBefore;
    private long toSend;
    private boolean acceptedBefore;
    private boolean refusedBefore;
    private long refusedForGoodBefore;
    private long leftRefused;
    private boolean gaveUp;
    private long sent;
    private long partly;
    private long refused;
    private long unreadable;
    private long forNow;
    private long doubtful;
    private @Nullable SmtpException failure;
    private boolean begun;
    private long started = System.nanoTime();

    /**
     * Starts to count over what earlier runs did.
     *
     * @param mailsInDoubt those that this run does not send
     * @param mailsLeft refused for now by an earlier run, and not sent again by this one
     */
    void begin(Past past, List<DoubtfulMail> mailsInDoubt, long mailsToSend, long mailsDone, long mailsLeft) {
        inDoubt.addAll(mailsInDoubt);
        acceptedBefore = past.someAccepted();
        refusedBefore = past.someRefused();
        refusedForGoodBefore = past.refused();
        leftRefused = mailsLeft;
        toSend = mailsToSend;
        doneBefore = mailsDone;
        started = System.nanoTime();
        begun = true;
    }

    /** Whether it came to counting. */
    boolean hasBegun() {
        return begun;
    }

    /** Counts what became of a mail for good. What could not be sent for a reason of its own counts as refused. */
    void ended(DoubtfulMail mail, MailOutcome outcome) {
        switch (outcome.delivery()) {
            case DELIVERED -> {
                sent++;
                if (outcome.recipients().stream().anyMatch(one -> !one.isAccepted())) {
                    partly++;
                }
            }
            case REFUSED -> {
                refused++;
                forNow += isForNow(outcome) ? 1 : 0;
            }
            case NOT_SENT -> {
                refused++;
                unreadable += isUnreadable(outcome) ? 1 : 0;
            }
            case IN_DOUBT -> inDoubt(mail);
        }
    }

    private static boolean isForNow(MailOutcome outcome) {
        return outcome.failure().filter(SmtpException::isRetryable).isPresent();
    }

    private static boolean isUnreadable(MailOutcome outcome) {
        return outcome.failure()
                .filter(e -> e.getCause() instanceof FileSystemException)
                .isPresent();
    }

    void inDoubt(DoubtfulMail mail) {
        doubtful++;
        inDoubt.add(mail);
    }

    /** Why there was no session; counts only if mails are left. */
    void failed(SmtpException why) {
        failure = why;
    }

    /** Why sessions came to nothing, if that is known. */
    void gaveUp(@Nullable SmtpException why) {
        failure = why;
        gaveUp = true;
    }

    Optional<SmtpException> failure() {
        return Optional.ofNullable(failure);
    }

    /** The mails in doubt, those of earlier runs included. */
    List<DoubtfulMail> inDoubt() {
        return inDoubt;
    }

    long doneBefore() {
        return doneBefore;
    }

    long toSend() {
        return toSend;
    }

    long sent() {
        return sent;
    }

    /** How many of the sent ones not all recipients got. */
    long partly() {
        return partly;
    }

    long refused() {
        return refused;
    }

    /** How many of the mails that are done were refused. */
    long refusedBefore() {
        return refusedForGoodBefore + leftRefused;
    }

    /** How many the server refused and said to try again, by this run or before. */
    long refusedForNow() {
        return forNow + leftRefused;
    }

    long notSent() {
        return toSend - ended();
    }

    /** How many came to an end in this run. */
    long ended() {
        return sent + refused + doubtful;
    }

    double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }

    /** Mails per second. */
    double rate() {
        return (sent + refused) / Math.max(seconds(), 1e-3);
    }

    /** The exit code, which is about all mails of the input, those of earlier runs included. */
    int exitCode() {
        if (!inDoubt.isEmpty()) {
            return ExitCode.IN_DOUBT;
        }
        if (notSent() > 0) {
            return failure == null || gaveUp ? ExitCode.TEMPORARY : ExitCode.of(failure);
        }
        if (refused == 0 && partly == 0 && !refusedBefore && leftRefused == 0) {
            return ExitCode.OK;
        }
        if (sent > 0 || acceptedBefore) {
            return ExitCode.SOME_REFUSED;
        }
        if (refusedForGoodBefore > 0 || refused > forNow + unreadable) {
            return ExitCode.REFUSED;
        }
        return refusedForNow() > 0 ? ExitCode.TEMPORARY : ExitCode.NO_INPUT;
    }
}
