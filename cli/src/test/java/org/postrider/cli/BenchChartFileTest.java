// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.testkit.ScriptedServer;

/** Where {@code bench --chart} can write, and where it cannot. */
class BenchChartFileTest {

    private static final String SESSION = "S: 220 hi\nC: EHLO me.test\nS: 250 srv\nC~ MAIL .*\nS: 250 ok\nC~ RCPT .*\n"
            + "S: 250 ok\nC: DATA\nS: 354 go\nC.\nS: 250 ok\nC: QUIT\nS: 221 bye\n";

    @TempDir
    private Path folder;

    private static void assertRefused(Path chart, String reason) {
        // Nobody listens there: it must not come to that.
        BenchOutcome bench = BenchOutcome.at(URI.create("smtp://127.0.0.1:1"), "--chart " + chart);
        assertThat(bench.exitCode()).isEqualTo(73);
        assertThat(bench.err())
                .contains("--chart \"" + chart + "\" cannot be written: " + reason, "name another file; nothing was");
    }

    @Test
    @DisplayName("a chart that cannot be written is told before anything is connected")
    void refused() throws IOException {
        assertRefused(folder.resolve("none").resolve("x.svg"), "no such folder");
        assertRefused(Files.createDirectory(folder.resolve("folder.svg")), "Is a directory");
        Path dangling = folder.resolve("dangling.svg");
        Files.createSymbolicLink(dangling, folder.resolve("none").resolve("x.svg"));
        assertRefused(dangling, "no such folder");
    }

    @Test
    @DisplayName("a run that never began leaves the file as it was, and none where none was")
    void untouched() throws IOException {
        Path known = Files.writeString(folder.resolve("known.svg"), "picture");
        Path link = Files.createSymbolicLink(folder.resolve("link.svg"), folder.resolve("target.svg"));
        for (Path chart : new Path[] {known, link, folder.resolve("new.svg")}) {
            assertThat(BenchOutcome.at(URI.create("smtp://127.0.0.1:1"), "--chart " + chart)
                            .exitCode())
                    .isEqualTo(69);
        }
        assertThat(known).hasContent("picture");
        assertThat(link).isSymbolicLink();
        assertThat(folder.resolve("target.svg")).doesNotExist();
        assertThat(folder.resolve("new.svg")).doesNotExist();
    }

    @Test
    @DisplayName("when the chart cannot be written after all, what was measured is told all the same")
    void full() throws IOException {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full));
        Path chart = Files.createSymbolicLink(folder.resolve("x.svg"), full);
        try (ScriptedServer server = ScriptedServer.play(SESSION)) {
            BenchOutcome bench = BenchOutcome.at(server.uri(), "--messages 1 --warmup 0 --json --chart " + chart);
            assertThat(bench.exitCode()).isEqualTo(73);
            assertThat(bench.number("accepted")).isEqualTo(1);
            assertThat(bench.out().lines()).hasSize(1);
            assertThat(bench.err()).contains("cannot be written: ", "No space left on device", "is told above");
        }
    }
}
