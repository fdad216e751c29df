// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

import java.util.List;
import java.util.Set;
import org.postrider.EhloKeyword;
import org.postrider.LocalRefusalException;
import org.postrider.MailParameter;
import org.postrider.SmtpException;

/**
 * An ESMTP extension, as RFC 5321 section 2.2.2 defines one: it owns an EHLO keyword and the MAIL and RCPT parameters that belong to it.
 * It may refuse a transaction before a command is sent, and add parameters to it. A new instance is made for each EHLO reply and used by one
 * session, so that nothing is remembered past its moment.
 *
 * <p>What it says of itself, from {@link #mailParameters()} to {@link #conflicts()}, is asked once, after {@link #offered}. A parameter that a
 * built-in extension owns belongs to another extension only if the application put that one's provider first. An exception or error that a method
 * does not declare is reported to the caller as an {@link org.postrider.ProviderException}.
 */
public interface Extension {

    /**
     * {@return the keywords of the MAIL parameters it owns, in upper case; {@code KEYWORD=VALUE} for a value of a keyword that belongs to
     * another extension}
     */
    default Set<String> mailParameters() {
        return Set.of();
    }

    /** {@return the keywords of the RCPT parameters it owns, in upper case} */
    default Set<String> rcptParameters() {
        return Set.of();
    }

    /** {@return the EHLO keywords that must be offered as well before one of its parameters is sent, in upper case} */
    default Set<String> requires() {
        return Set.of();
    }

    /** {@return the EHLO keywords whose parameters cannot stand beside its own in a transaction, in upper case} */
    default Set<String> conflicts() {
        return Set.of();
    }

    /**
     * Whether the content of a transaction leaves octet for octet, line ends included. It then goes in chunks, or not at all.
     *
     * @param parameters the MAIL parameters as the caller gave them
     * @return whether one of them says so
     */
    default boolean leavesContentUnaltered(List<MailParameter> parameters) {
        return false;
    }

    /**
     * Whether the commands of a transaction may carry UTF-8 (RFC 6531).
     *
     * @param parameters the MAIL parameters that are sent
     * @return whether one of them says so
     */
    default boolean letsCommandsCarryUtf8(List<MailParameter> parameters) {
        return false;
    }

    /**
     * The server offers it.
     *
     * @param keyword the line of the EHLO reply; a malformed parameter is no reason for an exception
     * @param effects sets what the engine does from now on
     */
    default void offered(EhloKeyword keyword, SessionEffects effects) {}

    /**
     * The session has greeted and, if its policy is so, put TLS under itself: the moment for an extension that the server offers to say
     * something of its own. Comes once in a session, before AUTH.
     *
     * @param context what it may do
     * @throws SmtpException if the session cannot go on without what was not reached
     */
    default void greeted(ExtensionContext context) throws SmtpException {}

    /**
     * A transaction is about to start, whether the server offers the extension or not.
     *
     * @param plan what is known of it, and what may be changed
     * @throws LocalRefusalException if the server, by its EHLO, cannot take the message
     */
    default void plan(TransactionPlan plan) throws LocalRefusalException {}
}
