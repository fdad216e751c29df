// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A run as two charts. */
final class BenchChart {

    static final int WIDTH = 1100;

    private static final int HEIGHT = 460;
    private static final int TICKS_PER_HALF_DISTANCE = 5;
    /** From which ratio of the greatest to the least latency a scale is logarithmic. */
    private static final double FAR_APART = 30;

    private static final int MOST_POINTS = 100;
    private static final Color CURVE = new Color(0xD95F02);
    private static final List<Color> MARKS =
            List.of(new Color(0x1B9E77), new Color(0x7570B3), new Color(0xE7298A), new Color(0x386CB0), Color.BLACK);

    private BenchChart() {}

    static List<XYChart> of(BenchResult result) {
        return List.of(latency(result), throughput(result));
    }

    private static XYChart chart(String title, String x, String y) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        chart.getStyler()
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 12))
                .setChartTitlePadding(10)
                .setLegendPosition(Styler.LegendPosition.OutsideE)
                .setLegendBorderColor(Color.LIGHT_GRAY)
                .setMarkerSize(9)
                .setAntiAlias(true);
        chart.getStyler()
                .setPlotGridLinesColor(new Color(0xE4E4E4))
                .setPlotGridLinesStroke(new BasicStroke(0.5f))
                .setYAxisTickLabelsFormattingFunction(BenchText::plain);
        return chart;
    }

    private static XYChart latency(BenchResult result) {
        Histogram micros = result.tally().micros();
        XYChart chart = chart(result.server() + ": " + BenchText.load(result), "percentile", "latency, ms");
        AxesChartStyler styler = chart.getStyler();
        styler.setXAxisLogarithmic(true)
                .setXAxisLogarithmicDecadeOnly(true)
                .setXAxisTickLabelsFormattingFunction(BenchChart::percentile)
                .setXAxisMin(1.0)
                .setXAxisMax(Math.pow(10, Math.max(1, Math.ceil(Math.log10((double) micros.getTotalCount())))));
        if (micros.getTotalCount() == 0) {
            // A chart needs a point.
            mark(chart, "nothing was accepted", 1, 0, Color.BLACK);
            return chart;
        }
        if (micros.getMaxValue() > FAR_APART * Math.max(1, micros.getMinValue())) {
            styler.setYAxisLogarithmic(true);
        } else {
            styler.setYAxisMin(0.0);
        }
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (HistogramIterationValue value : micros.percentiles(TICKS_PER_HALF_DISTANCE)) {
            x.add(Math.min(place(value.getPercentileLevelIteratedTo(), micros), place(100, micros)));
            y.add(millis(value.getValueIteratedTo()));
        }
        XYSeries curve = chart.addSeries("latency", x, y);
        curve.setMarker(SeriesMarkers.NONE).setLineColor(CURVE).setShowInLegend(false);
        for (int i = 0; i < BenchResult.PERCENTILES.size(); i++) {
            double percentile = BenchResult.PERCENTILES.get(i);
            long value = micros.getValueAtPercentile(percentile);
            String name = "p" + BenchText.plain(percentile) + "  " + BenchText.millis(value) + " ms";
            mark(chart, name, Math.min(place(percentile, micros), place(100, micros)), millis(value), MARKS.get(i));
        }
        long most = micros.getMaxValue();
        mark(chart, "max  " + BenchText.millis(most) + " ms", place(100, micros), millis(most), MARKS.get(4));
        return chart;
    }

    /** As 1/(1-p), so that each nine is as wide as the one before; the greatest stands where one in all is. */
    private static double place(double percentile, Histogram micros) {
        return percentile >= 100 ? Math.max(1, micros.getTotalCount()) : 1 / (1 - percentile / 100);
    }

    private static String percentile(double place) {
        return String.format(Locale.ROOT, "%.8f", 100 - 100 / place).replaceAll("\\.?0+$", "") + " %";
    }

    private static double millis(long micros) {
        return Math.max(1, micros) / 1000.0;
    }

    private static void mark(XYChart chart, String name, double x, double y, Color colour) {
        XYSeries series = chart.addSeries(name, List.of(x), List.of(y));
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(colour);
    }

    private static XYChart throughput(BenchResult result) {
        BenchTally tally = result.tally();
        XYChart chart = chart(
                String.format(
                        Locale.ROOT,
                        "%.0f messages/s, %.2f MiB/s in %.2f s",
                        result.messagesPerSecond(),
                        result.mebibytesPerSecond(),
                        result.seconds()),
                "seconds since the start",
                "messages/s accepted");
        long[] counts = tally.timeline().until(tally.nanos());
        int together = 1 + (counts.length - 1) / MOST_POINTS;
        double length = tally.timeline().length() / 1e9;
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (int i = 0; i < counts.length; i += together) {
            long sum = 0;
            for (int j = i; j < Math.min(counts.length, i + together); j++) {
                sum += counts[j];
            }
            double begin = i * length;
            double end = Math.min(begin + together * length, Math.max(result.seconds(), begin + length / 2));
            x.add(begin);
            x.add(end);
            y.add(sum / (end - begin));
            y.add(sum / (end - begin));
        }
        chart.getStyler().setYAxisMin(0.0).setXAxisMin(0.0);
        chart.getStyler().setLegendVisible(false);
        XYSeries series = chart.addSeries("accepted", x, y);
        series.setMarker(SeriesMarkers.NONE).setLineColor(CURVE);
        return chart;
    }
}
