// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

import java.util.Map;
import java.util.Optional;
import org.postrider.Reply;

/**
 * One SASL exchange (RFC 4422, RFC 4954), single-use and stateful, used by one thread. The engine encodes, checks the octets, and shows none
 * of them to anybody.
 */
public interface AuthMechanism {

    /**
     * What is sent with the AUTH command.
     *
     * @return the octets; empty means no initial response, an empty array means an empty one
     * @throws AuthFailure if the exchange cannot begin
     */
    Optional<byte[]> initialResponse() throws AuthFailure;

    /**
     * Answers a challenge.
     *
     * @param challenge the decoded challenge, perhaps empty
     * @return the response, perhaps empty
     * @throws AuthFailure if the exchange must not go on; the engine cancels it
     */
    byte[] respond(byte[] challenge) throws AuthFailure;

    /** {@return whether the exchange has come to where success may be believed: a mechanism that proves the server has its proof} */
    boolean isComplete();

    /**
     * What the server said inside the exchange about its refusal. Asked for after a refusal.
     *
     * @return such as status and scope of an OAuth error; escaped and bounded by the engine
     */
    default Map<String, String> failureDetails() {
        return Map.of();
    }

    /**
     * Another exchange to try after a refusal, such as one with a refreshed token. Asked for once at most in an authentication.
     *
     * @param refusal the reply that refused
     * @return the exchange; empty if a second try would be like the first
     */
    default Optional<AuthMechanism> retryAfter(Reply refusal) {
        return Optional.empty();
    }

    /** Wipes what is secret. Called once, however the exchange ended. */
    void dispose();
}
