// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.floor;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.postrider.benchmarks.peers.contestant.Contestant;
import org.postrider.benchmarks.peers.contestant.Task;

/** Whole transactions by BDAT, each in one write, as many in flight as the task's window allows. */
public class Streamed implements Contestant {

    private final RawConnection connection;
    private final ByteBuffer transaction;
    private final int replies;
    private final int window;
    private int inFlight;

    /**
     * Connects.
     *
     * @param task the task
     * @throws IOException if it cannot
     */
    public Streamed(Task task) throws IOException {
        this(task, task.window());
    }

    Streamed(Task task, int window) throws IOException {
        connection = new RawConnection(task);
        transaction = Octets.chunkedTransaction(task.mail());
        replies = task.mail().recipients().size() + 2;
        this.window = window;
    }

    @Override
    public void send() throws IOException {
        connection.write(transaction);
        inFlight++;
        if (inFlight == window) {
            awaitOne();
        }
    }

    private void awaitOne() throws IOException {
        connection.expect(replies);
        inFlight--;
    }

    @Override
    public void finish() throws IOException {
        while (inFlight > 0) {
            awaitOne();
        }
    }

    @Override
    public void close() throws IOException {
        finish();
        connection.close();
    }
}
