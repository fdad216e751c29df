// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.time.Duration;
import java.util.Objects;

/**
 * A fixed point of the monotonic clock at which a wait ends, whatever the peer does until then.
 * Immutable and safe for any thread; the wall clock plays no part.
 */
public final class Deadline {

    private static final Deadline NEVER = new Deadline(0, true);
    private static final Duration FAR_OFF = Duration.ofDays(36_500);

    private final long nanoTime;
    private final boolean never;

    private Deadline(long nanoTime, boolean never) {
        this.nanoTime = nanoTime;
        this.never = never;
    }

    /**
     * A deadline from now on.
     *
     * @param limit the time until then; {@link Timeouts#UNLIMITED} or more than 100 years is {@link #never()}
     * @return the deadline
     */
    public static Deadline after(Duration limit) {
        Objects.requireNonNull(limit, "limit");
        if (limit.compareTo(FAR_OFF) > 0) {
            return NEVER;
        }
        return new Deadline(System.nanoTime() + limit.toNanos(), false);
    }

    /** {@return the deadline that does not come} */
    public static Deadline never() {
        return NEVER;
    }

    /** {@return whether the point has been reached} */
    public boolean isExpired() {
        return !never && nanoTime - System.nanoTime() <= 0;
    }

    /**
     * {@return the milliseconds left, rounded up, 0 once expired, {@link Long#MAX_VALUE} for {@link #never()}}
     */
    public long remainingMillis() {
        if (never) {
            return Long.MAX_VALUE;
        }
        long nanos = nanoTime - System.nanoTime();
        return nanos <= 0 ? 0 : (nanos + 999_999) / 1_000_000;
    }

    /**
     * The earlier of two.
     *
     * @param other another deadline
     * @return this or the other
     */
    public Deadline sooner(Deadline other) {
        Objects.requireNonNull(other, "other");
        if (never) {
            return other;
        }
        return other.never || nanoTime - other.nanoTime <= 0 ? this : other;
    }

    @Override
    public String toString() {
        return never ? "never" : "in " + remainingMillis() + " ms";
    }
}
