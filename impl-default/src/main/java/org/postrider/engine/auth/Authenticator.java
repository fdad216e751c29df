// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.auth;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.AuthPolicy;
import org.postrider.AuthenticationException;
import org.postrider.Capabilities;
import org.postrider.Credentials;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.Providers;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Listeners;
import org.postrider.internal.Escape;
import org.postrider.spi.AuthMechanism;

/**
 * Authenticates a session: the mechanisms that can serve, one after another as far as the policy allows, each with one more try if it has a better
 * token.
 */
public final class Authenticator {

    private static final String AUTH = "AUTH";
    /** The mechanism is not the one (RFC 4954 section 6): unknown, or too weak. Nothing was said of the credentials. */
    private static final List<Integer> ABOUT_THE_MECHANISM = List.of(504, 534);

    private final Conversation conversation;
    private final Listeners listeners;
    private final Providers providers;
    private final Timeouts timeouts;
    private final Destination destination;

    /**
     * For one session.
     *
     * @param destination whom it is connected to
     */
    public Authenticator(
            Conversation conversation,
            Listeners listeners,
            Providers providers,
            Timeouts timeouts,
            Destination destination) {
        this.conversation = conversation;
        this.listeners = listeners;
        this.providers = providers;
        this.timeouts = timeouts;
        this.destination = destination;
    }

    /**
     * Authenticates by the strongest mechanism that can serve.
     *
     * @return the reply that ended it, 235
     */
    public Reply authenticate(Capabilities capabilities, Credentials credentials, AuthPolicy policy)
            throws SmtpException {
        if (!capabilities.has(AUTH)) {
            throw new ExtensionNotSupportedException(
                    conversation.peer() + " does not offer AUTH (" + capabilities
                            + "); leave the credentials out, or use the port for submission",
                    Stage.AUTH,
                    AUTH);
        }
        if (credentials.isDestroyed()) {
            throw new IllegalArgumentException("the credentials were destroyed; make new ones");
        }
        Candidates candidates =
                Candidates.of(providers, capabilities.authMechanisms(), credentials, policy, conversation.protection());
        AuthenticationException refused = null;
        for (Candidates.Candidate candidate : candidates.usable()) {
            Context context = new Context(
                    conversation, destination, candidate.name(), capabilities.authMechanisms(), credentials, timeouts);
            Optional<AuthMechanism> mechanism = candidate.factory().create(context);
            if (mechanism.isEmpty()) {
                candidates.rule(candidate.name(), "its provider cannot use it here");
                continue;
            }
            try {
                return runWithRetry(context, mechanism.get(), policy);
            } catch (AuthenticationException e) {
                refused = e;
                if (!mayTryNext(e, policy)) {
                    throw e;
                }
            }
        }
        if (refused != null) {
            throw refused;
        }
        throw new AuthenticationException(
                "no mechanism that " + conversation.peer() + " offers can serve: " + candidates.reasons(),
                "",
                Map.of(),
                null,
                null);
    }

    /** Conducts one exchange of a caller's own. */
    public Reply authenticate(String name, AuthMechanism mechanism, AuthPolicy policy) throws SmtpException {
        if (!policy.plaintextAllowed() && !conversation.protection().isEncrypted()) {
            mechanism.dispose();
            throw new AuthenticationException(
                    "the connection to " + conversation.peer() + " is not protected by TLS, and what "
                            + Escape.text(name) + " reveals is not known; use TLS, or allowPlaintextAuth()",
                    name,
                    Map.of(),
                    null,
                    null);
        }
        SaslExchange exchange = new SaslExchange(conversation, name, mechanism, policy.initialResponse(), timeouts);
        try {
            return succeeded(name, exchange.run());
        } finally {
            mechanism.dispose();
        }
    }

    private Reply runWithRetry(Context context, AuthMechanism first, AuthPolicy policy) throws SmtpException {
        AuthMechanism second = null;
        try {
            try {
                return run(context, first, policy);
            } catch (AuthenticationException e) {
                second = retryOf(first, e);
                if (second == null) {
                    throw e;
                }
            }
            return run(context, second, policy);
        } finally {
            first.dispose();
            if (second != null) {
                second.dispose();
            }
        }
    }

    private Reply run(Context context, AuthMechanism mechanism, AuthPolicy policy) throws SmtpException {
        return succeeded(
                context.mechanism(),
                new SaslExchange(conversation, context.mechanism(), mechanism, policy.initialResponse(), timeouts)
                        .run());
    }

    private @Nullable AuthMechanism retryOf(AuthMechanism mechanism, AuthenticationException refusal) {
        return refusal.reply().isPresent() && !conversation.isOver()
                ? mechanism.retryAfter(refusal.reply().get()).orElse(null)
                : null;
    }

    private Reply succeeded(String name, Reply reply) {
        listeners.authenticated(name);
        return reply;
    }

    private boolean mayTryNext(AuthenticationException e, AuthPolicy policy) {
        if (conversation.isOver() || e.reply().isEmpty()) {
            return false;
        }
        Reply reply = e.reply().get();
        return ABOUT_THE_MECHANISM.contains(reply.code())
                || (policy.tryNextAfterRefusal() && reply.isPermanentNegative());
    }
}
