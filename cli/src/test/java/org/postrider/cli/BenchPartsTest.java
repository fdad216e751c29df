// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postrider.ConnectionFailedException;

class BenchPartsTest {

    private static BenchLoad load(long messages, Optional<Duration> duration, double rate) {
        return new BenchLoad(1, OptionalLong.of(messages), duration, 0, 4096, 1, "a@b", "x@y", rate, false);
    }

    @Test
    @DisplayName("with a rate a message counts from when it was due, however late it is begun")
    void due() {
        BenchSupply supply = BenchSupply.of(load(10, Optional.empty(), 1_000_000));
        long first = supply.awaitDue(0);
        assertThat(supply.awaitDue(5) - first).isEqualTo(5_000);
        assertThat(supply.awaitDue(9) - first).isEqualTo(9_000);
        assertThat(System.nanoTime()).isGreaterThanOrEqualTo(first + 9_000);
    }

    @Test
    @DisplayName("each message is given out once, and none that would be due after the end")
    void claims() {
        BenchSupply three = BenchSupply.of(load(3, Optional.empty(), 0));
        assertThat(new long[] {three.claim(), three.claim(), three.claim(), three.claim(), three.claimed()})
                .containsExactly(0, 1, 2, BenchSupply.NONE, 3);
        BenchSupply slow = BenchSupply.of(load(3, Optional.of(Duration.ofHours(1)), 1.0 / 1800));
        assertThat(new long[] {slow.claim(), slow.claim(), slow.claim()}).containsExactly(0, 1, BenchSupply.NONE);
    }

    @Test
    @DisplayName(
            "a clock that is started counts from there, and a supply that is ended gives out no more and lets nobody wait")
    void startAndEnd() {
        BenchSupply supply = BenchSupply.of(load(10, Optional.empty(), 1.0 / 3600));
        long before = System.nanoTime();
        supply.start();
        assertThat(supply.awaitDue(0)).isGreaterThanOrEqualTo(before);
        assertThat(supply.claim()).isZero();
        supply.end();
        // An hour away.
        supply.awaitDue(1);
        assertThat(supply.claim()).isEqualTo(BenchSupply.NONE);
    }

    @Test
    @DisplayName("of all sessions' failures the first in time is told, not that of the first session")
    void firstFailure() {
        BenchTally one = new BenchTally();
        one.failed(new ConnectionFailedException("late", new IOException()), 5);
        BenchTally other = new BenchTally();
        other.failed(new ConnectionFailedException("early", new IOException()), 3);
        BenchTally all = new BenchTally();
        all.add(one);
        all.add(other);
        assertThat(all.firstFailure().orElseThrow()).hasMessageContaining("early");
    }

    @Test
    @DisplayName("a timeline keeps all counts when its intervals grow, and when it is added to a coarser one")
    void timeline() {
        BenchTimeline fine = new BenchTimeline();
        fine.add(0);
        fine.add(1_500_000);
        fine.add(399_000_000);
        assertThat(fine.length()).isEqualTo(1_000_000);
        assertThat(fine.until(2_000_000)).containsExactly(1, 1, 0);
        BenchTimeline coarse = new BenchTimeline();
        coarse.add(Duration.ofMillis(1_500).toNanos());
        assertThat(coarse.length()).isEqualTo(4_000_000);
        coarse.add(fine);
        long[] counts = coarse.until(Long.MAX_VALUE);
        assertThat(counts[0]).isEqualTo(2);
        assertThat(counts[99]).isEqualTo(1);
        assertThat(counts[375]).isEqualTo(1);
    }

    @Test
    @DisplayName("a terminal is shown how many messages were begun")
    void progress() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        BenchSupply supply = BenchSupply.of(load(8, Optional.empty(), 0));
        try (BenchProgress shown = new BenchProgress(
                new PrintStream(octets, true, StandardCharsets.UTF_8), supply, load(8, Optional.empty(), 0))) {
            supply.claim();
            assertThat(shown).isNotNull();
        }
        assertThat(octets.toString(StandardCharsets.UTF_8)).contains("sending", "1/8");
    }

    @Test
    @DisplayName("no other command loads what draws and what counts")
    void loading() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java,
                        "-Xlog:class+load:stdout",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.postrider.cli.Main",
                        "send",
                        "--server=smtp://127.0.0.1:1",
                        "--from=a@b",
                        "--to=x@y",
                        "-")
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .start();
        String loaded = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(loaded).isEqualTo(69);
        assertThat(loaded)
                .contains("org.postrider.cli.BenchCommand ")
                .doesNotContain("HdrHistogram", "knowm", "vectorgraphics", "java.awt.");
    }
}
