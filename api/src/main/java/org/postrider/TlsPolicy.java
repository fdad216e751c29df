// SPDX-License-Identifier: Apache-2.0
package org.postrider;

/**
 * Whether a connection must be protected by TLS (RFC 3207, RFC 8314). Whatever the policy, a certificate that cannot be verified ends the
 * session; {@link TlsSettings} says what counts as verified.
 */
public enum TlsPolicy {
    /**
     * Nothing but EHLO, STARTTLS and QUIT is said in clear. A server that does not offer STARTTLS, refuses it or fails in it gets no mail. This is
     * the default where credentials are set or the port is 587.
     */
    REQUIRED,
    /**
     * TLS where the server offers it; without an offer, or where STARTTLS is refused, on in clear. Who can change the traffic can take the offer out.
     */
    OPPORTUNISTIC,
    /** No STARTTLS. An {@code smtps} server is reached by TLS all the same. */
    DISABLED
}
