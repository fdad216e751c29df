// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.floor;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.postrider.benchmarks.peers.contestant.Contestant;
import org.postrider.benchmarks.peers.contestant.Task;

/** As {@link Grouped}, but the next mail's group leaves with the end of this one's content: one round trip. */
public final class Ahead implements Contestant {

    private final RawConnection connection;
    private final ByteBuffer group;
    private final ByteBuffer content;
    private final ByteBuffer[] contentAndGroup;
    private final int replies;
    private boolean contentDue;

    /**
     * Connects.
     *
     * @param task the task
     * @throws IOException if it cannot
     */
    public Ahead(Task task) throws IOException {
        connection = new RawConnection(task);
        group = Octets.group(task.mail());
        content = Octets.content(task.mail());
        contentAndGroup = new ByteBuffer[] {content, group};
        replies = task.mail().recipients().size() + 2;
    }

    @Override
    public void send() throws IOException {
        if (contentDue) {
            connection.write(contentAndGroup);
            connection.expect(1 + replies);
        } else {
            connection.write(group);
            connection.expect(replies);
            contentDue = true;
        }
    }

    @Override
    public void finish() throws IOException {
        if (contentDue) {
            connection.write(content);
            connection.expect(1);
            contentDue = false;
        }
    }

    @Override
    public void close() throws IOException {
        finish();
        connection.close();
    }
}
