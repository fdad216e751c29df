// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

import java.util.List;
import java.util.Optional;
import org.postrider.EhloKeyword;
import org.postrider.Envelope;
import org.postrider.MailParameter;
import org.postrider.RcptParameter;
import org.postrider.Transport;

/**
 * A transaction before its first command, as one extension sees it. Implemented by the engine. It can be changed until
 * {@link Extension#plan} returns; every method that changes it throws {@link IllegalStateException} after that.
 */
public interface TransactionPlan {

    /** {@return the extension's line in the EHLO reply; empty if the server does not offer it} */
    Optional<EhloKeyword> offer();

    /** {@return the envelope as the caller gave it} */
    Envelope envelope();

    /** {@return what is known of the content} */
    ContentFacts content();

    /** {@return the parameters of MAIL so far: the caller's, then those that extensions added} */
    List<MailParameter> mailParameters();

    /**
     * The parameters of a RCPT so far.
     *
     * @param recipient the index in {@link Envelope#recipients()}
     * @return the caller's, then those that extensions added
     */
    List<RcptParameter> rcptParameters(int recipient);

    /**
     * {@return whether the session refuses octets above 127 that the server did not agree to take} By default it sends them undeclared; see
     * {@link org.postrider.Session.Builder#strictEightBit}.
     */
    boolean isStrictEightBit();

    /** {@return what protects the connection} */
    Transport.Protection protection();

    /**
     * Adds a parameter to MAIL. One whose keyword is there already is not added: the caller's counts.
     *
     * @param parameter one that the extension owns, and no other extension does
     * @throws IllegalArgumentException if it does not own it
     */
    void add(MailParameter parameter);

    /**
     * Adds a parameter to a RCPT. One whose keyword is there already is not added: the caller's counts.
     *
     * @param recipient the index in {@link Envelope#recipients()}
     * @param parameter one that the extension owns, and no other extension does
     * @throws IllegalArgumentException if it does not own it
     */
    void add(int recipient, RcptParameter parameter);

    /** Writes each domain that is not ASCII as its A-labels (RFC 5891). */
    void useAsciiDomains();

    /** The content must turn out to be 7-bit; should it not, the transaction fails without its end mark. */
    void requireSevenBit();
}
