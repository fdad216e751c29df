// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Whose turn it is: a session serves one thread at a time, and a second one is told so instead of mixing its octets in. */
final class Turn {

    private final AtomicReference<@Nullable Thread> owner = new AtomicReference<>();

    /** Takes the turn if nobody has it. */
    boolean tryTake() {
        return owner.compareAndSet(null, Thread.currentThread());
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
}
