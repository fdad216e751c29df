// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.sink;

/**
 * What a sink was given since it started.
 *
 * @param connections connections accepted
 * @param messages messages accepted
 * @param recipients recipients of these
 * @param octets octets of their content as they came; for DATA with the dots it adds, and without the line that ends it
 */
public record Counts(long connections, long messages, long recipients, long octets) {

    /**
     * Reads what {@link #toLine} wrote.
     *
     * @param line four numbers
     * @return the counts
     */
    public static Counts ofLine(String line) {
        String[] words = line.split(" ");
        return new Counts(
                Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
    }

    /** {@return the four numbers in one line} */
    public String toLine() {
        return connections + " " + messages + " " + recipients + " " + octets;
    }
}
