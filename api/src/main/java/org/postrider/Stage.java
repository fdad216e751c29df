// SPDX-License-Identifier: Apache-2.0
package org.postrider;

/** Where in the dialogue something happened. */
public enum Stage {
    /** Resolving the host or connecting. */
    CONNECT,
    /** Waiting for the greeting. */
    GREETING,
    /** EHLO, HELO or LHLO. */
    EHLO,
    /** STARTTLS or the TLS handshake. */
    TLS,
    /** AUTH. */
    AUTH,
    /** MAIL, or what is checked before it. */
    MAIL,
    /** RCPT. */
    RCPT,
    /** DATA. */
    DATA,
    /** The content, up to its end mark. */
    CONTENT,
    /** From the first octet of the end mark to the reply to it. */
    VERDICT,
    /** RSET, NOOP, VRFY or any other command outside a transaction. */
    COMMAND,
    /** QUIT. */
    QUIT
}
