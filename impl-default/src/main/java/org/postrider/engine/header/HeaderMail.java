// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.header;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.postrider.Envelope;
import org.postrider.HeaderEnvelope;
import org.postrider.Message;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.engine.wire.MessageStreams;

/**
 * A message with the envelope of its header (RFC 5322 section 3.6).
 *
 * @param envelope the envelope
 * @param message the message without its Bcc and Resent-Bcc fields
 */
public record HeaderMail(Envelope envelope, Message message) {

    /**
     * Reads the header.
     *
     * @param message as the caller gave it
     * @param given what the caller gives
     * @return message and envelope
     * @throws SmtpException if it cannot be read, or gives no envelope
     */
    public static HeaderMail of(Message message, HeaderEnvelope given) throws SmtpException {
        InputStream stream = null;
        try {
            stream = open(message);
            HeaderSection section = HeaderSection.read(stream);
            Envelope envelope = EnvelopeReader.read(section.fields(), given);
            if (message.isRepeatable()) {
                stream.close();
                return new HeaderMail(envelope, new Repeated(message));
            }
            return new HeaderMail(envelope, new BegunMessage(section.withoutBlindFields(), message.toString()));
        } catch (Throwable e) {
            MessageStreams.closeQuietly(stream);
            throw MessageStreams.unreadable(message, e, Stage.MAIL);
        }
    }

    /** Opens a message at its first header field. */
    private static InputStream open(Message message) throws IOException {
        BufferedInputStream in = new BufferedInputStream(message.openStream());
        try {
            return MessageStart.of(in).cut(in);
        } catch (Throwable e) {
            MessageStreams.closeQuietly(in);
            throw e;
        }
    }

    /** Reads the header anew each time. */
    private record Repeated(Message message) implements Message {

        @Override
        public InputStream openStream() throws IOException {
            InputStream stream = open(message);
            try {
                return HeaderSection.read(stream).withoutBlindFields();
            } catch (IOException | RuntimeException | Error e) {
                MessageStreams.closeQuietly(stream);
                throw e;
            }
        }

        @Override
        public String toString() {
            return message.toString();
        }
    }
}
