// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.contestant;

import java.io.IOException;
import java.nio.file.Path;
import org.postrider.Envelope;
import org.postrider.Message;
import org.postrider.SendResult;
import org.postrider.Session;
import org.postrider.TlsPolicy;

/** Postrider as a user has it, in clear: {@link Session#send(Envelope, Message)}. */
public class Postrider implements Contestant {

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
        this(task, builder(task));
    }

    Postrider(Task task, Session.Builder builder) throws IOException {
        envelope = Envelope.from(task.mail().from())
                .toAll(task.mail().recipients())
                .build();
        Path file = task.mail().file();
        message = file == null ? Message.of(task.mail().octets()) : Message.ofFile(file);
        session = builder.open();
    }

    static Session.Builder builder(Task task) {
        // All contestants are measured in clear, also where the server offers STARTTLS.
        return Session.builder("smtp://" + task.host() + ":" + task.port())
                .tls(TlsPolicy.DISABLED)
                .localName(Task.CLIENT_NAME);
    }

    final Session session() {
        return session;
    }

    final org.postrider.Mail mail() {
        return org.postrider.Mail.of(envelope, message);
    }

    @Override
    public void send() throws IOException {
        check(session.send(envelope, message));
    }

    static void check(SendResult result) throws IOException {
        if (!result.refused().isEmpty()) {
            throw new IOException("refused: " + result.refused());
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
