// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How an envelope is taken from a message's header, and what of it you give yourself. The reverse-path is the first address of
 * Sender, else of From; the recipients are all addresses of To, Cc and Bcc. One Resent-Date field makes the Resent- fields count instead.
 * An address that the header or the caller names more than once, in To and in Cc say, gets one RCPT. Immutable; each {@code with} method
 * returns a changed copy.
 *
 * @param reversePath the reverse-path in place of the header's; absent to take that, an inner empty value is the null reverse-path
 * @param recipients the recipients in place of the header's; empty to take those
 * @param mailParameters parameters of MAIL
 * @param rcptParameters parameters of each RCPT that comes from the header
 * @param keepDuplicates whether an address named more than once, by the header or the caller, gets more than one RCPT
 */
public record HeaderEnvelope(
        Optional<Optional<Mailbox>> reversePath,
        List<Recipient> recipients,
        List<MailParameter> mailParameters,
        List<RcptParameter> rcptParameters,
        boolean keepDuplicates) {

    private static final HeaderEnvelope DEFAULTS =
            new HeaderEnvelope(Optional.empty(), List.of(), List.of(), List.of(), false);

    /**
     * Checks and copies the components.
     *
     * @param reversePath the reverse-path in place of the header's; absent to take that, an inner empty value is the null reverse-path
     * @param recipients the recipients in place of the header's; empty to take those
     * @param mailParameters parameters of MAIL
     * @param rcptParameters parameters of each RCPT that comes from the header
     * @param keepDuplicates whether an address named more than once gets more than one RCPT
     */
    public HeaderEnvelope {
        Objects.requireNonNull(reversePath, "reversePath");
        Objects.requireNonNull(recipients, "recipients");
        Objects.requireNonNull(mailParameters, "mailParameters");
        Objects.requireNonNull(rcptParameters, "rcptParameters");
        recipients = List.copyOf(recipients);
        mailParameters = List.copyOf(mailParameters);
        rcptParameters = List.copyOf(rcptParameters);
    }

    /** {@return everything from the header, no parameters, one RCPT for each address} */
    public static HeaderEnvelope defaults() {
        return DEFAULTS;
    }

    /**
     * Gives the reverse-path; the recipients are not touched by it.
     *
     * @param text as {@link Mailbox#parse}; {@code <>} is the null reverse-path
     * @return a changed copy
     * @throws IllegalArgumentException if it is neither; an empty string is not the null reverse-path
     */
    public HeaderEnvelope withReversePath(String text) {
        Objects.requireNonNull(text, "text");
        return new HeaderEnvelope(
                Optional.of(Envelope.parseReversePath(text)),
                recipients,
                mailParameters,
                rcptParameters,
                keepDuplicates);
    }

    /**
     * Gives the recipients; the reverse-path is not touched by it.
     *
     * @param forwardPaths mailboxes as {@link Mailbox#parse}, at least one
     * @return a changed copy
     * @throws IllegalArgumentException if one is no mailbox, or there is none
     */
    public HeaderEnvelope withRecipients(Collection<String> forwardPaths) {
        Objects.requireNonNull(forwardPaths, "forwardPaths");
        if (forwardPaths.isEmpty()) {
            throw new IllegalArgumentException("no recipient given; leave this call out to take those of the header");
        }
        List<Recipient> given = new ArrayList<>();
        forwardPaths.forEach(forwardPath -> given.add(Recipient.of(forwardPath)));
        return new HeaderEnvelope(reversePath, given, mailParameters, rcptParameters, keepDuplicates);
    }

    /**
     * Gives parameters for MAIL.
     *
     * @param parameters the parameters
     * @return a changed copy
     */
    public HeaderEnvelope withMailParameters(MailParameter... parameters) {
        Objects.requireNonNull(parameters, "parameters");
        return new HeaderEnvelope(reversePath, recipients, List.of(parameters), rcptParameters, keepDuplicates);
    }

    /**
     * Gives parameters for each RCPT.
     *
     * @param parameters the parameters
     * @return a changed copy
     */
    public HeaderEnvelope withRcptParameters(RcptParameter... parameters) {
        Objects.requireNonNull(parameters, "parameters");
        return new HeaderEnvelope(reversePath, recipients, mailParameters, List.of(parameters), keepDuplicates);
    }

    /** {@return a changed copy that sends a RCPT for an address as often as it is named; some servers then deliver as many copies} */
    public HeaderEnvelope withDuplicates() {
        return new HeaderEnvelope(reversePath, recipients, mailParameters, rcptParameters, true);
    }
}
