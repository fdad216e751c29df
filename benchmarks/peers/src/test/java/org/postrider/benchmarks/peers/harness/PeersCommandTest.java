// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.benchmarks.sink.Sink;
import picocli.CommandLine;

class PeersCommandTest {

    private static final List<String> SHORT = List.of("--rounds=1", "--seconds=0.01", "--warmup=0.01");

    private final StringWriter out = new StringWriter();

    @TempDir
    private Path folder = Path.of("");

    private int run(String... arguments) {
        CommandLine command =
                PeersCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        List<String> all = new ArrayList<>(SHORT);
        all.add("--out=" + folder);
        all.addAll(List.of(arguments));
        return command.execute(all.toArray(String[]::new));
    }

    private List<String> csv() throws IOException {
        return Files.readAllLines(folder.resolve("peers.csv"));
    }

    @Test
    @DisplayName(
            "contestants work in processes with no more than their own jars on the class path, and the sink took what they say they sent")
    void ownProcesses() throws Exception {
        Set<List<String>> classPaths = new HashSet<>();
        List<String> chosen = Roster.ALL.stream()
                .filter(entry ->
                        entry.can(Work.SMALL_TO_10) && entry.program().missing().isEmpty())
                .filter(entry -> !(entry.program() instanceof JvmProgram program) || classPaths.add(program.jars()))
                .map(Entry::id)
                .toList();
        String contestants = "--contestants=" + String.join(",", chosen);
        assertThat(run("--works=4k-10", "--networks=loopback", "--starts=0", contestants))
                .as("%s", out)
                .isZero();
        assertThat(csv().stream().skip(1).map(line -> line.split(",")[2])).containsExactlyElementsOf(chosen);
        assertThat(out.toString()).contains("postrider").contains("4 KiB to 10 recipients, loopback");
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(folder.resolve("peers.svg").toFile())
                        .getDocumentElement()
                        .getTagName())
                .isEqualTo("svg");
    }

    @Test
    @DisplayName("a delayed network, a server of the user's, and starts")
    void delayedServer() throws IOException {
        try (Sink sink = Sink.start(false)) {
            assertThat(run(
                            "--works=4k-1",
                            "--networks=loopback,delayed",
                            "--round-trip-millis=4",
                            "--starts=1",
                            "--contestants=floor",
                            "--server=127.0.0.1:" + sink.port()))
                    .as("%s", out)
                    .isZero();
            assertThat(sink.counts().messages()).isGreaterThanOrEqualTo(10);
        }
        assertThat(csv().stream().map(line -> line.split(",")[0] + " " + line.split(",")[1]))
                .containsExactly("network work", "loopback 4k-1", "loopback start", "delayed 4k-1");
        double delayed = Double.parseDouble(csv().get(3).split(",")[6]);
        assertThat(delayed).as("two round trips of 4 ms each").isPositive().isLessThanOrEqualTo(125);
    }

    @Test
    @DisplayName("a contestant that fails is reported with its failure, and the exit code tells")
    void failure() throws IOException {
        assertThat(run(
                        "--works=4k-1",
                        "--networks=loopback",
                        "--starts=0",
                        "--contestants=floor",
                        "--server=127.0.0.1:1"))
                .isEqualTo(1);
        assertThat(csv()).hasSize(2);
        assertThat(csv().get(1)).contains("Connection refused");
        assertThat(run("--contestants=nobody")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("--works=nothing")).isEqualTo(CommandLine.ExitCode.USAGE);
    }
}
