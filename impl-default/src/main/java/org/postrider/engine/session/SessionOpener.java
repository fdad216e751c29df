// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postrider.ConnectionFailedException;
import org.postrider.Delivery;
import org.postrider.Greeting;
import org.postrider.GreetingRefusedException;
import org.postrider.ProviderException;
import org.postrider.Reply;
import org.postrider.Session;
import org.postrider.SessionAbortedException;
import org.postrider.SmtpException;
import org.postrider.SmtpTimeoutException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.Transport;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Listeners;
import org.postrider.engine.guard.Guard;
import org.postrider.engine.transport.GuardedFactory;
import org.postrider.internal.Escape;
import org.postrider.spi.Dialect;
import org.postrider.spi.TransportFactory;

/**
 * Opens a session from its options: transport, greeting, EHLO. A host may have several addresses (RFC 5321 section 5.1): if a server refuses the session
 * in its greeting, or is lost before it, the next address is tried. After a failure nothing stays open.
 */
final class SessionOpener {

    private static final int READY = 220;
    private static final int SUBMISSIONS_PORT = 465;
    /** On the port of servers that wait for the client to begin TLS. */
    private static final Duration GREETING_ON_TLS_PORT = Duration.ofSeconds(2);

    private final SessionOptions options;
    private final GuardedFactory factory;
    private final Dialect dialect;
    private final boolean implicitTls;
    private final ServerAddress address;
    private final OpeningContext context;
    private final Listeners listeners;
    private final Optional<String> localName;

    private SessionOpener(SessionOptions options) throws ProviderException {
        this.options = options;
        this.factory = factory(options);
        this.dialect = factory.dialect();
        this.implicitTls = factory.implicitTls();
        this.address = factory.hasHost(options.server())
                ? ServerAddress.withHost(options.server(), factory.defaultPort())
                : ServerAddress.withPath(options.server());
        this.context = new OpeningContext(options, address);
        this.listeners = new Listeners(options.listeners());
        this.localName = options.localName().isPresent() ? options.localName() : LocalName.ofMachine(options);
    }

    static Session open(SessionOptions options) throws SmtpException {
        return new SessionOpener(options).open();
    }

    private Session open() throws SmtpException {
        listeners.connecting(options.server());
        OpeningFailures failures = new OpeningFailures(serverName());
        while (true) {
            try {
                return attempt();
            } catch (SmtpException e) {
                failures.add(e);
                if (!context.hasNext() || !mayTryNext(e)) {
                    throw failures.all();
                }
            }
        }
    }

    /** Whether another address may do better: nothing but a greeting has been read, and it is not this side that ended the session. */
    private boolean mayTryNext(SmtpException e) {
        boolean beforeGreeting = e.stage() == Stage.GREETING || (e.stage() == Stage.TLS && implicitTls);
        return beforeGreeting && !(e instanceof SessionAbortedException) && !(e instanceof ProviderException);
    }

    private Session attempt() throws SmtpException {
        Transport transport = connect();
        boolean opened = false;
        Conversation conversation = null;
        try {
            context.opened(transport);
            listeners.connected(transport.peer());
            Timeouts timeouts = options.timeouts();
            conversation = new Conversation(transport, timeouts, listeners, options.acceptBareLfInReplies());
            String name = localName.isPresent() ? localName.get() : LocalName.literal(transport.localAddress());
            Greeter greeter = new Greeter(conversation, options.providers(), dialect, name, options.ignored());
            Security security = new Security(conversation, listeners, greeter, options, address);
            if (implicitTls) {
                security.putLayer();
            }
            Reply greeting = greeting(conversation);
            DefaultSession session = new DefaultSession(
                    options, dialect, conversation, listeners, greeting, greeter, security, transport.localAddress());
            greet(session, options.greeting());
            opened = true;
            return session;
        } finally {
            if (conversation == null) {
                transport.abort();
            } else if (!opened) {
                Farewell.say(conversation);
            }
        }
    }

    private static GuardedFactory factory(SessionOptions options) throws ProviderException {
        String scheme = options.server().getScheme();
        Optional<TransportFactory> factory =
                Guard.make(options.providers(), TransportFactory.class, scheme, Stage.CONNECT);
        if (factory.isEmpty()) {
            throw new IllegalArgumentException("no provider supplies a transport for "
                    + Escape.quoted(scheme + "://") + "; there are "
                    + options.providers().names(TransportFactory.class) + " from " + options.providers()
                    + advice(scheme));
        }
        return new GuardedFactory(factory.get(), options.providers(), scheme);
    }

    private static String advice(String scheme) {
        return switch (scheme) {
            case "lmtp" -> "; lmtp comes with org.postrider:postrider-ext-lmtp";
            default -> "";
        };
    }

    private String serverName() {
        return Escape.text(
                address.host().isEmpty()
                        ? options.server().toString()
                        : address.host() + ":" + address.port() + " (" + options.server() + ")");
    }

    private Transport connect() throws SmtpException {
        String server = serverName();
        try {
            return factory.open(context);
        } catch (ProviderException e) {
            throw e;
        } catch (UnknownHostException e) {
            throw new ConnectionFailedException(
                    "the host " + Escape.quoted(address.host()) + " of " + server
                            + " was not found; check its spelling",
                    e);
        } catch (SocketTimeoutException e) {
            throw new ConnectionFailedException("connecting to " + server + " took too long: " + Escape.reason(e), e);
        } catch (InterruptedIOException e) {
            throw new SessionAbortedException(
                    "connecting to " + server + " was interrupted", Stage.CONNECT, Delivery.NOT_SENT, List.of(), e);
        } catch (IOException e) {
            throw new ConnectionFailedException(
                    "cannot connect to " + server + ": " + Escape.reason(e)
                            + (address.host().isEmpty() ? "; check the path" : "; check host, port")
                            + " and whether the server runs",
                    e);
        }
    }

    private Reply greeting(Conversation conversation) throws SmtpException {
        Reply greeting;
        try {
            greeting = conversation.greeting(greetingLimit(conversation));
        } catch (SmtpTimeoutException e) {
            if (isPlain(conversation)) {
                throw silent(e);
            }
            throw e;
        }
        if (greeting.code() != READY) {
            if (greeting.code() < 400) {
                // Whatever it is, it does not await our QUIT.
                conversation.abort("the greeting was " + greeting);
            }
            throw new GreetingRefusedException(conversation.peer() + " greeted with " + greeting, greeting);
        }
        return greeting;
    }

    /** How long to wait for the greeting: not long where all that is known says that none will come. */
    private Duration greetingLimit(Conversation conversation) {
        Duration limit = options.timeouts().of(Timeouts.Phase.GREETING);
        boolean onTlsPort = isPlain(conversation) && address.port() == SUBMISSIONS_PORT;
        return onTlsPort && limit.compareTo(GREETING_ON_TLS_PORT) > 0 ? GREETING_ON_TLS_PORT : limit;
    }

    private static boolean isPlain(Conversation conversation) {
        return !conversation.protection().isEncrypted();
    }

    private SmtpTimeoutException silent(SmtpTimeoutException e) {
        return "smtp".equalsIgnoreCase(options.server().getScheme())
                ? new SmtpTimeoutException(
                        e.getMessage() + "; it may wait for TLS to begin: "
                                + (address.port() == SUBMISSIONS_PORT ? "465 is a TLS port" : "if this is a TLS port")
                                + ", write smtps://",
                        e.stage(),
                        e.delivery(),
                        e.outcomes(),
                        e.limit(),
                        e.getCause())
                : e;
    }

    private static void greet(DefaultSession session, Greeting greeting) throws SmtpException {
        if (greeting == Greeting.EHLO) {
            session.greetIfNeeded();
        } else if (greeting == Greeting.HELO) {
            session.greetWithHelo();
        }
    }
}
