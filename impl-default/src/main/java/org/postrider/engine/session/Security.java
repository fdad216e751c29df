// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.AuthPolicy;
import org.postrider.AuthResponder;
import org.postrider.Credentials;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.LocalRefusalException;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.StartTlsRefusedException;
import org.postrider.Timeouts;
import org.postrider.TlsPolicy;
import org.postrider.Transport;
import org.postrider.engine.auth.Authenticator;
import org.postrider.engine.auth.Destination;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Listeners;
import org.postrider.engine.tls.TlsLayer;
import org.postrider.engine.wire.Command;

/** TLS by the policy, then the credentials: what must be true of a session before it says more than its greeting. */
final class Security {

    private static final String STARTTLS = "STARTTLS";
    private static final int READY = 220;
    private static final int SUBMISSION_PORT = 587;

    private final Conversation conversation;
    private final Listeners listeners;
    private final Greeter greeter;
    private final SessionOptions options;
    private final ServerAddress address;
    private final TlsPolicy policy;
    private final ExtensionCommands extensionCommands;
    private volatile boolean authenticated;
    /** Whether this session has credentials to send, now or later, and so needs a verified server. */
    private boolean hasCredentials;
    /** Why the server is not verified, where the policy let the session go on all the same. */
    private @Nullable String notVerified;
    /** The number of the greeting after which the session went on in plain text: the server is not asked again before it is greeted again. */
    private int wentOnAfter;

    Security(
            Conversation conversation,
            Listeners listeners,
            Greeter greeter,
            SessionOptions options,
            ServerAddress address) {
        this.conversation = conversation;
        this.listeners = listeners;
        this.greeter = greeter;
        this.options = options;
        this.address = address;
        this.policy = options.tls().isPresent() ? options.tls().get() : usual(conversation, options, address);
        this.extensionCommands = new ExtensionCommands(conversation, greeter);
        this.hasCredentials = options.credentials().isPresent();
    }

    private static TlsPolicy usual(Conversation conversation, SessionOptions options, ServerAddress address) {
        boolean local = conversation.protection() == Transport.Protection.LOCAL;
        if (local && address.host().isEmpty()) {
            // No other machine can listen on a Unix socket, and there is no name that a certificate could prove.
            return TlsPolicy.DISABLED;
        }
        boolean wanted = options.credentials().isPresent() || address.port() == SUBMISSION_PORT;
        return wanted && !local ? TlsPolicy.REQUIRED : TlsPolicy.OPPORTUNISTIC;
    }

    private boolean isProtected() {
        return conversation.protection().isEncrypted();
    }

    private boolean isMissing() {
        return policy == TlsPolicy.REQUIRED && !isProtected();
    }

    /** Greets if needed, and brings about what the options want. */
    void establish() throws SmtpException {
        prepare();
        if (options.credentials().isPresent() && !authenticated) {
            authenticate(options.credentials().get(), options.authPolicy());
        }
    }

    /** What comes before AUTH. */
    private void prepare() throws SmtpException {
        greetAndSecure();
        extensionCommands.sendOnce();
    }

    private void greetAndSecure() throws SmtpException {
        greeter.greetIfNeeded(!isMissing());
        if (isProtected() || policy == TlsPolicy.DISABLED || wentOnAfter == greeter.greetings()) {
            return;
        }
        if (isOffered()) {
            secureByPolicy();
        } else if (policy == TlsPolicy.REQUIRED) {
            throw notOffered();
        } else {
            wentOnAfter = greeter.greetings();
            if (conversation.protection() != Transport.Protection.LOCAL) {
                listeners.notSecured("the server does not offer STARTTLS");
            }
        }
    }

    private void secureByPolicy() throws SmtpException {
        try {
            upgrade(mustVerify());
        } catch (StartTlsRefusedException e) {
            if (policy == TlsPolicy.REQUIRED || conversation.isOver()) {
                throw e;
            }
            wentOnAfter = greeter.greetings();
            listeners.notSecured("the server refused STARTTLS: " + e.refusal());
        }
    }

    /** Whether a certificate that does not prove the server ends the session (RFC 7435 section 3 is about those that need not). */
    private boolean mustVerify() {
        return policy != TlsPolicy.OPPORTUNISTIC || hasCredentials || address.port() == SUBMISSION_PORT;
    }

    private boolean isOffered() {
        return greeter.extensions().capabilities().has(STARTTLS);
    }

    private ExtensionNotSupportedException notOffered() {
        return new ExtensionNotSupportedException(
                conversation.peer() + " does not offer STARTTLS ("
                        + greeter.extensions().capabilities()
                        + ") and TLS is required; an attacker on the way may have taken the offer out. Use an smtps:// server, or"
                        + " another TLS policy if the traffic may be read",
                Stage.TLS,
                STARTTLS);
    }

    /** STARTTLS at the caller's wish. */
    Reply startTls() throws SmtpException {
        greeter.greetIfNeeded(!isMissing());
        if (isProtected()) {
            throw new ExtensionNotSupportedException(
                    "the connection to " + conversation.peer() + " is protected by TLS already", Stage.TLS, STARTTLS);
        }
        if (!isOffered()) {
            throw notOffered();
        }
        return upgrade(true);
    }

    private Reply upgrade(boolean mustVerify) throws SmtpException {
        Reply reply = conversation.ask(Command.startTls(), Stage.TLS, Timeouts.Phase.COMMAND);
        if (reply.code() != READY) {
            throw new StartTlsRefusedException(conversation.peer() + " refused STARTTLS: " + reply, reply);
        }
        conversation.checkNothingCame();
        greeter.forget();
        putLayer(mustVerify);
        greeter.greetIfNeeded(false);
        return reply;
    }

    /** The handshake of a scheme that begins with TLS, which always verifies. */
    void putLayer() throws SmtpException {
        putLayer(true);
    }

    private void putLayer(boolean mustVerify) throws SmtpException {
        TlsLayer layer = new TlsLayer(options.tlsSettings(), address.host(), address.port(), mustVerify);
        conversation.layer(layer::over);
        conversation.tlsSession().ifPresent(listeners::secured);
        layer.notVerified().ifPresent(reason -> {
            notVerified = options.tlsSettings().isInsecure() ? null : reason;
            listeners.notVerified(reason);
        });
    }

    /** Refuses to send in plain text what the policy wants to send over TLS. */
    void checkSecured() throws LocalRefusalException {
        if (isMissing()) {
            throw new LocalRefusalException(
                    "TLS is required and has not been started; call greetIfNeeded() or startTls() first",
                    Stage.TLS,
                    STARTTLS);
        }
    }

    /** AUTH at the caller's wish. */
    Reply authenticate(Credentials given, Optional<AuthPolicy> by) throws SmtpException {
        hasCredentials = true;
        checkVerified();
        prepare();
        return authenticate(given, by.orElse(options.authPolicy()));
    }

    private Reply authenticate(Credentials given, AuthPolicy by) throws SmtpException {
        checkNotAuthenticated();
        Authenticator authenticator = authenticator();
        try {
            return authenticator.authenticate(greeter.extensions().capabilities(), given, by);
        } finally {
            authenticated = authenticator.hasSucceeded();
        }
    }

    /** AUTH by an exchange of the caller's own. */
    Reply authenticate(String mechanism, AuthResponder responder) throws SmtpException {
        hasCredentials = true;
        checkSecured();
        checkVerified();
        checkNotAuthenticated();
        Authenticator authenticator = authenticator();
        try {
            return authenticator.authenticate(mechanism, responder, options.authPolicy());
        } finally {
            authenticated = authenticator.hasSucceeded();
        }
    }

    /** Credentials go to a server that has proved who it is, or in a session whose settings switch that off by name. */
    private void checkVerified() throws LocalRefusalException {
        String reason = notVerified;
        if (reason != null) {
            throw new LocalRefusalException(
                    "the session with " + conversation.peer() + " is encrypted but the server is not verified, so no"
                            + " credentials are sent: " + reason + ". Open a new session with the credentials or with"
                            + " TlsPolicy.REQUIRED, and with settings that trust this server",
                    Stage.AUTH,
                    "AUTH");
        }
    }

    private Authenticator authenticator() {
        return new Authenticator(
                conversation,
                listeners,
                options.providers(),
                options.timeouts(),
                new Destination(address.host(), address.port()));
    }

    private void checkNotAuthenticated() throws LocalRefusalException {
        if (authenticated) {
            throw new LocalRefusalException(
                    "the session is authenticated already, and once is all that RFC 4954 allows; open a new one",
                    Stage.AUTH,
                    "AUTH");
        }
    }

    boolean isAuthenticated() {
        return authenticated;
    }
}
