// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.net.URI;
import java.util.OptionalLong;
import javax.net.ssl.SSLSession;

/**
 * Sees what a session does, on the session's own thread. It is never shown a secret: what a mechanism sends is replaced before. Except
 * for {@link #committing}, an exception or error from a listener is logged and has no effect.
 */
public interface SessionListener {

    /**
     * Before the host is resolved and connected to.
     *
     * @param server the server as given
     */
    default void connecting(URI server) {}

    /**
     * After the connection stands, before the greeting.
     *
     * @param peer the address reached
     */
    default void connected(String peer) {}

    /**
     * After a TLS handshake. If it did not verify the server, {@link #notVerified} follows.
     *
     * @param session protocol, cipher suite and certificates
     */
    default void secured(SSLSession session) {}

    /**
     * The session goes on over TLS although the server was not verified, because the policy is {@link TlsPolicy#OPPORTUNISTIC} or the settings
     * switch verification off. Called once for each handshake.
     *
     * @param reason what is wrong with the certificate, which certificate it is, and how to trust it
     */
    default void notVerified(String reason) {}

    /**
     * The session goes on in plain text although TLS was wanted, because the policy is {@link TlsPolicy#OPPORTUNISTIC}. Called once for each
     * greeting by EHLO or HELO.
     *
     * @param reason what the server did
     */
    default void notSecured(String reason) {}

    /**
     * After AUTH has succeeded.
     *
     * @param mechanism the SASL name
     */
    default void authenticated(String mechanism) {}

    /**
     * Before a command is written.
     *
     * @param line the command without CRLF, unescaped; a secret in it is replaced by {@code ***}
     */
    default void commandSent(String line) {}

    /**
     * After a complete reply was read.
     *
     * @param reply the reply
     */
    default void replyReceived(Reply reply) {}

    /**
     * After each block of content has been written.
     *
     * @param octets the octets of the message sent so far, counted with CRLF line ends and without doubled dots
     * @param size all octets of the message, counted in the same way, if known
     */
    default void contentProgress(long octets, OptionalLong size) {}

    /**
     * Just before the end of the content is written: from here on only the server's reply shows whether the message is delivered. You
     * may write a journal here. A message that is sent in several transactions comes here once for each.
     *
     * @param envelope the envelope of the transaction. For content that you send by {@link Session#data}, it is the sender and the
     *     recipients accepted so far; if there are none, the method is not called
     * @throws RuntimeException to stop the transaction: its end is not sent, and the session is closed
     */
    default void committing(Envelope envelope) {}

    /**
     * After the end of the content has been written, or is about to leave together with the next commands.
     *
     * @param octets the octets of the message, counted as in {@link #contentProgress}
     */
    default void contentSent(long octets) {}

    /**
     * After the connection was closed.
     *
     * @param reason in a few words
     */
    default void closed(String reason) {}
}
