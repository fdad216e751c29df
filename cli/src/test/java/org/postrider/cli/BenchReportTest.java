// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.benchmarks.sink.Sink;
import org.postrider.testkit.ScriptedServer;
import org.w3c.dom.Element;

/** What {@code bench} tells of a run. */
class BenchReportTest {

    private static final String REFUSES =
            "S: 220 hi\nC: EHLO me.test\nS: 250 srv\nC~ MAIL .*\nS: 550 no\nC: RSET\nS: 250 ok\nC: QUIT\nS: 221 bye\n";

    @TempDir
    private Path folder;

    private static BenchOutcome bench(String options) throws IOException {
        try (Sink sink = Sink.start(false)) {
            BenchOutcome bench = BenchOutcome.at(URI.create("smtp://127.0.0.1:" + sink.port()), options);
            assertThat(bench.exitCode()).as(bench.err()).isZero();
            return bench;
        }
    }

    @Test
    @DisplayName("the table has the rates, the percentiles, the counts and what opening took, in five lines")
    void table() throws IOException {
        List<String> lines =
                bench("--sessions 2 --messages 30 --size 1k").out().lines().toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0))
                .matches(
                        "smtp://127\\.0\\.0\\.1:\\d+ \\(no TLS, PIPELINING, CHUNKING\\): 2 sessions, 30 messages of 1024"
                                + " octets to 1 recipient, send in \\d+\\.\\d\\d s");
        assertThat(lines.get(1).strip().split(" {2,}"))
                .containsExactly("messages/s", "MiB/s", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "max ms");
        assertThat(lines.get(2).strip()).matches("\\d+ +\\d+\\.\\d\\d( +\\d+\\.\\d{3}){5}");
        assertThat(lines.get(3)).isEqualTo("accepted 30, refused 0, in doubt 0, not sent 0, sessions lost 0");
        assertThat(lines.get(4))
                .matches(
                        "opening 2 sessions, median \\(most\\) ms: connect [0-9.]+ \\([0-9.]+\\), in all [0-9.]+ \\([0-9.]+\\)");
    }

    @Test
    @DisplayName("--json prints one object with the load, the rates, the percentiles and the counts")
    void json() throws IOException {
        String micros = "{\"min\":N,\"mean\":N,\"p50\":N,\"p90\":N,\"p99\":N,\"p99.9\":N,\"max\":N}";
        String out = bench("--sessions 2 --messages 30 --warmup 4 --rcpts 3 --window 5 --eager --json")
                .out();
        assertThat(out.strip().replaceAll("(?<=[:])-?\\d+(\\.\\d+)?(E-?\\d+)?(?=[,}])", "N"))
                .matches("\\{\"server\":\"smtp://127.0.0.1:\\d+\".*")
                .endsWith(",\"load\":{\"sessions\":N,\"messages\":N,\"durationSeconds\":null,\"warmUp\":N,\"size\":N,"
                        + "\"recipients\":N,\"from\":\"bench@example.org\",\"to\":\"rcpt%d@example.org\",\"rate\":null,"
                        + "\"sendAll\":true,\"window\":N,\"eager\":true},\"tls\":null,\"extensions\":[\"PIPELINING\",\"CHUNKING\"],"
                        + "\"seconds\":N,\"messagesPerSecond\":N,\"mebibytesPerSecond\":N,\"latencyMicros\":" + micros
                        + ",\"accepted\":N,\"acceptedNotByAll\":N,\"refused\":N,\"refusedByCode\":{},"
                        + "\"recipientsRefusedByCode\":{},\"inDoubt\":N,\"notSent\":N,\"failures\":{},\"sessionsLost\":N,"
                        + "\"sessionsOpened\":N,\"setupMicros\":{\"connect\":" + micros + ",\"tls\":null,\"all\":"
                        + micros
                        + "},\"warmUpFailures\":{},\"interrupted\":false,\"error\":null}");
        assertThat(out).contains("\"sessions\":2,\"messages\":30,", "\"warmUp\":4,\"size\":4096,\"recipients\":3,");
    }

    @Test
    @DisplayName("--json prints one object for wrong usage too")
    void jsonOfUsage() {
        for (String options : List.of("--json --bogus", "--json --sessions 0")) {
            BenchOutcome bench = BenchOutcome.at(URI.create("smtp://127.0.0.1:1"), options);
            assertThat(bench.exitCode()).isEqualTo(64);
            assertThat(bench.out()).startsWith("{\"server\":null,").contains("\"error\":{\"type\":\"");
        }
    }

    private static Element svg(Path file) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--messages 200", "--messages 200 --window 5", "--messages 1"})
    @DisplayName("--chart draws an SVG that has the figures of the table as words")
    void svgChart(String options) throws Exception {
        Path file = folder.resolve("run.svg");
        BenchOutcome bench = bench(options + " --chart " + file);
        Element svg = svg(file);
        assertThat(svg.getTagName()).isEqualTo("svg");
        assertThat(svg.getElementsByTagName("desc").item(0).getTextContent())
                .isEqualToIgnoringNewLines(bench.out().strip());
        assertThat(svg.getElementsByTagName("path").getLength()).isGreaterThan(20);
    }

    @Test
    @DisplayName("--chart draws a PNG with both charts")
    void pngChart() throws IOException {
        Path file = folder.resolve("run.PNG");
        bench("--messages 200 --chart " + file);
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(1100);
        for (int top : List.of(0, image.getHeight() / 2)) {
            Set<Integer> colours = new HashSet<>();
            for (int x = 0; x < image.getWidth(); x++) {
                for (int y = top; y < top + image.getHeight() / 2; y++) {
                    colours.add(image.getRGB(x, y) & 0xFFFFFF);
                }
            }
            assertThat(colours).contains(0xFFFFFF, 0xD95F02);
        }
    }

    @Test
    @DisplayName("a run in which nothing was accepted has a chart that says so")
    void chartOfNothing() throws Exception {
        Path file = folder.resolve("run.svg");
        try (ScriptedServer server = ScriptedServer.play(REFUSES)) {
            assertThat(BenchOutcome.at(server.uri(), "--messages 1 --warmup 0 --chart " + file)
                            .exitCode())
                    .isEqualTo(65);
        }
        assertThat(svg(file).getElementsByTagName("desc").item(0).getTextContent())
                .contains("refused 1 (550: 1)");
        assertThat(Files.size(file)).isPositive();
    }
}
