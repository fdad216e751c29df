// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.floor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.postrider.benchmarks.peers.contestant.Contestant;
import org.postrider.benchmarks.peers.contestant.Task;

/** One command at a time: MAIL, each RCPT, DATA, the content. */
public final class Lockstep implements Contestant {

    private final RawConnection connection;
    private final ByteBuffer mail;
    private final List<ByteBuffer> recipients;
    private final ByteBuffer data = Octets.data();
    private final ByteBuffer content;

    /**
     * Connects.
     *
     * @param task the task
     * @throws IOException if it cannot
     */
    public Lockstep(Task task) throws IOException {
        connection = new RawConnection(task);
        mail = Octets.mail(task.mail());
        recipients = task.mail().recipients().stream().map(Octets::rcpt).toList();
        content = Octets.content(task.mail());
    }

    @Override
    public void send() throws IOException {
        connection.write(mail);
        connection.expect(1);
        for (ByteBuffer recipient : recipients) {
            connection.write(recipient);
            connection.expect(1);
        }
        connection.write(data);
        connection.expect(1);
        connection.write(content);
        connection.expect(1);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
