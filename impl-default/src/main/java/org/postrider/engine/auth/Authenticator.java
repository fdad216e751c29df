// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.auth;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.AnonymousCredentials;
import org.postrider.AuthPolicy;
import org.postrider.AuthResponder;
import org.postrider.AuthenticationException;
import org.postrider.Capabilities;
import org.postrider.ConnectionLostException;
import org.postrider.Credentials;
import org.postrider.Deadline;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.ExternalCredentials;
import org.postrider.PasswordCredentials;
import org.postrider.ProviderException;
import org.postrider.Providers;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.auth.Candidates.Candidate;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Listeners;
import org.postrider.engine.guard.Guard;
import org.postrider.engine.tls.ChannelBinding;
import org.postrider.engine.wire.Secrets;
import org.postrider.internal.Escape;

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
    private final Duration limit;
    private final Destination destination;
    private boolean succeeded;

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
        this.limit = timeouts.of(Timeouts.Phase.AUTH);
        this.destination = destination;
    }

    /** Whether the server has said 235, also if what followed on this side failed. */
    public boolean hasSucceeded() {
        return succeeded;
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
        List<String> offered = capabilities.authMechanisms();
        Candidates candidates =
                Candidates.of(providers, offered, credentials, policy, conversation.protection(), hasStrongBinding());
        AuthenticationException refused = null;
        boolean bindingFailed = false;
        for (Candidate candidate : List.copyOf(candidates.usable())) {
            if (candidate.bound() && bindingFailed && policy.mechanisms().isEmpty()) {
                continue;
            }
            Context context = new Context(
                    conversation, destination, candidate.name(), offered, credentials, Deadline.after(limit));
            Optional<GuardedMechanism> mechanism = candidate.create(context);
            if (mechanism.isEmpty()) {
                candidates.rule(candidate.name(), "its provider cannot use it here");
                continue;
            }
            candidates.trying(candidate);
            Attempt attempt = new Attempt(context, WayOn.after(candidate, candidates, context), policy);
            try {
                return attempt.runWithRetry(mechanism.get());
            } catch (AuthenticationException e) {
                refused = e;
                boolean atBinding = candidate.bound() && !attempt.wasChallenged();
                bindingFailed |= atBinding;
                if (!mayTryNext(e, policy, atBinding)) {
                    throw e;
                }
            } catch (ConnectionLostException e) {
                throw attempt.explained(e);
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

    private boolean hasStrongBinding() {
        return conversation
                .tlsSession()
                .flatMap(session -> ChannelBinding.of(session, ChannelBinding.EXPORTER))
                .isPresent();
    }

    /**
     * Conducts one exchange of a caller's own.
     *
     * @return the reply that ended it, 235
     */
    public Reply authenticate(String name, AuthResponder responder, AuthPolicy policy) throws SmtpException {
        if (!policy.plaintextAllowed() && !conversation.protection().isEncrypted()) {
            throw new AuthenticationException(
                    "the connection to " + conversation.peer() + " is not protected by TLS, and what "
                            + Escape.text(name) + " reveals is not known; use TLS, or allowPlaintextAuth()",
                    name,
                    Map.of(),
                    null,
                    null);
        }
        Guard guard =
                Guard.ofCallback(responder, AuthResponder.class, Stage.AUTH).withoutQuoting();
        return succeeded(
                name,
                new SaslExchange(
                                conversation,
                                limit,
                                Deadline.after(limit),
                                name,
                                new GuardedMechanism(new CallerMechanism(responder), guard),
                                policy.initialResponse(),
                                WayOn.UNKNOWN,
                                new Secrets(List.of()))
                        .run());
    }

    /** What the responses hold that is no secret. */
    private static List<String> names(Context context) {
        Credentials credentials = context.credentials();
        List<String> names = List.of();
        if (credentials instanceof PasswordCredentials password) {
            names = List.of(password.user(), password.authorizationId(), context.host());
        } else if (credentials instanceof ExternalCredentials external) {
            names = List.of(external.authorizationId());
        } else if (credentials instanceof AnonymousCredentials anonymous) {
            names = List.of(anonymous.trace());
        }
        return names;
    }

    /** One mechanism, with a second try if it has a better token. */
    private final class Attempt {

        private final Context context;
        private final WayOn wayOn;
        private final AuthPolicy policy;
        private boolean challenged;

        Attempt(Context context, WayOn wayOn, AuthPolicy policy) {
            this.context = context;
            this.wayOn = wayOn;
            this.policy = policy;
        }

        /** Whether the server has sent a challenge: until then, it has said nothing about the credentials. */
        boolean wasChallenged() {
            return challenged;
        }

        Reply runWithRetry(GuardedMechanism first) throws SmtpException {
            GuardedMechanism second = null;
            Throwable failure = null;
            try {
                try {
                    return run(first, context.deadline());
                } catch (AuthenticationException e) {
                    second = retryOf(first, e);
                    if (second == null) {
                        throw e;
                    }
                }
                return run(second, Deadline.after(limit));
            } catch (SmtpException | RuntimeException | Error e) {
                failure = e;
                throw e;
            } finally {
                disposeOf(first, second, failure);
            }
        }

        private Reply run(GuardedMechanism mechanism, Deadline deadline) throws SmtpException {
            SaslExchange exchange = new SaslExchange(
                    conversation,
                    limit,
                    deadline,
                    context.mechanism(),
                    mechanism,
                    policy.initialResponse(),
                    wayOn,
                    new Secrets(names(context)));
            try {
                return succeeded(context.mechanism(), exchange.run());
            } finally {
                challenged |= exchange.wasChallenged();
            }
        }

        private @Nullable GuardedMechanism retryOf(GuardedMechanism mechanism, AuthenticationException refusal)
                throws ProviderException {
            if (refusal.reply().isEmpty() || conversation.isOver()) {
                return null;
            }
            try {
                return mechanism.retryAfter(refusal.reply().get()).orElse(null);
            } catch (ProviderException e) {
                e.addSuppressed(refusal);
                throw e;
            }
        }

        /** A server that does not know a type of channel binding may just close the connection. */
        SmtpException explained(ConnectionLostException e) {
            return wayOn.binding().isEmpty()
                    ? e
                    : new ConnectionLostException(
                            e.getMessage() + wayOn.binding(),
                            e.stage(),
                            e.delivery(),
                            e.outcomes(),
                            e.reply().orElse(null),
                            e);
        }
    }

    private static void disposeOf(
            GuardedMechanism first, @Nullable GuardedMechanism second, @Nullable Throwable failure)
            throws ProviderException {
        try {
            first.dispose(failure);
        } finally {
            if (second != null) {
                second.dispose(failure);
            }
        }
    }

    private Reply succeeded(String name, Reply reply) {
        succeeded = true;
        listeners.authenticated(name);
        return reply;
    }

    private boolean mayTryNext(AuthenticationException e, AuthPolicy policy, boolean atBinding) {
        if (conversation.isOver()) {
            return false;
        }
        if (e.reply().isEmpty()) {
            return policy.tryNextAfterRefusal();
        }
        Reply reply = e.reply().get();
        return atBinding
                || ABOUT_THE_MECHANISM.contains(reply.code())
                || (policy.tryNextAfterRefusal() && reply.isPermanentNegative());
    }
}
