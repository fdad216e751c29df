// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

import java.util.List;
import java.util.Optional;
import org.postrider.Credentials;
import org.postrider.Deadline;
import org.postrider.Transport;

/** Whom an exchange authenticates and to whom. Implemented by the engine. */
public interface AuthContext {

    /** {@return the SASL name under which the mechanism was chosen, in upper case} */
    String mechanism();

    /** {@return the SASL names that the server offers, in upper case; empty if they are not known} */
    List<String> offered();

    /** {@return the credentials, of a kind that the factory declares} */
    Credentials credentials();

    /** {@return the host as the caller gave it; of an international name, the A-labels} */
    String host();

    /** {@return the port connected to} */
    int port();

    /** {@return what protects the connection} */
    Transport.Protection protection();

    /**
     * {@return when the whole exchange ends} A mechanism that computes for long or waits looks at this while it does, as the engine cannot
     * interrupt it.
     */
    Deadline deadline();

    /**
     * Channel binding data (RFC 5056).
     *
     * @param type such as {@code tls-exporter} or {@code tls-server-end-point}
     * @return the data; empty if the connection does not have it
     */
    Optional<byte[]> channelBinding(String type);
}
