// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The numbers of the messages still to be sent, shared by all sessions, and when each is due. */
final class BenchSupply {

    /** What {@link #claim} returns when there are no more. */
    static final long NONE = -1;

    private final AtomicLong next = new AtomicLong();
    private final long messages;
    private final long nanos;
    private final double nanosBetween;
    private final long startedAt = System.nanoTime();

    private BenchSupply(long messages, long nanos, double nanosBetween) {
        this.messages = messages;
        this.nanos = nanos;
        this.nanosBetween = nanosBetween;
    }

    /** All messages of the load; its clock starts now. */
    static BenchSupply of(BenchLoad load) {
        return new BenchSupply(
                load.messages().orElse(Long.MAX_VALUE),
                load.duration().map(limit -> limit.toNanos()).orElse(Long.MAX_VALUE),
                load.rate() == 0 ? 0 : 1e9 / load.rate());
    }

    /** Those before, as fast as can be. */
    static BenchSupply ofWarmUp(BenchLoad load) {
        return new BenchSupply(load.warmUp(), Long.MAX_VALUE, 0);
    }

    /** The number of a message for the caller to send, or {@link #NONE}. */
    long claim() {
        if (elapsed() >= nanos) {
            return NONE;
        }
        long number = next.get() < messages ? next.getAndIncrement() : NONE;
        return number < messages && number * nanosBetween < nanos ? number : NONE;
    }

    /**
     * Waits until a message is due.
     *
     * @return when it was due: with a rate that may be long ago
     */
    long awaitDue(long number) {
        if (nanosBetween == 0) {
            return System.nanoTime();
        }
        long due = startedAt + (long) (number * nanosBetween);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return due;
    }

    /** Nanoseconds since the start. */
    long elapsed() {
        return System.nanoTime() - startedAt;
    }

    /** How many messages were given out. */
    long claimed() {
        return Math.min(messages, next.get());
    }
}
