// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The results of one work as a table of text. */
final class TextTable {

    private TextTable() {}

    /**
     * {@return the table}
     *
     * @param title what was done
     * @param results all results of that work
     */
    static String of(String title, List<Result> results) {
        String unit = results.stream()
                .map(Result::unit)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        StringBuilder out = new StringBuilder(title).append(System.lineSeparator());
        row(out, "", unit, "least - greatest", "x floor", "x postrider", "octets alloc.", "CPU us");
        Optional<Result> floor =
                find(results, results.get(0).work().equals(Work.FILE.id) ? Roster.FILE_FLOOR : Roster.FLOOR);
        Optional<Result> postrider = find(results, Roster.POSTRIDER).or(() -> find(results, Roster.POSTRIDER_CHUNKING));
        for (Result result : results) {
            row(
                    out,
                    result.contestant().id(),
                    Figures.of(result.median()),
                    result.hasValues()
                            ? Figures.of(result.least()) + " - " + Figures.of(result.greatest())
                            : result.failure(),
                    Figures.of(floor.map(result::ratioTo).orElse(Double.NaN)),
                    Figures.of(postrider.map(result::ratioTo).orElse(Double.NaN)),
                    Figures.whole(result.allocatedPerMessage()),
                    Figures.of(result.cpuMicrosPerMessage()));
        }
        return out.append("  x floor, x postrider: the row's speed as a multiple of theirs")
                .append(System.lineSeparator())
                .toString();
    }

    static Optional<Result> find(List<Result> results, String contestant) {
        return results.stream()
                .filter(result -> result.contestant().id().equals(contestant) && result.hasValues())
                .findFirst();
    }

    private static void row(StringBuilder out, Object... cells) {
        out.append(String.format(Locale.ROOT, "  %-17s %12s  %23s %9s %12s %14s %12s%n", cells));
    }
}
