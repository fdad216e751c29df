// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.postrider.Delivery;
import org.postrider.RecipientOutcome;
import org.postrider.Reply;
import org.postrider.SendResult;
import org.postrider.SmtpException;

/** What became of the messages of one session, or of all. */
final class BenchTally {

    private static final int DIGITS = 3;
    private static final int CLOSING = 421;

    private final Histogram micros = new Histogram(DIGITS);
    private final BenchTimeline timeline = new BenchTimeline();
    private final SortedMap<Integer, Long> refusedByCode = new TreeMap<>();
    private final SortedMap<Integer, Long> recipientsRefusedByCode = new TreeMap<>();
    private final SortedMap<String, Long> failures = new TreeMap<>();
    private long accepted;
    private long partly;
    private long inDoubt;
    private long notSent;
    private long sessionsLost;
    private long nanos;
    private Optional<SmtpException> firstFailure = Optional.empty();
    private long firstFailureNanos = Long.MAX_VALUE;

    /** A message has an outcome, that long after its start and after that of the run. */
    void result(SendResult result, long latencyNanos, long elapsedNanos) {
        nanos = elapsedNanos;
        countRefused(result.outcomes());
        if (result.delivery() == Delivery.IN_DOUBT) {
            inDoubt++;
            return;
        }
        accepted++;
        partly += ExitCode.of(result) == ExitCode.OK ? 0 : 1;
        micros.recordValue(Math.max(0, latencyNanos) / 1000);
        timeline.add(elapsedNanos);
    }

    /** A message has come to nothing, or perhaps not. */
    void failure(SmtpException failure, long elapsedNanos) {
        nanos = elapsedNanos;
        failed(failure, elapsedNanos);
        switch (failure.delivery()) {
            case REFUSED -> refusedByCode.merge(failure.reply().map(Reply::code).orElse(0), 1L, Long::sum);
            case IN_DOUBT -> inDoubt++;
            case NOT_SENT, DELIVERED -> notSent++;
        }
    }

    /** Something failed that is no message, that long after the start. */
    void failed(SmtpException failure, long elapsedNanos) {
        failures.merge(failure.getClass().getSimpleName(), 1L, Long::sum);
        first(Optional.of(failure), elapsedNanos);
    }

    private void first(Optional<SmtpException> failure, long elapsedNanos) {
        if (elapsedNanos < firstFailureNanos) {
            firstFailure = failure;
            firstFailureNanos = elapsedNanos;
        }
    }

    private void countRefused(Collection<RecipientOutcome> outcomes) {
        for (RecipientOutcome outcome : outcomes) {
            if (outcome.delivery() == Delivery.REFUSED) {
                int code = outcome.reply().map(Reply::code).orElse(0);
                recipientsRefusedByCode.merge(code, 1L, Long::sum);
            }
        }
    }

    /** A session ended by itself. */
    void sessionLost() {
        sessionsLost++;
    }

    /** Messages that no session was left for. */
    void neverBegun(long messages) {
        notSent += messages;
    }

    /** Counts all that another counted. */
    void add(BenchTally other) {
        micros.add(other.micros);
        timeline.add(other.timeline);
        other.refusedByCode.forEach((code, count) -> refusedByCode.merge(code, count, Long::sum));
        other.recipientsRefusedByCode.forEach((code, count) -> recipientsRefusedByCode.merge(code, count, Long::sum));
        other.failures.forEach((type, count) -> failures.merge(type, count, Long::sum));
        accepted += other.accepted;
        partly += other.partly;
        inDoubt += other.inDoubt;
        notSent += other.notSent;
        sessionsLost += other.sessionsLost;
        nanos = Math.max(nanos, other.nanos);
        first(other.firstFailure, other.firstFailureNanos);
    }

    /** The exit code: doubt is worst, and what is worse than a refusal to some needs that nothing was accepted. */
    int exitCode() {
        if (inDoubt > 0) {
            return ExitCode.IN_DOUBT;
        }
        if (refused() == 0 && notSent == 0 && partly == 0) {
            return ExitCode.OK;
        }
        return accepted > 0
                ? ExitCode.SOME_REFUSED
                : firstFailure.map(ExitCode::of).orElse(ExitCode.TEMPORARY);
    }

    long accepted() {
        return accepted;
    }

    /** Accepted messages that not all recipients get. */
    long partly() {
        return partly;
    }

    long refused() {
        return refusedByCode.values().stream().mapToLong(Long::longValue).sum();
    }

    SortedMap<Integer, Long> refusedByCode() {
        return refusedByCode;
    }

    /** Of messages that others got. */
    SortedMap<Integer, Long> recipientsRefusedByCode() {
        return recipientsRefusedByCode;
    }

    /** Messages that the server decided on, and not by closing the session. */
    long verdicts() {
        return accepted + refused() - refusedByCode.getOrDefault(CLOSING, 0L);
    }

    /** Messages that have an outcome. */
    long told() {
        return accepted + refused() + inDoubt + notSent;
    }

    long inDoubt() {
        return inDoubt;
    }

    long notSent() {
        return notSent;
    }

    long sessionsLost() {
        return sessionsLost;
    }

    /** All exceptions, those of refused messages too. */
    SortedMap<String, Long> failures() {
        return failures;
    }

    /** The first in time. */
    Optional<SmtpException> firstFailure() {
        return firstFailure;
    }

    /** Latencies of accepted messages in microseconds. */
    Histogram micros() {
        return micros;
    }

    BenchTimeline timeline() {
        return timeline;
    }

    /** From the start to the last outcome. */
    long nanos() {
        return nanos;
    }
}
