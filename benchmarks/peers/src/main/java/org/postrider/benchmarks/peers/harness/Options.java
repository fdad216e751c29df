// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the user of the harness may choose. */
final class Options {

    @Option(names = "--works", split = ",", description = "Default: all; --list shows them.")
    Set<Work> works = EnumSet.allOf(Work.class);

    @Option(
            names = "--networks",
            split = ",",
            description = "one-cpu: client and server share a processor; loopback; delayed. Default: all.")
    Set<Network> networks = EnumSet.allOf(Network.class);

    @Option(names = "--contestants", split = ",", description = "Default: all; --list shows them.")
    Set<String> contestants = new LinkedHashSet<>();

    @Option(
            names = "--rounds",
            description = "Measurements of each contestant; the contestants take turns. Default: ${DEFAULT-VALUE}.")
    int rounds = 5;

    @Option(names = "--seconds", description = "How long one measurement is. Default: ${DEFAULT-VALUE}.")
    double seconds = 1;

    @Option(names = "--warmup", description = "Seconds unmeasured before the first round. Default: ${DEFAULT-VALUE}.")
    double warmup = 2;

    @Option(
            names = "--starts",
            description =
                    "How often each contestant's JVM is started to send one mail. Default: ${DEFAULT-VALUE}; 0 for not at all.")
    int starts = 9;

    @Option(names = "--round-trip-millis", description = "Of the delayed network. Default: ${DEFAULT-VALUE}.")
    long roundTripMillis = 20;

    @Option(names = "--window", description = "Mails in flight, for those who can. Default: ${DEFAULT-VALUE}.")
    int window = 64;

    @Option(names = "--cpu", description = "The processor of one-cpu. Default: the last.")
    int cpu = Runtime.getRuntime().availableProcessors() - 1;

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            description = "A server to send to instead of the sink. What it took is not checked.")
    @Nullable
    String server;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where peers.csv, peers.svg and peers.txt go. Default: ${DEFAULT-VALUE}.")
    Path out = Path.of("peers-results");

    long nanos() {
        return nanos(seconds);
    }

    long warmupNanos() {
        return nanos(warmup);
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * TimeUnit.SECONDS.toNanos(1));
    }
}
