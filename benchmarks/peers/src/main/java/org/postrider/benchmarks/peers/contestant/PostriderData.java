// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.contestant;

import java.io.IOException;

/** Postrider kept from using BDAT. */
public final class PostriderData extends Postrider {

    /**
     * Connects.
     *
     * @param task the task
     * @throws IOException if it cannot
     */
    public PostriderData(Task task) throws IOException {
        super(task, builder(task).ignoring("CHUNKING"));
    }
}
