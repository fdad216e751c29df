// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What MAIL and RCPT say: the reverse-path, the recipients, and the ESMTP parameters of both. It is independent of the message's header
 * (RFC 5321 section 2.3.1). Immutable.
 */
public final class Envelope {

    private final Optional<Mailbox> reversePath;
    private final List<MailParameter> parameters;
    private final List<Recipient> recipients;

    private Envelope(Builder builder) {
        this.reversePath = builder.reversePath;
        this.parameters = List.copyOf(builder.parameters);
        this.recipients = List.copyOf(builder.recipients);
    }

    /**
     * Starts an envelope.
     *
     * @param reversePath where failures are reported, as {@link Mailbox#parse}; {@code <>} is the null reverse-path
     * @param parameters the MAIL parameters
     * @return a builder
     * @throws IllegalArgumentException if it is neither; an empty string is not the null reverse-path
     */
    public static Builder from(String reversePath, MailParameter... parameters) {
        Objects.requireNonNull(reversePath, "reversePath");
        Objects.requireNonNull(parameters, "parameters");
        return new Builder(parseReversePath(reversePath), List.of(parameters));
    }

    /**
     * Starts an envelope.
     *
     * @param reversePath where failures are reported
     * @param parameters the MAIL parameters
     * @return a builder
     */
    public static Builder from(Mailbox reversePath, MailParameter... parameters) {
        Objects.requireNonNull(reversePath, "reversePath");
        Objects.requireNonNull(parameters, "parameters");
        return new Builder(Optional.of(reversePath), List.of(parameters));
    }

    /**
     * Starts an envelope with the null reverse-path: the server reports no failure of delivery (RFC 5321 section 4.5.5).
     *
     * @param parameters the MAIL parameters
     * @return a builder
     */
    public static Builder fromNobody(MailParameter... parameters) {
        Objects.requireNonNull(parameters, "parameters");
        return new Builder(Optional.empty(), List.of(parameters));
    }

    /**
     * Reads a reverse-path.
     *
     * @param text as {@link Mailbox#parse}; {@code <>} is the null reverse-path
     * @return the mailbox, empty for the null reverse-path
     * @throws IllegalArgumentException if it is neither; an empty string is not the null reverse-path, because it may just as well be a value
     *     that is missing
     */
    public static Optional<Mailbox> parseReversePath(String text) {
        Objects.requireNonNull(text, "text");
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            throw new IllegalArgumentException(
                    "the reverse-path is empty; give an address, or <> to have failures reported to no address");
        }
        return trimmed.equals("<>") ? Optional.empty() : Optional.of(Mailbox.parse(text));
    }

    /** {@return the reverse-path; empty is the null reverse-path} */
    public Optional<Mailbox> reversePath() {
        return reversePath;
    }

    /** {@return the parameters of MAIL, in their order on the wire} */
    public List<MailParameter> parameters() {
        return parameters;
    }

    /** {@return the recipients in the order of their RCPT commands, at least one} */
    public List<Recipient> recipients() {
        return recipients;
    }

    /**
     * The same sender with its parameters, and other recipients.
     *
     * @param others the recipients
     * @return the envelope
     * @throws IllegalArgumentException if there is none
     */
    public Envelope withRecipients(Collection<Recipient> others) {
        Objects.requireNonNull(others, "others");
        Builder builder = new Builder(reversePath, parameters);
        others.forEach(builder::to);
        return builder.build();
    }

    /** {@return reverse-path and recipients, escaped} */
    @Override
    public String toString() {
        return "from <" + reversePath.map(Mailbox::toString).orElse("") + "> to " + recipients;
    }

    /** Collects recipients. Not thread-safe. */
    public static final class Builder {

        private final Optional<Mailbox> reversePath;
        private final List<MailParameter> parameters;
        private final List<Recipient> recipients = new ArrayList<>();

        private Builder(Optional<Mailbox> reversePath, List<MailParameter> parameters) {
            this.reversePath = reversePath;
            this.parameters = parameters;
        }

        /**
         * Adds a recipient.
         *
         * @param forwardPath one mailbox as {@link Mailbox#parse}, no list
         * @param rcptParameters its RCPT parameters
         * @return this
         * @throws IllegalArgumentException if it is no mailbox
         */
        public Builder to(String forwardPath, RcptParameter... rcptParameters) {
            Objects.requireNonNull(forwardPath, "forwardPath");
            Objects.requireNonNull(rcptParameters, "rcptParameters");
            return to(Recipient.of(forwardPath, rcptParameters));
        }

        /**
         * Adds a recipient.
         *
         * @param forwardPath the mailbox
         * @param rcptParameters its RCPT parameters
         * @return this
         */
        public Builder to(Mailbox forwardPath, RcptParameter... rcptParameters) {
            Objects.requireNonNull(forwardPath, "forwardPath");
            Objects.requireNonNull(rcptParameters, "rcptParameters");
            return to(Recipient.of(forwardPath, rcptParameters));
        }

        /**
         * Adds a recipient.
         *
         * @param recipient the recipient
         * @return this
         */
        public Builder to(Recipient recipient) {
            recipients.add(Objects.requireNonNull(recipient, "recipient"));
            return this;
        }

        /**
         * Adds recipients without parameters.
         *
         * @param forwardPaths mailboxes as {@link Mailbox#parse}
         * @return this
         * @throws IllegalArgumentException if one is no mailbox
         */
        public Builder toAll(Collection<String> forwardPaths) {
            for (String forwardPath : Objects.requireNonNull(forwardPaths, "forwardPaths")) {
                to(forwardPath);
            }
            return this;
        }

        /**
         * Makes the envelope.
         *
         * @return the envelope
         * @throws IllegalArgumentException if there is no recipient
         */
        public Envelope build() {
            if (recipients.isEmpty()) {
                throw new IllegalArgumentException("an envelope needs a recipient: call to(..) before build()");
            }
            return new Envelope(this);
        }
    }
}
