// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.Session;

/** Ctrl-C: nothing more is begun, and what is under way has a few seconds to come to its end. */
final class Interruption implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 5;
    /** To write what an aborted session left in doubt. */
    private static final long LAST_SECONDS = 2;

    private final Consumer<String> notes;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupt, "postrider-interruption");
    private volatile @Nullable Session session;

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
        Session opened = session;
        if (opened == null) {
            return;
        }
        notes.accept("postrider: interrupted; what is under way has " + PATIENCE_SECONDS + " s to come to its end");
        try {
            if (over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
            opened.abort();
            over.await(LAST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether somebody wants an end. */
    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Says which session is under way. */
    void during(Session opened) {
        session = opened;
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
