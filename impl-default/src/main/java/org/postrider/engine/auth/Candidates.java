// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.auth;

import com.google.common.base.Throwables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.AuthPolicy;
import org.postrider.Credentials;
import org.postrider.Provider;
import org.postrider.ProviderException;
import org.postrider.Providers;
import org.postrider.Stage;
import org.postrider.Transport;
import org.postrider.engine.guard.Guard;
import org.postrider.internal.Escape;
import org.postrider.spi.AuthContext;
import org.postrider.spi.AuthMechanism;
import org.postrider.spi.AuthMechanismFactory;

/** Which of the mechanisms that a server offers can serve, in the order in which they are tried, and why the others cannot. */
final class Candidates {

    /** What comes with an artifact of its own, for the message. */
    private static final Map<String, String> ARTIFACTS = Map.of(
            "XOAUTH2", "org.postrider:postrider-ext-auth-xoauth2",
            "OAUTHBEARER", "org.postrider:postrider-ext-auth-xoauth2");

    private static final int MOST_NAMES = 100;

    /**
     * A mechanism that can serve.
     *
     * @param strength its rank
     * @param bound whether it must be bound to the TLS channel
     */
    record Candidate(String name, AuthMechanismFactory factory, Guard guard, int strength, boolean bound) {

        /** The mechanism; empty if its provider cannot use it here. */
        Optional<GuardedMechanism> create(AuthContext context) throws ProviderException {
            // What the credentials hold is the caller's business: the factory reports it by this exception.
            return guard.call("create(..)", IllegalArgumentException.class, () -> factory.create(context))
                    .map(this::guarded);
        }

        private GuardedMechanism guarded(AuthMechanism mechanism) {
            return new GuardedMechanism(mechanism, guard);
        }
    }

    private final Providers providers;
    private final Credentials credentials;
    private final AuthPolicy policy;
    private final Transport.Protection protection;
    private final boolean hasStrongBinding;
    private final List<Candidate> usable = new ArrayList<>();
    private final Map<String, String> ruledOut = new LinkedHashMap<>();
    private final Set<String> tried = new LinkedHashSet<>();
    /** Those of the ruled out that other settings would let serve. */
    private final Set<String> withOtherSettings = new LinkedHashSet<>();

    private Candidates(
            Providers providers,
            Credentials credentials,
            AuthPolicy policy,
            Transport.Protection protection,
            boolean hasStrongBinding) {
        this.providers = providers;
        this.credentials = credentials;
        this.policy = policy;
        this.protection = protection;
        this.hasStrongBinding = hasStrongBinding;
    }

    /**
     * Sorts what a server offers.
     *
     * @param hasStrongBinding whether the connection has channel binding data of its own, and not only those of the server's certificate
     */
    static Candidates of(
            Providers providers,
            List<String> offered,
            Credentials credentials,
            AuthPolicy policy,
            Transport.Protection protection,
            boolean hasStrongBinding)
            throws ProviderException {
        Candidates candidates = new Candidates(providers, credentials, policy, protection, hasStrongBinding);
        Set<String> wanted = new LinkedHashSet<>(policy.mechanisms().isEmpty() ? offered : policy.mechanisms());
        int count = 0;
        for (String name : wanted) {
            if (count++ == MOST_NAMES) {
                break;
            }
            if (offered.contains(name)) {
                candidates.add(name);
            } else {
                candidates.rule(name, "the server does not offer it");
            }
        }
        if (policy.mechanisms().isEmpty()) {
            candidates.usable.sort(Comparator.comparingInt(Candidate::strength).reversed());
        }
        return candidates;
    }

    private void add(String name) throws ProviderException {
        Optional<Provider> provider = providers.providerOf(AuthMechanismFactory.class, name);
        if (provider.isEmpty()) {
            String artifact = ARTIFACTS.get(name);
            rule(name, "no provider supplies it" + (artifact == null ? "" : "; it comes with " + artifact));
            return;
        }
        Guard guard = Guard.ofProvider(provider.get(), "mechanism " + name, Stage.AUTH)
                .withoutQuoting();
        AuthMechanismFactory factory = guard.call("the supplier of its factory", () -> factory(name));
        boolean bound = guard.call("needsChannelBinding()", factory::needsChannelBinding);
        String obstacle = obstacle(name, factory, guard, bound);
        if (obstacle != null) {
            rule(name, obstacle);
            return;
        }
        usable.add(new Candidate(name, factory, guard, guard.call("strength()", factory::strength), bound));
    }

    private AuthMechanismFactory factory(String name) {
        try {
            return providers.get(AuthMechanismFactory.class, name).orElseThrow();
        } catch (IllegalStateException e) {
            // It wraps what the supplier threw, whose provider is named here anyway.
            Throwable thrown = e.getCause();
            if (thrown != null) {
                Throwables.throwIfUnchecked(thrown);
            }
            throw e;
        }
    }

    private @Nullable String obstacle(String name, AuthMechanismFactory factory, Guard guard, boolean bound)
            throws ProviderException {
        boolean suits = guard.call(
                "credentialTypes()",
                () -> factory.credentialTypes().stream().anyMatch(type -> type.isInstance(credentials)));
        if (!suits) {
            return "it needs other credentials";
        }
        boolean named = !policy.mechanisms().isEmpty();
        String obstacle = null;
        if (guard.call("onlyIfNamed()", factory::onlyIfNamed) && !named) {
            obstacle = "it is used only if it is named";
        } else if (guard.call("revealsSecret()", factory::revealsSecret)
                && !policy.plaintextAllowed()
                && !protection.isEncrypted()) {
            obstacle = "it reveals the password and there is no TLS; use TLS, or allowPlaintextAuth()";
        } else if (bound && protection.isEncrypted() && !hasStrongBinding && !named) {
            obstacle = "this Java version can bind it to TLS only by tls-server-end-point, which some servers do not"
                    + " know; name it to use it";
        }
        if (obstacle != null) {
            withOtherSettings.add(name);
        }
        return obstacle;
    }

    List<Candidate> usable() {
        return usable;
    }

    /** Notes that a mechanism cannot serve. */
    void rule(String name, String reason) {
        ruledOut.put(name, reason);
    }

    /** Notes that a mechanism is tried. */
    void trying(Candidate candidate) {
        tried.add(candidate.name());
    }

    /** The names of those that can serve and were not tried. */
    List<String> untried() {
        return usable.stream()
                .map(Candidate::name)
                .filter(name -> !tried.contains(name))
                .map(Escape::text)
                .toList();
    }

    /** Those of the others that would serve with another policy, each with its reason. */
    List<String> offeredButRuledOut() {
        return withOtherSettings.stream()
                .filter(ruledOut::containsKey)
                .map(name -> Escape.text(name) + ": " + ruledOut.get(name))
                .toList();
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
