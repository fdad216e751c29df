// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

import java.util.Map;
import java.util.Optional;
import org.postrider.Reply;

/**
 * The client's side of one SASL exchange (RFC 4422, RFC 4954): single-use, stateful, used by one thread. The engine does the base64, checks the
 * octets and shows none of them.
 *
 * <p>A mechanism that computes for long, or waits for something, looks at {@link AuthContext#deadline()} and at
 * {@link Thread#isInterrupted()} while it does, and throws {@link AuthFailure} when either has come. The engine reports the time-out or the
 * interrupt, and ends the session.
 *
 * <p>What a method throws apart from {@link AuthFailure}, and a null that it returns, is reported as a {@link org.postrider.ProviderException}
 * that names the provider. The engine cancels the exchange first, so that the session can go on.
 */
public interface AuthMechanism {

    /**
     * Returns what is sent with the AUTH command, or in answer to the first challenge if AUTH was sent without it.
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

    /**
     * Answers a challenge that is not base64, such as the prompt {@code Username:} that some servers send for LOGIN. By default the exchange is
     * cancelled. A mechanism that ignores what a challenge says overrides this.
     *
     * @param challenge the text of the 334 reply
     * @return the response, perhaps empty
     * @throws AuthFailure if the exchange must not go on; the engine cancels it
     */
    default byte[] respondToText(String challenge) throws AuthFailure {
        throw new AuthFailure("a challenge of the server is not base64");
    }

    /**
     * {@return whether a success reply may be trusted now} A mechanism that authenticates the server returns true only after it has done so.
     */
    boolean isComplete();

    /**
     * Returns what the server said about its refusal inside the exchange. Called after a refusal.
     *
     * @return such as status and scope of an OAuth error; the engine escapes and cuts it, and hides what repeats a response
     */
    default Map<String, String> failureDetails() {
        return Map.of();
    }

    /**
     * Returns another exchange to try after a refusal, such as one with a refreshed token. Called at most once in an authentication.
     *
     * @param refusal the reply that refused
     * @return the exchange; empty if a second try would be like the first
     */
    default Optional<AuthMechanism> retryAfter(Reply refusal) {
        return Optional.empty();
    }

    /** Overwrites what is secret. Called once, however the exchange ended. */
    void dispose();
}
