// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The numbers of the messages still to be sent, shared by all sessions, and when each is due. */
final class BenchSupply {

    /** What {@link #claim} returns when there are no more. */
    static final long NONE = -1;

    private static final int WARM_UP_PART = 10;

    private final AtomicLong next = new AtomicLong();
    private final long messages;
    private final long nanos;
    private final double nanosBetween;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long startedAt = System.nanoTime();

    private BenchSupply(long messages, long nanos, double nanosBetween) {
        this.messages = messages;
        this.nanos = nanos;
        this.nanosBetween = nanosBetween;
    }

    /** All messages of the load. */
    static BenchSupply of(BenchLoad load) {
        return new BenchSupply(
                load.messages().orElse(Long.MAX_VALUE),
                load.duration().map(limit -> limit.toNanos()).orElse(Long.MAX_VALUE),
                nanosBetween(load));
    }

    /** Those before, by the same clock, and for a tenth of the time. */
    static BenchSupply ofWarmUp(BenchLoad load) {
        return new BenchSupply(
                load.warmUp(),
                load.duration().map(limit -> limit.toNanos() / WARM_UP_PART).orElse(Long.MAX_VALUE),
                nanosBetween(load));
    }

    private static double nanosBetween(BenchLoad load) {
        return load.rate() == 0 ? 0 : 1e9 / load.rate();
    }

    /** Starts the clock: all that sends is there. */
    void start() {
        startedAt = System.nanoTime();
    }

    /** Gives out no more, and lets nobody wait. */
    void end() {
        ended.countDown();
    }

    /** Whether somebody ended it before its time. */
    boolean isEnded() {
        return ended.getCount() == 0;
    }

    /** The number of a message for the caller to send, or {@link #NONE}. */
    long claim() {
        if (isEnded() || elapsed() >= nanos) {
            return NONE;
        }
        long number = next.get() < messages ? next.getAndIncrement() : NONE;
        return number < messages && number * nanosBetween < nanos ? number : NONE;
    }

    /**
     * Waits until a message is due, unless this is ended.
     *
     * @return when it was due: with a rate that may be long ago
     */
    long awaitDue(long number) {
        if (nanosBetween == 0) {
            return System.nanoTime();
        }
        long due = startedAt + (long) (number * nanosBetween);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            try {
                if (ended.await(left, TimeUnit.NANOSECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
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
