// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Objects;
import java.util.Optional;

/**
 * Your own side of a SASL exchange, for {@link Session#authenticate(String, AuthResponder)}.
 *
 * <p>What it throws, and a null that it returns, cancels the exchange and is reported as a {@link ProviderException}; the session can go on.
 */
@FunctionalInterface
public interface AuthResponder {

    /**
     * Answers a challenge.
     *
     * @param challenge the decoded challenge, perhaps of no octets; absent when asked for the initial response
     * @return the response, perhaps of no octets; absent as the initial response means that there is none, later it cancels the exchange
     */
    Optional<byte[]> respond(Optional<byte[]> challenge);

    /**
     * Answers a challenge that is not base64, such as the prompt {@code Username:} of some servers. By default the exchange is cancelled.
     *
     * @param challenge the text of the 334 reply
     * @return the response, perhaps of no octets; absent to cancel the exchange
     */
    default Optional<byte[]> respondToText(String challenge) {
        Objects.requireNonNull(challenge, "challenge");
        return Optional.empty();
    }
}
