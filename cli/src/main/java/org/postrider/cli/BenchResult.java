// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.util.List;
import java.util.Optional;

/**
 * A run that is over.
 *
 * @param server as it was given, without anything secret
 * @param load what was asked for
 * @param window how many transactions were in flight, 0 for none ahead
 * @param eager whether a content went with its envelope
 * @param tls the version; empty in clear
 * @param extensions those offered that speed up sending
 * @param setup how long opening took
 * @param warmUp what became of the messages before, which are not counted
 * @param tally what became of the messages
 * @param interrupted whether it was ended before its time
 */
record BenchResult(
        String server,
        BenchLoad load,
        int window,
        boolean eager,
        Optional<String> tls,
        List<String> extensions,
        BenchSetup setup,
        BenchTally warmUp,
        BenchTally tally,
        boolean interrupted) {

    private static final double MEBIBYTE = 1 << 20;

    /** The percentiles that are told. */
    static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9);

    double seconds() {
        return tally.nanos() / 1e9;
    }

    double messagesPerSecond() {
        return tally.nanos() == 0 ? 0 : tally.accepted() / seconds();
    }

    double mebibytesPerSecond() {
        return messagesPerSecond() * load.size() / MEBIBYTE;
    }

    /** Which call of a session sends. */
    String way() {
        return (load.sendAll() ? "sendAll" : "send")
                + (window > 0 ? ", window " + window : "")
                + (eager ? ", eager" : "")
                + (load.rate() > 0 ? ", " + BenchText.plain(load.rate()) + "/s" : "");
    }
}
