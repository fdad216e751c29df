// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Optional;

/** The client's side of a SASL exchange that the caller conducts himself, for {@link Session#authenticate(String, AuthResponder)}. */
@FunctionalInterface
public interface AuthResponder {

    /**
     * Answers.
     *
     * @param challenge the decoded challenge, perhaps of no octets; absent when asked for the initial response
     * @return the response, perhaps of no octets; absent as the initial response if there is none, and otherwise to cancel
     */
    Optional<byte[]> respond(Optional<byte[]> challenge);
}
