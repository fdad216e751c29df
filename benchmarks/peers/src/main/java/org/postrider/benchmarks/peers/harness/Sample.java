// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

/**
 * One measurement.
 *
 * @param messages mails accepted in the measured time
 * @param nanos that time
 * @param allocated octets that all threads of a JVM allocated meanwhile, or -1 where there is no JVM
 * @param cpuNanos processor time of the whole process meanwhile, or -1 if it is not known
 * @param sentInAll mails accepted in the measured time and before it
 */
record Sample(long messages, long nanos, long allocated, long cpuNanos, long sentInAll) {

    private static final String MARK = "sample ";

    /** {@return the sample in a line that {@link #ofLine} reads} */
    String toLine() {
        return MARK + messages + " " + nanos + " " + allocated + " " + cpuNanos + " " + sentInAll;
    }

    static boolean isSample(String line) {
        return line.startsWith(MARK);
    }

    static Sample ofLine(String line) {
        String[] words = line.substring(MARK.length()).split(" ");
        return new Sample(
                Long.parseLong(words[0]),
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]));
    }

    double messagesPerSecond() {
        return messages * 1e9 / nanos;
    }

    double allocatedPerMessage() {
        return allocated < 0 ? Double.NaN : (double) allocated / messages;
    }

    double cpuMicrosPerMessage() {
        return cpuNanos < 0 ? Double.NaN : cpuNanos / 1e3 / messages;
    }
}
