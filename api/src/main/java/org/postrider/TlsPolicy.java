// SPDX-License-Identifier: Apache-2.0
package org.postrider;

/**
 * Whether TLS must protect a connection, and whether the server must prove who it is (RFC 3207, RFC 8314, RFC 7435). {@link TlsSettings} says what
 * counts as proof.
 */
public enum TlsPolicy {
    /**
     * Sends nothing but EHLO, STARTTLS and QUIT in plain text. A server that does not offer STARTTLS, refuses it, fails in it or does not prove who
     * it is gets no mail. This is the default if credentials are set or the port is 587.
     */
    REQUIRED,
    /**
     * Uses TLS if the server offers it, and continues in plain text if the server does not offer STARTTLS or refuses it.
     *
     * <p>A certificate that does not prove the server does not stop the mail: the session goes on encrypted but not verified, as
     * {@link Transport.Protection#ENCRYPTED}, and {@link SessionListener#notVerified} reports why (opportunistic security, RFC 7435). Attackers who
     * can take the server's place gain nothing by it: they could take the offer of STARTTLS out as well, and would then get the same mail in plain
     * text. Those who only listen gain less than before, because they can no longer read it.
     *
     * <p>The server must be verified all the same, or the session ends with {@link TlsException}, if
     * <ul>
     *   <li>credentials are set, or the call that starts TLS is {@link Session#authenticate(Credentials)} or {@link Session#startTls()},
     *   <li>the port is 587,
     *   <li>the scheme begins with TLS, such as {@code smtps}, or
     *   <li>the {@link TlsSettings} say whom to trust (pins, authorities, a context) or show a client certificate.
     * </ul>
     * A session that was not verified refuses a later {@code authenticate(..)}.
     */
    OPPORTUNISTIC,
    /** Does not use STARTTLS. An {@code smtps} server is reached by TLS all the same. */
    DISABLED
}
