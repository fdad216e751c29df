// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Objects;
import java.util.Optional;
import org.postrider.internal.Escape;

/**
 * Why a provider, or one of its services, is not in force. The others are not touched by it.
 *
 * @param provider the provider's class or id, as far as it is known
 * @param location the jar, folder or module it comes from, the system property that names it, or {@code unknown location}
 * @param description what is wrong and how to mend it
 * @param cause the failure, if there was one
 */
public record ProviderProblem(String provider, String location, String description, Optional<Throwable> cause) {

    /**
     * Checks the components for null.
     *
     * @param provider the provider's class or id, as far as it is known
     * @param location the jar, folder or module it comes from, or {@code unknown location}
     * @param description what is wrong and how to mend it
     * @param cause the failure, if there was one
     */
    public ProviderProblem {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(cause, "cause");
    }

    @Override
    public String toString() {
        return "provider " + Escape.text(provider) + " (" + Escape.text(location) + "): " + description;
    }
}
