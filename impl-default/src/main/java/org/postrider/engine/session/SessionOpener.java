// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
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
import org.postrider.Stage;
import org.postrider.Transport;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Listeners;
import org.postrider.engine.guard.Guard;
import org.postrider.engine.transport.GuardedFactory;
import org.postrider.internal.Escape;
import org.postrider.spi.Dialect;
import org.postrider.spi.TransportFactory;

/** From options to an open session: transport, greeting, EHLO. Whatever fails on the way, nothing stays open. */
final class SessionOpener {

    private static final int READY = 220;

    private SessionOpener() {}

    static Session open(SessionOptions options) throws SmtpException {
        GuardedFactory factory = factory(options);
        Dialect dialect = factory.dialect();
        boolean implicitTls = factory.implicitTls();
        ServerAddress address = factory.hasHost(options.server())
                ? ServerAddress.withHost(options.server(), factory.defaultPort())
                : ServerAddress.withPath(options.server());
        Listeners listeners = new Listeners(options.listeners());
        Optional<String> name = options.localName().isPresent() ? options.localName() : LocalName.ofMachine(options);
        Transport transport = connect(factory, new OpeningContext(options, address), listeners);
        boolean opened = false;
        Conversation conversation = null;
        try {
            String peer = transport.peer();
            listeners.connected(peer);
            conversation = new Conversation(transport, options.timeouts(), listeners, options.acceptBareLfInReplies());
            String localName = name.isPresent() ? name.get() : LocalName.literal(transport.localAddress());
            Greeter greeter = new Greeter(conversation, options.providers(), dialect, localName, options.ignored());
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

    private static Transport connect(GuardedFactory factory, OpeningContext context, Listeners listeners)
            throws SmtpException {
        listeners.connecting(context.server());
        String server = Escape.text(
                context.host().isEmpty()
                        ? context.server().toString()
                        : context.host() + ":" + context.port() + " (" + context.server() + ")");
        try {
            return factory.open(context);
        } catch (ProviderException e) {
            throw e;
        } catch (UnknownHostException e) {
            throw new ConnectionFailedException(
                    "the host " + Escape.quoted(context.host()) + " of " + server
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
                            + (context.host().isEmpty() ? "; check the path" : "; check host, port")
                            + " and whether the server runs",
                    e);
        }
    }

    private static Reply greeting(Conversation conversation) throws SmtpException {
        Reply greeting = conversation.greeting();
        if (greeting.code() != READY) {
            if (greeting.code() < 400) {
                // Whatever it is, it does not await our QUIT.
                conversation.abort("the greeting was " + greeting);
            }
            throw new GreetingRefusedException(conversation.peer() + " greeted with " + greeting, greeting);
        }
        return greeting;
    }

    private static void greet(DefaultSession session, Greeting greeting) throws SmtpException {
        if (greeting == Greeting.EHLO) {
            session.greetIfNeeded();
        } else if (greeting == Greeting.HELO) {
            session.greetWithHelo();
        }
    }
}
