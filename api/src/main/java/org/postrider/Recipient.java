// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.List;
import java.util.Objects;

/**
 * One recipient of an envelope: a forward-path with its RCPT parameters.
 *
 * @param mailbox the mailbox
 * @param asGiven the text the caller gave, display name and all; the address where a mailbox was given
 * @param parameters the RCPT parameters, in their order on the wire
 */
public record Recipient(Mailbox mailbox, String asGiven, List<RcptParameter> parameters) {

    /**
     * Checks and copies the components.
     *
     * @param mailbox the mailbox
     * @param asGiven the text the caller gave, display name and all; the address where a mailbox was given
     * @param parameters the RCPT parameters, in their order on the wire
     */
    public Recipient {
        Objects.requireNonNull(mailbox, "mailbox");
        Objects.requireNonNull(asGiven, "asGiven");
        Objects.requireNonNull(parameters, "parameters");
        parameters = List.copyOf(parameters);
    }

    /**
     * A recipient from text.
     *
     * @param text as {@link Mailbox#parse}
     * @param parameters the RCPT parameters
     * @return the recipient
     * @throws IllegalArgumentException if the text is no mailbox
     */
    public static Recipient of(String text, RcptParameter... parameters) {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(parameters, "parameters");
        return new Recipient(Mailbox.parse(text), text, List.of(parameters));
    }

    /**
     * A recipient from a mailbox.
     *
     * @param mailbox the mailbox
     * @param parameters the RCPT parameters
     * @return the recipient
     */
    public static Recipient of(Mailbox mailbox, RcptParameter... parameters) {
        Objects.requireNonNull(mailbox, "mailbox");
        Objects.requireNonNull(parameters, "parameters");
        return new Recipient(mailbox, mailbox.address(), List.of(parameters));
    }

    /** {@return the address, escaped} */
    @Override
    public String toString() {
        return mailbox.toString();
    }
}
