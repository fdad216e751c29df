// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.auth;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.ProviderException;
import org.postrider.Reply;
import org.postrider.engine.guard.Guard;
import org.postrider.spi.AuthFailure;
import org.postrider.spi.AuthMechanism;

/**
 * A mechanism as the engine calls it: what it throws apart from {@link AuthFailure}, and a null that it returns, becomes a
 * {@link ProviderException}.
 */
final class GuardedMechanism {

    private final AuthMechanism mechanism;
    private final Guard guard;

    GuardedMechanism(AuthMechanism mechanism, Guard guard) {
        this.mechanism = mechanism;
        this.guard = guard;
    }

    Optional<byte[]> initialResponse() throws AuthFailure, ProviderException {
        return guard.call("initialResponse()", AuthFailure.class, mechanism::initialResponse);
    }

    byte[] respond(byte[] challenge) throws AuthFailure, ProviderException {
        return guard.call("respond(..)", AuthFailure.class, () -> mechanism.respond(challenge));
    }

    byte[] respondToText(String challenge) throws AuthFailure, ProviderException {
        return guard.call("respondToText(..)", AuthFailure.class, () -> mechanism.respondToText(challenge));
    }

    boolean isComplete() throws ProviderException {
        return guard.call("isComplete()", mechanism::isComplete);
    }

    /** Copied inside the guard, where a null key or value is found. */
    Map<String, String> failureDetails() throws ProviderException {
        return guard.call("failureDetails()", () -> {
            Map<String, String> details = new LinkedHashMap<>();
            mechanism.failureDetails().forEach((key, value) -> details.put(key.strip(), value.strip()));
            return details;
        });
    }

    Optional<GuardedMechanism> retryAfter(Reply refusal) throws ProviderException {
        return guard.call("retryAfter(..)", () -> mechanism.retryAfter(refusal))
                .map(next -> new GuardedMechanism(next, guard));
    }

    /**
     * Disposes of the mechanism.
     *
     * @param failure what is thrown already and comes first; null if nothing is
     * @throws ProviderException if disposing fails and nothing else has
     */
    void dispose(@Nullable Throwable failure) throws ProviderException {
        try {
            guard.run("dispose()", mechanism::dispose);
        } catch (ProviderException e) {
            if (failure == null) {
                throw e;
            }
            failure.addSuppressed(e);
        }
    }
}
