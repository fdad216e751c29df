// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.util.ArrayList;
import java.util.List;

/** A report for people. */
final class TextReport {

    private TextReport() {}

    static List<String> of(Report report) {
        List<String> lines = new ArrayList<>();
        report.error().ifPresent(error -> {
            lines.add("postrider: " + error.getMessage());
            lines.addAll(LoginOptions.hints(error));
        });
        report.accepted().forEach(address -> lines.add("accepted: " + address));
        report.refused().forEach((address, reply) -> lines.add("refused:  " + address + ": " + reply));
        report.inDoubt()
                .forEach(address ->
                        lines.add("in doubt: " + address + " (may have it; sending again may deliver twice)"));
        report.notSent().forEach(address -> lines.add("not sent: " + address));
        if (report.error().isEmpty()) {
            report.reply().ifPresent(reply -> lines.add("the server said: " + reply));
        }
        return lines;
    }
}
