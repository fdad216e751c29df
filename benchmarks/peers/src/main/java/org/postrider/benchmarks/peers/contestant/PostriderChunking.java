// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.contestant;

import java.io.IOException;
import org.postrider.Session;

/** Postrider with the option {@link Session.Builder#chunking}. */
public final class PostriderChunking extends Postrider {

    /**
     * Connects.
     *
     * @param task the task
     * @throws IOException if it cannot
     */
    public PostriderChunking(Task task) throws IOException {
        super(task, builder(task).chunking(true));
    }
}
