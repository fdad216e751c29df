// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postrider.NotConnectedException;
import org.postrider.Transport;

/** Whether a session still lives, and what ended it: the first cause counts. Safe for any thread. */
final class Lifetime {

    /**
     * An end.
     *
     * @param reason in a few words
     * @param aborted whether it was cut off, and not closed in an orderly way
     */
    private record End(String reason, boolean aborted) {}

    private volatile Transport transport;
    private final Listeners listeners;
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();

    Lifetime(Transport transport, Listeners listeners) {
        this.transport = transport;
        this.listeners = listeners;
    }

    /** Goes on over another transport, which closes this one with itself. */
    void goOnOver(Transport layered) {
        transport = layered;
        if (isAborted()) {
            layered.abort();
        }
    }

    boolean isOver() {
        return end.get() != null;
    }

    boolean isAborted() {
        End known = end.get();
        return known != null && known.aborted();
    }

    void checkNotOver() throws NotConnectedException {
        End known = end.get();
        if (known != null) {
            throw new NotConnectedException(
                    "the session with " + transport.peer() + " is over (" + known.reason() + "); open a new one");
        }
    }

    /** Closes in an orderly way. */
    void close(String reason) {
        if (end.compareAndSet(null, new End(reason, false))) {
            transport.close();
            listeners.closed(reason);
        }
    }

    /** Closes at once. */
    void abort(String reason) {
        if (end.compareAndSet(null, new End(reason, true))) {
            transport.abort();
            listeners.closed(reason);
        }
    }
}
