// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.auth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postrider.AuthPolicy;
import org.postrider.Credentials;
import org.postrider.Providers;
import org.postrider.Transport;
import org.postrider.internal.Escape;
import org.postrider.spi.AuthMechanismFactory;

/** Which of the mechanisms that a server offers can serve, in the order in which they are tried, and why the others cannot. */
final class Candidates {

    /** What comes with an artifact of its own, for the message. */
    private static final Map<String, String> ARTIFACTS = Map.of(
            "XOAUTH2", "org.postrider:postrider-ext-auth-xoauth2",
            "OAUTHBEARER", "org.postrider:postrider-ext-auth-xoauth2");

    private static final int MOST_NAMES = 100;

    /** A mechanism that can serve. */
    record Candidate(String name, AuthMechanismFactory factory) {}

    private final List<Candidate> usable = new ArrayList<>();
    private final Map<String, String> ruledOut = new LinkedHashMap<>();

    private Candidates() {}

    static Candidates of(
            Providers providers,
            List<String> offered,
            Credentials credentials,
            AuthPolicy policy,
            Transport.Protection protection) {
        Candidates candidates = new Candidates();
        Set<String> wanted = new LinkedHashSet<>(policy.mechanisms().isEmpty() ? offered : policy.mechanisms());
        wanted.stream().limit(MOST_NAMES).forEach(name -> {
            if (!offered.contains(name)) {
                candidates.rule(name, "the server does not offer it");
                return;
            }
            Optional<AuthMechanismFactory> factory = providers.get(AuthMechanismFactory.class, name);
            if (factory.isEmpty()) {
                String artifact = ARTIFACTS.get(name);
                candidates.rule(
                        name, "no provider supplies it" + (artifact == null ? "" : "; it comes with " + artifact));
                return;
            }
            Optional<String> obstacle = obstacle(factory.get(), credentials, policy, protection);
            if (obstacle.isPresent()) {
                candidates.rule(name, obstacle.get());
            } else {
                candidates.usable.add(new Candidate(name, factory.get()));
            }
        });
        if (policy.mechanisms().isEmpty()) {
            candidates.usable.sort(
                    Comparator.comparingInt((Candidate c) -> c.factory().strength())
                            .reversed());
        }
        return candidates;
    }

    private static Optional<String> obstacle(
            AuthMechanismFactory factory, Credentials credentials, AuthPolicy policy, Transport.Protection protection) {
        if (factory.credentialTypes().stream().noneMatch(type -> type.isInstance(credentials))) {
            return Optional.of("it needs other credentials");
        }
        if (factory.onlyIfNamed() && policy.mechanisms().isEmpty()) {
            return Optional.of("it is used only if it is named");
        }
        if (factory.revealsSecret() && !policy.plaintextAllowed() && !protection.isEncrypted()) {
            return Optional.of("it reveals the password and there is no TLS; use TLS, or allowPlaintextAuth()");
        }
        return Optional.empty();
    }

    List<Candidate> usable() {
        return usable;
    }

    /** Notes that a mechanism cannot serve. */
    void rule(String name, String reason) {
        ruledOut.put(name, reason);
    }

    /** Each mechanism with its reason. */
    String reasons() {
        if (ruledOut.isEmpty()) {
            return "it names none";
        }
        List<String> reasons = new ArrayList<>();
        ruledOut.forEach((name, reason) -> reasons.add(Escape.text(name) + ": " + reason));
        return String.join(". ", reasons);
    }
}
