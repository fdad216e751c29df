// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** All results as horizontal bars in SVG: a row of panels for each work, a column for each network. */
final class Chart {

    private static final int MARGIN = 20;
    private static final int HEADER = 96;
    private static final int PANEL_WIDTH = 560;
    private static final String LEGEND = "One connection. Bar: median of the rounds; line: least to greatest.";
    private static final String COLOURS =
            "Orange: Postrider. Grey: hand-written loops. Blue: others in Java. Green: other languages.";

    private final StringBuilder svg = new StringBuilder();

    private Chart() {}

    static void write(Path file, String machine, List<Result> results) throws IOException {
        Files.writeString(file, new Chart().draw(machine, results), StandardCharsets.UTF_8);
    }

    private String draw(String machine, List<Result> results) {
        List<Network> networks = new ArrayList<>();
        for (Network network : Network.values()) {
            if (results.stream().anyMatch(result -> result.network() == network)) {
                networks.add(network);
            }
        }
        int y = HEADER;
        for (Work work : Work.values()) {
            y += row(y, networks, results, work.id, work.title);
        }
        y += row(y, networks, results, Result.START, "start of a process to its first mail accepted");
        int width = 2 * MARGIN + Math.max(1, networks.size()) * PANEL_WIDTH;
        String head =
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                        .formatted(width, y + MARGIN, width, y + MARGIN);
        return head
                + text(MARGIN, 28, "start", "18", "Postrider beside its peers")
                + text(MARGIN, 46, "start", "11", machine)
                + text(MARGIN, 62, "start", "11", LEGEND)
                + text(MARGIN, 78, "start", "11", COLOURS)
                + svg
                + "</svg>\n";
    }

    private int row(int y, List<Network> networks, List<Result> results, String work, String title) {
        int height = 0;
        for (int column = 0; column < networks.size(); column++) {
            Network network = networks.get(column);
            Predicate<Result> here =
                    result -> result.network() == network && result.work().equals(work);
            List<Result> shown =
                    results.stream().filter(here).filter(Result::hasValues).toList();
            if (!shown.isEmpty()) {
                String unit = shown.get(0).unit().concat(work.equals(Result.START) ? ", less is better" : "");
                ChartPanel panel = new ChartPanel(title + ", " + network.id, unit, shown);
                svg.append(String.format(
                        Locale.ROOT, "<g transform=\"translate(%d,%d)\">%n", MARGIN + column * PANEL_WIDTH, y));
                svg.append(panel.draw()).append("</g>\n");
                height = Math.max(height, panel.height());
            }
        }
        return height;
    }

    static String text(double x, double y, String anchor, String size, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                size,
                escaped);
    }
}
