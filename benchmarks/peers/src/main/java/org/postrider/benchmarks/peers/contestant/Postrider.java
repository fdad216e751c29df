// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.contestant;

import java.io.IOException;
import org.postrider.Envelope;
import org.postrider.Message;
import org.postrider.SendResult;
import org.postrider.Session;

/** Postrider as a user has it: {@link Session#send(Envelope, Message)}. */
public final class Postrider implements Contestant {

    private final Session session;
    private final Envelope envelope;
    private final Message message;

    /**
     * Connects.
     *
     * @param task the task
     * @throws IOException if it cannot
     */
    public Postrider(Task task) throws IOException {
        envelope = Envelope.from(task.mail().from())
                .toAll(task.mail().recipients())
                .build();
        message = Message.of(task.mail().octets());
        session = Session.builder("smtp://" + task.host() + ":" + task.port())
                .localName(Task.CLIENT_NAME)
                .open();
    }

    @Override
    public void send() throws IOException {
        SendResult result = session.send(envelope, message);
        if (!result.refused().isEmpty()) {
            throw new IOException("refused: " + result.refused());
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
