// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.contestant;

import java.io.IOException;
import org.postrider.Session;

/** Postrider's {@link Session#sendAll} with the option {@link Session.Builder#window}. */
public final class PostriderWindow extends PostriderAll {

    /**
     * Connects.
     *
     * @param task the task
     * @throws IOException if it cannot
     */
    public PostriderWindow(Task task) throws IOException {
        super(task, builder(task).window(task.window()));
    }
}
