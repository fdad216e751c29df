// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ctrl-C while it is measured: nothing more is begun, what is under way has a few seconds, and then what was measured is told. */
final class BenchInterruption implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 5;
    /** To tell what was measured, and to draw it. */
    private static final long LAST_SECONDS = 10;

    private final Consumer<String> notes;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupt, "bench-interruption");
    private volatile @Nullable Measuring measuring;
    private volatile boolean asked;

    private record Measuring(BenchSupply supply, Runnable abort) {}

    /**
     * Minds signals until it is closed.
     *
     * @param notes is told of one
     */
    BenchInterruption(Consumer<String> notes) {
        this.notes = notes;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Says that from now on there are figures to keep.
     *
     * @param abort ends all sessions at once
     */
    void during(BenchSupply supply, Runnable abort) {
        measuring = new Measuring(supply, abort);
    }

    private void interrupt() {
        Measuring now = measuring;
        if (now == null) {
            return;
        }
        asked = true;
        now.supply().end();
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

    /** Whether somebody ended it. */
    boolean isAsked() {
        return asked;
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
