// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.postrider.Envelope;
import org.postrider.Mail;
import org.postrider.Message;
import org.postrider.SendResult;
import org.postrider.Session;
import org.postrider.benchmarks.sink.Counts;
import org.postrider.benchmarks.sink.Sink;

/** A session as a user has it, and the sink at its other end, on threads of its own in the same JVM. */
final class SinkSession implements Closeable {

    private final Path folder;
    private final Sink sink;
    private final Session session;
    private long messages;
    private long octets;

    /**
     * Opens both.
     *
     * @param link what lies between
     * @param verb how content is sent
     * @throws IOException if it cannot
     */
    SinkSession(Link link, Verb verb) throws IOException {
        this(link, verb, 0);
    }

    /**
     * Opens both.
     *
     * @param link what lies between
     * @param verb how content is sent
     * @param window as {@link Session.Builder#window}
     * @throws IOException if it cannot
     */
    SinkSession(Link link, Verb verb, int window) throws IOException {
        folder = Files.createTempDirectory("postrider");
        Path socket = folder.resolve("sink");
        sink = switch (link) {
            case TCP -> Sink.start(false);
            case UNIX -> Sink.startUnix(socket, false);
        };
        String server = switch (link) {
            case TCP -> "smtp://127.0.0.1:" + sink.port();
            case UNIX -> "lmtp://" + socket;
        };
        Session.Builder builder =
                Session.builder(server).localName("client.example.org").window(window);
        session = switch (verb) {
            case DATA -> builder.open();
            case BDAT -> builder.chunking(true).open();
        };
    }

    /**
     * Sends a mail that nothing is wrong with.
     *
     * @param envelope its envelope
     * @param message its content
     * @param size the content's octets
     * @return what the session says
     * @throws IOException if it was not accepted for all
     */
    SendResult send(Envelope envelope, Message message, int size) throws IOException {
        return checked(session.send(envelope, message), size);
    }

    /**
     * Sends mails that nothing is wrong with.
     *
     * @param mails the mails
     * @param size the octets of each one's content
     * @throws IOException if one was not accepted for all
     */
    void sendAll(List<Mail> mails, int size) throws IOException {
        session.sendAll(mails, outcome -> {
            try {
                checked(outcome.orThrow(), size);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private SendResult checked(SendResult result, int size) throws IOException {
        if (!result.refused().isEmpty()) {
            throw new IOException("refused: " + result);
        }
        messages++;
        octets += size;
        return result;
    }

    /** Fails if the sink was not given what was sent: a session that does nothing is fast. */
    void check() {
        Counts counts = sink.counts();
        if (counts.connections() != 1 || counts.messages() != messages || counts.octets() != octets) {
            throw new IllegalStateException(
                    messages + " messages with " + octets + " octets were sent, taken: " + counts);
        }
    }

    @Override
    public void close() throws IOException {
        session.close();
        sink.close();
        Files.delete(folder);
    }
}
