// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a contestant reached at one work, or at starting.
 *
 * @param network over which network
 * @param work the id of the work, or {@link #START}
 * @param unit of the values; empty if it failed
 * @param contestant who
 * @param values of each round or start; empty if it failed
 * @param allocatedPerMessage octets; NaN if not known
 * @param cpuMicrosPerMessage processor time; NaN if not known
 * @param failure why it has no values; empty if it has some
 */
record Result(
        Network network,
        String work,
        String unit,
        Entry contestant,
        List<Double> values,
        double allocatedPerMessage,
        double cpuMicrosPerMessage,
        String failure) {

    static final String START = "start";

    static Result of(Network network, Work work, Entry contestant, List<Sample> samples) {
        return new Result(
                network,
                work.id,
                work.isLarge() ? "MiB/s" : "messages/s",
                contestant,
                samples.stream()
                        .map(sample -> work.rate(sample.messagesPerSecond()))
                        .toList(),
                median(samples, Sample::allocatedPerMessage),
                median(samples, Sample::cpuMicrosPerMessage),
                "");
    }

    static Result ofStarts(Network network, Entry contestant, List<Double> millis) {
        return new Result(network, START, "ms", contestant, millis, Double.NaN, Double.NaN, "");
    }

    static Result failed(Network network, String work, Entry contestant, String failure) {
        return new Result(network, work, "", contestant, List.of(), Double.NaN, Double.NaN, failure);
    }

    boolean hasValues() {
        return !values.isEmpty();
    }

    double median() {
        return median(values, Double::doubleValue);
    }

    double least() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    double greatest() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    /** {@return how often this one's median holds the other's; for starts, where less is better, the other way round} */
    double ratioTo(Result other) {
        return work.equals(START) ? other.median() / median() : median() / other.median();
    }

    private static <T> double median(List<T> values, ToDoubleFunction<T> number) {
        double[] sorted = values.stream().mapToDouble(number).toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
