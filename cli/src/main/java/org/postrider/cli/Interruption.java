// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ctrl-C: nothing more is begun, and what is under way has a few seconds to come to its end. */
final class Interruption implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 5;
    /** To write what an aborted session left in doubt, and to tell and draw what was measured. */
    private static final long LAST_SECONDS = 10;

    private final Consumer<String> notes;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupt, "postrider-interruption");
    private volatile @Nullable Work work;

    private record Work(Runnable end, Runnable abort) {}

    /**
     * Minds signals until it is closed.
     *
     * @param notes is told of one
     */
    Interruption(Consumer<String> notes) {
        this.notes = notes;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void interrupt() {
        asked.countDown();
        Work now = work;
        if (now == null) {
            return;
        }
        now.end().run();
        notes.accept("postrider: interrupted; what is under way has " + PATIENCE_SECONDS + " s to come to its end");
        try {
            if (over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
            now.abort().run();
            over.await(LAST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether somebody wants an end. */
    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /**
     * Says what is under way.
     *
     * @param end lets nothing more begin, if that needs more than {@link #isAsked}
     * @param abort ends what was begun, at once
     */
    void during(Runnable end, Runnable abort) {
        work = new Work(end, abort);
    }

    /** Waits, unless somebody wants an end. */
    void pause(Duration time) {
        try {
            asked.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            asked.countDown();
            Thread.currentThread().interrupt();
        }
    }

    /** Everything is told. */
    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It runs, and ends by this.
        }
    }
}
