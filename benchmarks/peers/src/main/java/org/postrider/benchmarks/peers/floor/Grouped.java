// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.floor;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.postrider.benchmarks.peers.contestant.Contestant;
import org.postrider.benchmarks.peers.contestant.Task;

/** MAIL, each RCPT and DATA as one group, then the content, then its verdict: two round trips, as RFC 2920 allows. */
public final class Grouped implements Contestant {

    private final RawConnection connection;
    private final ByteBuffer group;
    private final ByteBuffer content;
    private final int replies;

    /**
     * Connects.
     *
     * @param task the task
     * @throws IOException if it cannot
     */
    public Grouped(Task task) throws IOException {
        connection = new RawConnection(task);
        group = Octets.group(task.mail());
        content = Octets.content(task.mail());
        replies = task.mail().recipients().size() + 2;
    }

    @Override
    public void send() throws IOException {
        connection.write(group);
        connection.expect(replies);
        connection.write(content);
        connection.expect(1);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
