// SPDX-License-Identifier: Apache-2.0
package org.postrider;

/**
 * A mail that travels by verified TLS all the way, or comes back (RFC 8689). Refused locally if this session is not protected so, or the server
 * does not offer REQUIRETLS by TLS.
 */
public final class RequireTls {

    private RequireTls() {}

    /**
     * Demands TLS: {@code REQUIRETLS}.
     *
     * @return the parameter
     */
    public static MailParameter everywhere() {
        return MailParameter.of("REQUIRETLS").offeredBy("REQUIRETLS");
    }
}
