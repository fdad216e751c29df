// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Objects;
import org.postrider.internal.Escape;

/**
 * An identity that the connection proves itself, for EXTERNAL.
 *
 * @param authorizationId whom to act as; empty for whom the client certificate names
 */
public record ExternalCredentials(String authorizationId) implements Credentials {

    /**
     * Checks the identity for null.
     *
     * @param authorizationId whom to act as; empty for whom the client certificate names
     */
    public ExternalCredentials {
        Objects.requireNonNull(authorizationId, "authorizationId");
    }

    /** {@return the authorization identity, escaped} */
    @Override
    public String toString() {
        return "external identity " + Escape.quoted(authorizationId);
    }
}
