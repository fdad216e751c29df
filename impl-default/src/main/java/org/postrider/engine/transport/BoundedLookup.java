// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the platform's name service, which has no deadline of its own, on a thread that is given up if it does not answer. */
public final class BoundedLookup {

    private BoundedLookup() {}

    /**
     * Runs a look-up.
     *
     * @throws SocketTimeoutException if it does not end within the limit
     * @throws InterruptedIOException if the thread is interrupted; its flag stays set
     * @throws IOException what the look-up throws
     */
    public static <T> T run(String what, Duration limit, Callable<T> lookup) throws IOException {
        FutureTask<T> task = new FutureTask<>(lookup);
        Thread thread = new Thread(task, "postrider-lookup");
        thread.setDaemon(true);
        thread.start();
        try {
            return limit.compareTo(Duration.ofDays(36_500)) > 0
                    ? task.get()
                    : task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException(what + " was not found within " + limit.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while looking up " + what);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IOException("looking up " + what + " failed: " + e.getCause(), e.getCause());
        }
    }
}
