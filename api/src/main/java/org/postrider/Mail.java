// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Objects;
import java.util.Optional;

/**
 * A message and whom it is for, for {@link Session#sendAll}. Immutable, as far as its message is.
 *
 * <p>Two mails are equal only if they are the same, so that one can be a key.
 */
public final class Mail {

    private final Message message;
    private final Optional<Envelope> envelope;
    private final HeaderEnvelope headerEnvelope;

    private Mail(Message message, Optional<Envelope> envelope, HeaderEnvelope headerEnvelope) {
        this.message = message;
        this.envelope = envelope;
        this.headerEnvelope = headerEnvelope;
    }

    /**
     * A message to the recipients of an envelope.
     *
     * @param envelope sender and recipients
     * @param message the content
     * @return the mail
     */
    public static Mail of(Envelope envelope, Message message) {
        Objects.requireNonNull(envelope, "envelope");
        Objects.requireNonNull(message, "message");
        return new Mail(message, Optional.of(envelope), HeaderEnvelope.defaults());
    }

    /**
     * A message with the envelope of its header, which is read when it is sent. Bcc and Resent-Bcc fields are not transmitted.
     *
     * @param message the content
     * @return the mail
     */
    public static Mail of(Message message) {
        Objects.requireNonNull(message, "message");
        return of(message, HeaderEnvelope.defaults());
    }

    /**
     * A message with an envelope that is taken from its header as far as the caller does not give it. Bcc and Resent-Bcc fields are not
     * transmitted, whatever was given.
     *
     * @param message the content
     * @param header what the caller gives
     * @return the mail
     */
    public static Mail of(Message message, HeaderEnvelope header) {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(header, "header");
        return new Mail(message, Optional.empty(), header);
    }

    /** {@return the content} */
    public Message message() {
        return message;
    }

    /** {@return the envelope; empty if it is taken from the message's header} */
    public Optional<Envelope> envelope() {
        return envelope;
    }

    /** {@return how the envelope is taken from the message's header; of no meaning if there is an {@link #envelope}} */
    public HeaderEnvelope headerEnvelope() {
        return headerEnvelope;
    }

    /** {@return the message, and the envelope if it is known} */
    @Override
    public String toString() {
        return envelope.map(known -> message + ", " + known).orElse(message.toString());
    }
}
