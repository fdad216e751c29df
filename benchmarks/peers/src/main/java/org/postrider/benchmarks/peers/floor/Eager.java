// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.floor;

import java.io.IOException;
import org.postrider.benchmarks.peers.contestant.Task;

/** MAIL, each RCPT and BDAT with the message as one group: one round trip for each mail. */
public final class Eager extends Streamed {

    /**
     * Connects.
     *
     * @param task the task
     * @throws IOException if it cannot
     */
    public Eager(Task task) throws IOException {
        super(task, 1);
    }
}
