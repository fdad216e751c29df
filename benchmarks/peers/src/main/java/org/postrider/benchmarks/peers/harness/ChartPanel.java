// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.util.List;
import java.util.Locale;

/** The bars of one work over one network; with a logarithmic scale where the values lie far apart. */
final class ChartPanel {

    private static final int TITLE = 22;
    private static final int BAR = 18;
    private static final int AXIS = 34;
    private static final int LABELS = 120;
    private static final int WIDTH = 340;
    /** From which ratio of the greatest to the least value a scale is logarithmic. */
    private static final double FAR_APART = 15;

    private final String title;
    private final String unit;
    private final List<Result> results;
    private final boolean logarithmic;
    private final double from;
    private final double to;

    ChartPanel(String title, String unit, List<Result> results) {
        this.title = title;
        this.unit = unit;
        this.results = results;
        double least = results.stream().mapToDouble(Result::median).min().orElse(1);
        double greatest = results.stream().mapToDouble(Result::median).max().orElse(1);
        logarithmic = greatest / least > FAR_APART;
        from = logarithmic ? Math.pow(10, Math.floor(Math.log10(least) - 0.2)) : 0;
        to = logarithmic ? Math.pow(10, Math.ceil(Math.log10(greatest))) : greatest;
    }

    int height() {
        return TITLE + BAR * results.size() + AXIS;
    }

    String draw() {
        StringBuilder out = new StringBuilder();
        out.append(Chart.text(0, TITLE - 8, "start", "13", title));
        int bottom = TITLE + BAR * results.size();
        axis(out, bottom);
        for (int i = 0; i < results.size(); i++) {
            Result result = results.get(i);
            double y = TITLE + BAR * i;
            double length = x(result.median());
            out.append(Chart.text(
                    LABELS - 6, y + BAR - 5, "end", "12", result.contestant().id()));
            out.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                    LABELS,
                    y + 2,
                    length,
                    BAR - 4,
                    colour(result)));
            out.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"black\"/>%n",
                    LABELS + x(result.least()),
                    LABELS + x(result.greatest()),
                    y + BAR / 2.0,
                    y + BAR / 2.0));
            double end = Math.max(length, x(result.greatest()));
            out.append(Chart.text(LABELS + end + 5, y + BAR - 5, "start", "11", Figures.of(result.median())));
        }
        return out.toString();
    }

    private double x(double value) {
        double part = logarithmic ? Math.log(value / from) / Math.log(to / from) : value / to;
        return WIDTH * Math.max(0, Math.min(1.05, part));
    }

    private void axis(StringBuilder out, int bottom) {
        if (logarithmic) {
            for (double tick = from; tick <= to * 1.01; tick *= 10) {
                tick(out, tick, bottom);
            }
        } else {
            double step = Math.pow(10, Math.floor(Math.log10(to)));
            double wide = to / step >= 4 ? step : to / step >= 2 ? step / 2 : step / 5;
            for (double tick = 0; tick <= to * 1.001; tick += wide) {
                tick(out, tick, bottom);
            }
        }
        out.append(Chart.text(LABELS + WIDTH, bottom + 26, "end", "10", unit + (logarithmic ? ", logarithmic" : "")));
    }

    private void tick(StringBuilder out, double value, int bottom) {
        double x = LABELS + x(value);
        out.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#ddd\"/>%n",
                x,
                x,
                TITLE,
                bottom));
        out.append(Chart.text(x, bottom + 13, "middle", "10", value == 0 ? "0" : label(value)));
    }

    private static String label(double value) {
        return value >= 1e6
                ? Figures.of(value / 1e6) + " M"
                : value >= 1 ? String.format(Locale.ROOT, "%,.0f", value) : Figures.of(value);
    }

    private static String colour(Result result) {
        return switch (result.contestant().kind()) {
            case FLOOR -> "#b0b0b0";
            case POSTRIDER -> "#d95f02";
            case PEER -> "#6a9fd4";
            case OTHER_LANGUAGE -> "#7fbf7b";
        };
    }
}
