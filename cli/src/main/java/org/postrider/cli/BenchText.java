// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** A run as a table for people. */
final class BenchText {

    private BenchText() {}

    static List<String> of(BenchResult result) {
        List<String> lines = new ArrayList<>();
        lines.add(what(result));
        lines.add(row("messages/s", "MiB/s", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "max ms"));
        lines.add(values(result));
        lines.addAll(counts(result.tally()));
        lines.addAll(failures("failures", result.tally()));
        lines.addAll(failures("failures of the warm-up, which is not counted", result.warmUp()));
        BenchSetup setup = result.setup();
        lines.add("opening " + count(setup.all().getTotalCount(), "session") + ", median (most) ms: connect "
                + medianAndMost(setup.connect())
                + (setup.tls().getTotalCount() > 0 ? ", TLS " + medianAndMost(setup.tls()) : "") + ", in all "
                + medianAndMost(setup.all()));
        return lines;
    }

    /** What was done, in one line. */
    static String what(BenchResult result) {
        List<String> session = new ArrayList<>();
        session.add(result.tls().orElse("no TLS"));
        session.addAll(result.extensions());
        return String.format(
                Locale.ROOT,
                "%s (%s): %s in %.2f s",
                result.server(),
                String.join(", ", session),
                load(result),
                result.seconds());
    }

    /** How many of what size by how many, and in which way. */
    static String load(BenchResult result) {
        BenchLoad load = result.load();
        return count(load.sessions(), "session") + ", " + count(result.tally().told(), "message") + " of " + load.size()
                + " octets to " + count(load.recipients(), "recipient") + ", " + result.way();
    }

    private static String values(BenchResult result) {
        Histogram micros = result.tally().micros();
        List<String> cells = new ArrayList<>();
        cells.add(String.format(Locale.ROOT, "%.0f", result.messagesPerSecond()));
        cells.add(String.format(Locale.ROOT, "%.2f", result.mebibytesPerSecond()));
        boolean any = micros.getTotalCount() > 0;
        for (double percentile : BenchResult.PERCENTILES) {
            cells.add(any ? millis(micros.getValueAtPercentile(percentile)) : "-");
        }
        cells.add(any ? millis(micros.getMaxValue()) : "-");
        return row(cells.toArray());
    }

    private static List<String> counts(BenchTally tally) {
        List<String> lines = new ArrayList<>();
        lines.add("accepted " + tally.accepted() + (tally.partly() > 0 ? " (" + tally.partly() + " not by all)" : "")
                + ", refused " + tally.refused() + byKey(tally.refusedByCode()) + ", in doubt " + tally.inDoubt()
                + ", not sent " + tally.notSent() + ", sessions lost " + tally.sessionsLost());
        if (!tally.recipientsRefusedByCode().isEmpty()) {
            lines.add("recipients refused of accepted messages" + byKey(tally.recipientsRefusedByCode()));
        }
        return lines;
    }

    private static List<String> failures(String what, BenchTally tally) {
        List<String> lines = new ArrayList<>();
        if (!tally.failures().isEmpty()) {
            lines.add(what + byKey(tally.failures()));
            tally.firstFailure().ifPresent(first -> lines.add("the first: " + first.getMessage()));
        }
        return lines;
    }

    private static String byKey(Map<?, Long> counts) {
        return counts.isEmpty()
                ? ""
                : counts.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    private static String medianAndMost(Histogram micros) {
        return millis(micros.getValueAtPercentile(50)) + " (" + millis(micros.getMaxValue()) + ")";
    }

    static String millis(long micros) {
        return String.format(Locale.ROOT, "%.3f", micros / 1000.0);
    }

    /** A number without an exponent, and without decimals that say nothing. */
    static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%10s %8s %8s %8s %8s %9s %8s", cells);
    }
}
