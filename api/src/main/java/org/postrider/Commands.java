// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Objects;

/**
 * A session command by command. Each call writes one command, waits for its reply and returns it whatever its code is; nothing is judged
 * unless a method says so. {@link Session#send(Envelope, Message)} does all of this for a whole message, faster.
 *
 * <p>Every method throws {@link NotConnectedException} on a session that is over, a {@link DisconnectedException} of the fitting kind if the
 * connection is lost, times out or breaks the protocol, and {@link IllegalArgumentException} before an octet is written if an argument
 * holds what it may not: CR, LF, NUL and other controls, or a character that the command cannot carry. A reply 421 ends the session.
 */
public interface Commands {

    /**
     * Sends a command that has no method of its own.
     *
     * @param verb letters, digits and hyphens
     * @return the reply
     * @throws SmtpException as {@link Commands} says
     * @throws IllegalArgumentException also if the verb has a method of its own, because the session must follow what it does
     */
    default Reply command(String verb) throws SmtpException {
        Objects.requireNonNull(verb, "verb");
        return command(verb, "");
    }

    /**
     * Sends a command that has no method of its own.
     *
     * @param verb letters, digits and hyphens
     * @param argument what follows the verb and a space; if empty, nothing does
     * @return the reply
     * @throws SmtpException as {@link Commands} says
     * @throws IllegalArgumentException also if the verb has a method of its own, because the session must follow what it does
     */
    Reply command(String verb, String argument) throws SmtpException;

    /**
     * EHLO with the session's local name (RFC 5321 section 4.1.1.1). The capabilities become what a 2yz reply says. After
     * a refusal the session is as it was (RFC 5321 section 4.1.4).
     *
     * @return the reply
     * @throws SmtpException as {@link Commands} says
     */
    Reply ehlo() throws SmtpException;

    /**
     * EHLO with another name for this once.
     *
     * @param name a domain or address literal
     * @return the reply
     * @throws SmtpException as {@link Commands} says
     */
    Reply ehlo(String name) throws SmtpException;

    /**
     * HELO with the session's local name. After a 2yz reply the session has no extensions.
     *
     * @return the reply
     * @throws SmtpException as {@link Commands} says
     */
    Reply helo() throws SmtpException;

    /**
     * HELO with another name for this once.
     *
     * @param name a domain or address literal
     * @return the reply
     * @throws SmtpException as {@link Commands} says
     */
    Reply helo(String name) throws SmtpException;

    /**
     * EHLO, or HELO where EHLO is refused for good, unless one of them has succeeded already.
     *
     * @throws HeloRefusedException if the server refuses
     * @throws SmtpException as {@link Commands} says
     */
    void greetIfNeeded() throws SmtpException;

    /**
     * NOOP (RFC 5321 section 4.1.1.9).
     *
     * @return the reply
     * @throws SmtpException as {@link Commands} says
     */
    Reply noop() throws SmtpException;

    /**
     * RSET: ends an open transaction (RFC 5321 section 4.1.1.5).
     *
     * @return the reply
     * @throws SmtpException as {@link Commands} says
     */
    Reply rset() throws SmtpException;

    /**
     * VRFY (RFC 5321 section 4.1.1.6). 250, 251, 252, 550 and 553 are all answers.
     *
     * @param user a user name, or a mailbox as {@link Mailbox#parse}, which is reduced to its address
     * @return the reply
     * @throws SmtpException as {@link Commands} says
     */
    Reply verify(String user) throws SmtpException;

    /**
     * EXPN (RFC 5321 section 4.1.1.7).
     *
     * @param list the name of a mailing list, or a mailbox, which is reduced to its address
     * @return the reply; each line is a member
     * @throws SmtpException as {@link Commands} says
     */
    Reply expand(String list) throws SmtpException;

    /**
     * HELP without a topic (RFC 5321 section 4.1.1.8).
     *
     * @return the reply
     * @throws SmtpException as {@link Commands} says
     */
    Reply help() throws SmtpException;

    /**
     * HELP about a topic.
     *
     * @param topic such as a verb
     * @return the reply
     * @throws SmtpException as {@link Commands} says
     */
    Reply help(String topic) throws SmtpException;

    /**
     * MAIL (RFC 5321 section 4.1.1.2). Does not greet first. An address that is not ASCII is sent with SMTPUTF8 if the server offers that, and
     * with its domain as A-labels if not, as {@link Session#send(Envelope, Message)} does.
     *
     * @param reversePath as {@link Mailbox#parse}; {@code <>} is the null reverse-path
     * @param parameters its parameters, checked against what the server offers
     * @return the reply
     * @throws IllegalArgumentException if the reverse-path is neither; an empty string is not the null reverse-path
     * @throws ExtensionNotSupportedException if the server lacks what a parameter or a non-ASCII address needs; nothing was sent
     * @throws SmtpException as {@link Commands} says
     */
    Reply mail(String reversePath, MailParameter... parameters) throws SmtpException;

    /**
     * RCPT (RFC 5321 section 4.1.1.3). An address that is not ASCII is sent as it is if MAIL was sent with SMTPUTF8, and with its domain as
     * A-labels if not.
     *
     * @param forwardPath as {@link Mailbox#parse}
     * @param parameters its parameters, checked against what the server offers
     * @return the reply
     * @throws ExtensionNotSupportedException if the server lacks what a parameter or a non-ASCII address needs; nothing was sent
     * @throws LocalRefusalException if the address needs SMTPUTF8, and MAIL was sent without it; nothing was sent
     * @throws SmtpException as {@link Commands} says
     */
    Reply rcpt(String forwardPath, RcptParameter... parameters) throws SmtpException;

    /**
     * DATA and the content (RFC 5321 section 4.1.1.4), also where the server takes BDAT. Empty content goes out as one empty line.
     *
     * @param message the content
     * @return the reply to the end of the content
     * @throws LocalRefusalException if MAIL declared the content as binary; nothing was sent
     * @throws DataRefusedException if DATA is not answered 354; no content was sent
     * @throws MessageException if the content cannot be read or sent; the session is closed without the end of the content
     * @throws SmtpException as {@link Commands} says
     */
    Reply data(Message message) throws SmtpException;

    /**
     * QUIT, then closes (RFC 5321 section 4.1.1.10). Unlike {@link Session#close()} it returns the reply.
     *
     * @return the reply, whatever its code
     * @throws SmtpException as {@link Commands} says; the session is closed all the same
     */
    Reply quit() throws SmtpException;
}
