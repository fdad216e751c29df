// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.time.Duration;

/** A moment of {@link System#nanoTime()}, so that no wait is prolonged by octets that trickle in. */
record Deadline(long nanos) {

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Time that the script spent in a pause of its own is not taken from the step. */
    Deadline laterBy(long pausedNanos) {
        return new Deadline(nanos + pausedNanos);
    }

    boolean passed() {
        return nanos - System.nanoTime() <= 0;
    }

    /** What is left, in milliseconds, rounded up and at least 1: fit for a selector, to which 0 means forever. */
    long millis() {
        return Math.max(0, nanos - System.nanoTime()) / 1_000_000 + 1;
    }
}
