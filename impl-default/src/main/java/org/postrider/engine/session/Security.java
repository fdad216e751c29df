// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.util.Optional;
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
    }

    private static TlsPolicy usual(Conversation conversation, SessionOptions options, ServerAddress address) {
        boolean local = conversation.protection() == Transport.Protection.LOCAL;
        if (local && address.host().isEmpty()) {
            // Nobody can listen on a Unix socket, and there is no name that a certificate could prove.
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
        if (isProtected() || policy == TlsPolicy.DISABLED) {
            return;
        }
        if (isOffered()) {
            secureByPolicy();
        } else if (policy == TlsPolicy.REQUIRED) {
            throw notOffered();
        } else if (conversation.protection() != Transport.Protection.LOCAL) {
            listeners.notSecured("the server does not offer STARTTLS");
        }
    }

    private void secureByPolicy() throws SmtpException {
        try {
            upgrade();
        } catch (StartTlsRefusedException e) {
            if (policy == TlsPolicy.REQUIRED || conversation.isOver()) {
                throw e;
            }
            listeners.notSecured("the server refused STARTTLS: " + e.refusal());
        }
    }

    private boolean isOffered() {
        return greeter.extensions().capabilities().has(STARTTLS);
    }

    private ExtensionNotSupportedException notOffered() {
        return new ExtensionNotSupportedException(
                conversation.peer() + " does not offer STARTTLS ("
                        + greeter.extensions().capabilities()
                        + ") and TLS is required; somebody may have taken the offer out. Use an smtps:// server, or"
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
        return upgrade();
    }

    private Reply upgrade() throws SmtpException {
        Reply reply = conversation.ask(Command.startTls(), Stage.TLS, Timeouts.Phase.COMMAND);
        if (reply.code() != READY) {
            throw new StartTlsRefusedException(conversation.peer() + " refused STARTTLS: " + reply, reply);
        }
        conversation.checkNothingCame();
        greeter.forget();
        putLayer();
        greeter.greetIfNeeded(false);
        return reply;
    }

    /** The handshake. */
    void putLayer() throws SmtpException {
        TlsLayer layer = new TlsLayer(options.tlsSettings(), address.host(), address.port());
        conversation.layer(layer::over);
        conversation.tlsSession().ifPresent(session -> listeners.secured(session));
    }

    /** Refuses to say in clear what the policy wants to be said by TLS. */
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
        checkSecured();
        checkNotAuthenticated();
        Authenticator authenticator = authenticator();
        try {
            return authenticator.authenticate(mechanism, responder, options.authPolicy());
        } finally {
            authenticated = authenticator.hasSucceeded();
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
