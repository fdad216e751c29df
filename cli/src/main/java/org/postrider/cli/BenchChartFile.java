// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;

/** The file that charts are drawn to, one below the other. */
final class BenchChartFile {

    private final Path path;
    private final boolean svg;

    private BenchChartFile(Path path, boolean svg) {
        this.path = path;
        this.svg = svg;
    }

    /**
     * Looks at the name and the place before anything is sent.
     *
     * @throws IllegalArgumentException if the name is not that of a picture
     * @throws IOException if it cannot be written
     */
    static BenchChartFile of(Path path) throws IOException {
        String name = path.toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".svg") && !name.endsWith(".png")) {
            throw new IllegalArgumentException("--chart " + Printable.quoted(FileName.text(path))
                    + " is no kind of picture that can be drawn; end it in .svg or .png");
        }
        try {
            tryOut(path);
        } catch (IOException e) {
            throw unwritable(path, e, "name another file; nothing was sent");
        }
        return new BenchChartFile(path, name.endsWith(".svg"));
    }

    /** To be writable is best seen by opening; what was there stays as it was until there is a picture. */
    private static void tryOut(Path path) throws IOException {
        boolean known = Files.exists(path);
        if (known && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
            // To open a pipe waits for its reader.
            return;
        }
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .close();
        if (!known) {
            // What a link leads to, and not the link.
            Files.delete(path.toRealPath());
        }
    }

    private static IOException unwritable(Path path, IOException e, String next) {
        return new IOException(
                "--chart " + Printable.quoted(FileName.text(path)) + " cannot be written: " + reason(e) + "; " + next,
                e);
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such folder";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    /**
     * Draws a run.
     *
     * @throws IOException if it cannot be written after all
     */
    void write(BenchResult result) throws IOException {
        byte[] picture = picture(result);
        try {
            Files.write(path, picture);
        } catch (IOException e) {
            throw unwritable(path, e, "what was measured is told above; name another file for the next run");
        }
    }

    private byte[] picture(BenchResult result) throws IOException {
        // Nothing is shown on a screen, and a machine without one must do.
        System.setProperty("java.awt.headless", "true");
        List<XYChart> charts = BenchChart.of(result);
        int height = charts.stream().mapToInt(XYChart::getHeight).sum();
        if (svg) {
            return svg(charts, height, BenchText.of(result)).getBytes(StandardCharsets.UTF_8);
        }
        BufferedImage image = new BufferedImage(BenchChart.WIDTH, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        paint(charts, graphics);
        graphics.dispose();
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        ImageIO.write(image, "png", octets);
        return octets.toByteArray();
    }

    private static void paint(List<XYChart> charts, Graphics2D graphics) {
        for (XYChart chart : charts) {
            chart.paint(graphics, chart.getWidth(), chart.getHeight());
            graphics.translate(0, chart.getHeight());
        }
    }

    /** XChart draws letters as outlines; what the picture says is put into it as words too. A hundredth of a dot is precise enough. */
    private static String svg(List<XYChart> charts, int height, List<String> words) throws IOException {
        VectorGraphics2D graphics = new VectorGraphics2D();
        paint(charts, graphics);
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        new SVGProcessor()
                .getDocument(graphics.getCommands(), new PageSize(0, 0, BenchChart.WIDTH, height))
                .writeTo(octets);
        String text = octets.toString(StandardCharsets.UTF_8).replaceAll("(\\d\\.\\d\\d)\\d+", "$1");
        int begin = text.indexOf('>', text.indexOf("<svg")) + 1;
        return text.substring(0, begin) + "\n  <title>" + escaped(words.get(0)) + "</title>\n  <desc>"
                + escaped(String.join("\n", words)) + "</desc>" + text.substring(begin);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
