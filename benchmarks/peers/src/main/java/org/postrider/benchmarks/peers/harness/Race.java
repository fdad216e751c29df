// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.benchmarks.sink.Counts;

/** Contestants by turns, so that whatever else the machine does hits all alike. */
final class Race {

    private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Options options;
    private final Network network;
    private final Stage stage;

    Race(Options options, Network network, Stage stage) {
        this.options = options;
        this.network = network;
        this.stage = stage;
    }

    /** What a contestant does when it is its turn. */
    private interface Turn {
        void take() throws IOException;
    }

    /** A contestant on its way; who fails once has no more turns. */
    private static final class Lane {

        final Entry entry;
        final List<Sample> samples = new ArrayList<>();
        final List<Double> millis = new ArrayList<>();
        String failure = "";

        @Nullable
        Runner runner;

        Lane(Entry entry) {
            this.entry = entry;
        }

        void turn(Turn turn) {
            if (failure.isEmpty()) {
                try {
                    turn.take();
                } catch (IOException e) {
                    failure = String.valueOf(e.getMessage());
                }
            }
        }

        void measure(Race race, Work work, long nanos, boolean counts) throws IOException {
            if (runner == null) {
                runner = entry.program().start(race.stage, work);
            }
            Sample sample = race.measure(runner, work, nanos);
            if (counts) {
                samples.add(sample);
            }
        }

        void close() {
            if (runner != null) {
                runner.close();
            }
        }
    }

    /** {@return the results at a work, in the order of the contestants} */
    List<Result> run(Work work, List<Entry> contestants) {
        List<Lane> lanes = contestants.stream().map(Lane::new).toList();
        lanes.forEach(lane -> lane.turn(() -> lane.measure(this, work, options.warmupNanos(), false)));
        for (int round = 0; round < options.rounds; round++) {
            lanes.forEach(lane -> lane.turn(() -> lane.measure(this, work, options.nanos(), true)));
        }
        lanes.forEach(Lane::close);
        return lanes.stream()
                .map(lane -> lane.failure.isEmpty()
                        ? Result.of(network, work, lane.entry, lane.samples)
                        : Result.failed(network, work.id, lane.entry, lane.failure))
                .toList();
    }

    private Sample measure(Runner runner, Work work, long nanos) throws IOException {
        Counts before = stage.counts().orElse(null);
        Sample sample = runner.measure(LEAD_NANOS, nanos);
        if (before != null) {
            Counts after = stage.counts().orElseThrow();
            check("mails", sample.sentInAll(), after.messages() - before.messages());
            check("recipients", sample.sentInAll() * work.recipients, after.recipients() - before.recipients());
        }
        return sample;
    }

    private static void check(String what, long said, long taken) throws IOException {
        if (said != taken) {
            throw new IOException("says " + said + " " + what + ", the sink took " + taken);
        }
    }

    /** {@return how long from the start of a process to its end, one mail having been accepted} */
    List<Result> starts(List<Entry> contestants) {
        List<Lane> lanes = contestants.stream().map(Lane::new).toList();
        // The first start of each reads files that the later ones find in memory.
        lanes.forEach(lane -> lane.turn(() -> start(lane.entry)));
        for (int i = 0; i < options.starts; i++) {
            lanes.forEach(lane -> lane.turn(() -> lane.millis.add(start(lane.entry))));
        }
        return lanes.stream()
                .map(lane -> lane.failure.isEmpty()
                        ? Result.ofStarts(network, lane.entry, lane.millis)
                        : Result.failed(network, Result.START, lane.entry, lane.failure))
                .toList();
    }

    private double start(Entry entry) throws IOException {
        List<String> command = stage.placed(entry.program().firstMail(stage));
        Counts before = stage.counts().orElse(null);
        long nanos = Timed.run(command, stage.jvm().log(), TimeUnit.MINUTES.toNanos(1));
        if (before != null) {
            check("mails", 1, stage.counts().orElseThrow().messages() - before.messages());
        }
        return nanos / 1e6;
    }
}
