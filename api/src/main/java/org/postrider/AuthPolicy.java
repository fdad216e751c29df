// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * How a session authenticates. By default: the strongest mechanism that the server offers, a provider supplies and the credentials suit; none
 * that reveals the password without TLS; no second one after a refusal of the credentials. Immutable; each method that changes something returns
 * a changed copy.
 *
 * @param mechanisms the SASL names to use, strongest first, in upper case; empty for all that need not be named, by their strength
 * @param plaintextAllowed whether a mechanism that reveals the password may be used without TLS
 * @param initialResponse whether a mechanism that speaks first does so with the AUTH command (RFC 4954 section 4)
 * @param tryNextAfterRefusal whether the next mechanism is tried after any 5yz reply, as smtplib does
 */
public record AuthPolicy(
        List<String> mechanisms, boolean plaintextAllowed, boolean initialResponse, boolean tryNextAfterRefusal) {

    private static final AuthPolicy DEFAULTS = new AuthPolicy(List.of(), false, true, false);

    /**
     * Copies the components.
     *
     * @param mechanisms the SASL names to use, strongest first; empty for all that need not be named
     * @param plaintextAllowed whether a mechanism that reveals the password may be used without TLS
     * @param initialResponse whether a mechanism that speaks first does so with the AUTH command
     * @param tryNextAfterRefusal whether the next mechanism is tried after any 5yz reply
     */
    public AuthPolicy {
        Objects.requireNonNull(mechanisms, "mechanisms");
        Set<String> names = new LinkedHashSet<>();
        for (String name : mechanisms) {
            names.add(name.toUpperCase(Locale.ROOT));
        }
        mechanisms = List.copyOf(names);
    }

    /** {@return the safe policy} */
    public static AuthPolicy defaults() {
        return DEFAULTS;
    }

    /**
     * Uses these mechanisms only, in this order. A name that ends in {@code -PLUS} demands channel binding; if there is no other, nothing goes
     * without it.
     *
     * @param names SASL names in any case
     * @return a changed copy
     */
    public AuthPolicy withMechanisms(String... names) {
        Objects.requireNonNull(names, "names");
        return new AuthPolicy(List.of(names), plaintextAllowed, initialResponse, tryNextAfterRefusal);
    }

    /** {@return a changed copy that lets the password pass in plain text, where anyone who listens can read it} */
    public AuthPolicy allowPlaintextAuth() {
        return new AuthPolicy(mechanisms, true, initialResponse, tryNextAfterRefusal);
    }

    /** {@return a changed copy that sends AUTH alone and answers the challenge that follows} */
    public AuthPolicy withoutInitialResponse() {
        return new AuthPolicy(mechanisms, plaintextAllowed, false, tryNextAfterRefusal);
    }

    /** {@return a changed copy that tries the next mechanism after any 5yz reply; a wrong password may lock the account sooner} */
    public AuthPolicy tryingNextAfterRefusal() {
        return new AuthPolicy(mechanisms, plaintextAllowed, initialResponse, true);
    }
}
