// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

import java.util.Optional;
import java.util.Set;
import org.postrider.Credentials;

/**
 * Makes the mechanisms of one SASL name (RFC 4422), and declares what they need and reveal, so that the engine can choose before one is
 * made. Stateless and safe for any thread.
 */
public interface AuthMechanismFactory {

    /** {@return the kinds of credentials it can use} */
    Set<Class<? extends Credentials>> credentialTypes();

    /** {@return whether who reads the exchange, or plays the server, learns a reusable secret; such a mechanism needs TLS} */
    boolean revealsSecret();

    /** {@return whether success proves that the server knows the secret too} */
    boolean provesServer();

    /** {@return whether it must be bound to the TLS channel} */
    boolean needsChannelBinding();

    /** {@return whether it is used only where the caller names it: for what is weaker than it looks} */
    default boolean onlyIfNamed() {
        return false;
    }

    /** {@return its rank: of those that can serve, the strongest is used; PLAIN has 100, SCRAM-SHA-256 has 300} */
    int strength();

    /**
     * Makes a mechanism for one exchange.
     *
     * @param context whom to authenticate and to whom
     * @return the mechanism; empty if this factory cannot serve here, in which case the next one is asked
     * @throws IllegalArgumentException if the credentials hold what the mechanism cannot carry; no other factory is asked
     */
    Optional<AuthMechanism> create(AuthContext context);
}
