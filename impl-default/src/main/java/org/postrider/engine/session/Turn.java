// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Whose turn it is: a session serves one thread at a time, and a second one gets an exception instead of mixing its octets in. */
final class Turn {

    private final AtomicReference<@Nullable Thread> owner = new AtomicReference<>();
    /** Held to take the turn, and during a look, so that neither happens in the middle of the other. */
    private final ReentrantLock entrance = new ReentrantLock();

    /** Takes the turn if no call has it. Waits for a look on another thread, which is short. */
    boolean tryTake() {
        entrance.lock();
        try {
            return owner.compareAndSet(null, Thread.currentThread());
        } finally {
            entrance.unlock();
        }
    }

    /** Takes the turn. */
    void take() {
        if (!tryTake()) {
            throw new IllegalStateException(
                    "the session is in use by another call; a session serves one thread at a time,"
                            + " and a listener must not call it");
        }
    }

    void giveBack() {
        owner.set(null);
    }

    /**
     * Looks at what only one thread at a time may use, unless a call has the turn.
     *
     * @param look does not wait
     * @param otherwise the answer during a call
     */
    boolean lookBetweenCalls(BooleanSupplier look, boolean otherwise) {
        entrance.lock();
        try {
            return owner.get() == null ? look.getAsBoolean() : otherwise;
        } finally {
            entrance.unlock();
        }
    }
}
