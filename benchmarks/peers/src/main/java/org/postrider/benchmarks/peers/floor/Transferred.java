// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.floor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.postrider.benchmarks.peers.contestant.Contestant;
import org.postrider.benchmarks.peers.contestant.Task;

/** MAIL and each RCPT as one group, then BDAT of a file that the system moves from the file to the socket. */
public final class Transferred implements Contestant {

    private final RawConnection connection;
    private final ByteBuffer envelope;
    private final int replies;
    private final Path file;

    /**
     * Connects.
     *
     * @param task the task
     * @throws IOException if it cannot
     */
    public Transferred(Task task) throws IOException {
        connection = new RawConnection(task);
        envelope = Octets.envelope(task.mail());
        replies = task.mail().recipients().size() + 1;
        file = Objects.requireNonNull(task.mail().file(), "a mail in a file");
    }

    @Override
    public void send() throws IOException {
        connection.write(envelope);
        connection.expect(replies);
        try (FileChannel content = FileChannel.open(file)) {
            connection.write(Octets.of("BDAT " + Files.size(file) + " LAST\r\n"));
            connection.write(content);
        }
        connection.expect(1);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
