// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;
import org.postrider.AuthPolicy;
import org.postrider.AuthResponder;
import org.postrider.Capabilities;
import org.postrider.Credentials;
import org.postrider.DisconnectedException;
import org.postrider.Envelope;
import org.postrider.HeaderEnvelope;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.MailParameter;
import org.postrider.Message;
import org.postrider.RcptParameter;
import org.postrider.Reply;
import org.postrider.SendResult;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.Transport;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Listeners;
import org.postrider.engine.header.HeaderMail;
import org.postrider.engine.transaction.MailSender;
import org.postrider.engine.transaction.TransactionContext;
import org.postrider.engine.transaction.TransactionOptions;
import org.postrider.engine.wire.Command;
import org.postrider.engine.wire.MessageStreams;
import org.postrider.spi.Dialect;

/** The session that callers see: takes the turn, then hands each call to the class that does it. */
final class DefaultSession implements Session {

    private final SessionOptions options;
    private final Conversation conversation;
    private final Reply greeting;
    private final Optional<SocketAddress> localAddress;
    private final MailSender mails;
    private final Greeter greeter;
    private final Security security;
    private final SingleCommands commands;
    private final Turn turn = new Turn();

    DefaultSession(
            SessionOptions options,
            Dialect dialect,
            Conversation conversation,
            Listeners listeners,
            Reply greeting,
            Greeter greeter,
            Security security,
            Optional<SocketAddress> localAddress) {
        this.options = options;
        this.conversation = conversation;
        this.greeting = greeting;
        this.localAddress = localAddress;
        TransactionContext transactions = TransactionContext.of(
                conversation,
                listeners,
                new TransactionOptions(
                        dialect,
                        options.bareLineEnds(),
                        options.strictEightBit(),
                        options.partialAcceptance(),
                        options.overLimits(),
                        options.eager(),
                        options.chunking(),
                        options.refused(),
                        options.window()));
        this.mails = new MailSender(transactions);
        this.greeter = greeter;
        this.security = security;
        this.commands = new SingleCommands(greeter, transactions);
    }

    /** One call, by one thread, that leaves the session either usable or over. */
    @FunctionalInterface
    private interface Call<T> {
        T make() throws SmtpException;
    }

    private <T> T inTurn(Call<T> call) throws SmtpException {
        turn.take();
        long before = conversation.activity();
        try {
            conversation.checkNotOver();
            return call.make();
        } catch (DisconnectedException e) {
            conversation.abort(String.valueOf(e.getMessage()));
            throw e;
        } catch (Throwable e) {
            // The one place that decides whether the session goes on: only if both sides are in step for certain.
            // Callbacks in
            // Kotlin and others throw checked exceptions that no signature shows.
            if (conversation.activity() != before && !conversation.isInStep()) {
                conversation.abort("a call failed: " + e);
            }
            throw e;
        } finally {
            turn.giveBack();
        }
    }

    /** A call that owns a message: what the call does not read to its end is closed. */
    private <T> T owning(Message message, Call<T> call) throws SmtpException {
        boolean sent = false;
        try {
            T result = call.make();
            sent = true;
            return result;
        } finally {
            if (!sent) {
                MessageStreams.discard(message);
            }
        }
    }

    /** A call that says more than a greeting. */
    private <T> T inSecuredTurn(Call<T> call) throws SmtpException {
        return inTurn(() -> {
            security.checkSecured();
            return call.make();
        });
    }

    @Override
    public SendResult send(Envelope envelope, Message message) throws SmtpException {
        Objects.requireNonNull(envelope, "envelope");
        Objects.requireNonNull(message, "message");
        return owning(message, () -> inTurn(() -> transact(envelope, message)));
    }

    @Override
    public SendResult send(Message message, HeaderEnvelope header) throws SmtpException {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(header, "header");
        return owning(
                message,
                () -> inTurn(() -> {
                    HeaderMail mail = HeaderMail.of(message, header);
                    return owning(mail.message(), () -> transact(mail.envelope(), mail.message()));
                }));
    }

    private SendResult transact(Envelope envelope, Message message) throws SmtpException {
        security.establish();
        return mails.send(greeter.extensions(), envelope, message);
    }

    @Override
    public void sendAll(Iterable<Mail> series, Consumer<? super MailOutcome> outcomes) throws SmtpException {
        Objects.requireNonNull(series, "mails");
        Objects.requireNonNull(outcomes, "outcomes");
        boolean[] begun = new boolean[1];
        try {
            inTurn(() -> {
                security.establish();
                begun[0] = true;
                mails.sendAll(greeter.extensions(), series, outcomes);
                return true;
            });
        } finally {
            if (!begun[0] && series instanceof Collection<Mail> held) {
                held.stream().filter(Objects::nonNull).map(Mail::message).forEach(MessageStreams::discard);
            }
        }
    }

    @Override
    public Reply command(String verb, String argument) throws SmtpException {
        Objects.requireNonNull(verb, "verb");
        Objects.requireNonNull(argument, "argument");
        return inSecuredTurn(() -> commands.command(verb, argument));
    }

    @Override
    public Reply ehlo() throws SmtpException {
        return ehlo(greeter.localName());
    }

    @Override
    public Reply ehlo(String name) throws SmtpException {
        Objects.requireNonNull(name, "name");
        return inTurn(() -> commands.ehlo(name));
    }

    @Override
    public Reply helo() throws SmtpException {
        return helo(greeter.localName());
    }

    @Override
    public Reply helo(String name) throws SmtpException {
        Objects.requireNonNull(name, "name");
        return inSecuredTurn(() -> commands.helo(name));
    }

    @Override
    public void greetIfNeeded() throws SmtpException {
        inTurn(() -> {
            security.establish();
            return true;
        });
    }

    /** HELO alone, which must succeed. */
    void greetWithHelo() throws SmtpException {
        inSecuredTurn(() -> {
            greeter.heloOrRefusal();
            security.establish();
            return true;
        });
    }

    @Override
    public Reply noop() throws SmtpException {
        return inSecuredTurn(() -> commands.simple("NOOP", ""));
    }

    @Override
    public Reply rset() throws SmtpException {
        return inSecuredTurn(commands::rset);
    }

    @Override
    public Reply verify(String user) throws SmtpException {
        Objects.requireNonNull(user, "user");
        return inSecuredTurn(() -> commands.simple("VRFY", SingleCommands.addressOnly(user)));
    }

    @Override
    public Reply expand(String list) throws SmtpException {
        Objects.requireNonNull(list, "list");
        return inSecuredTurn(() -> commands.simple("EXPN", SingleCommands.addressOnly(list)));
    }

    @Override
    public Reply help() throws SmtpException {
        return help("");
    }

    @Override
    public Reply help(String topic) throws SmtpException {
        Objects.requireNonNull(topic, "topic");
        return inSecuredTurn(() -> commands.simple("HELP", topic));
    }

    @Override
    public Reply mail(String reversePath, MailParameter... parameters) throws SmtpException {
        Objects.requireNonNull(reversePath, "reversePath");
        Objects.requireNonNull(parameters, "parameters");
        return inSecuredTurn(() -> commands.mail(reversePath, parameters));
    }

    @Override
    public Reply rcpt(String forwardPath, RcptParameter... parameters) throws SmtpException {
        Objects.requireNonNull(forwardPath, "forwardPath");
        Objects.requireNonNull(parameters, "parameters");
        return inSecuredTurn(() -> commands.rcpt(forwardPath, parameters));
    }

    @Override
    public Reply data(Message message) throws SmtpException {
        Objects.requireNonNull(message, "message");
        return owning(message, () -> inSecuredTurn(() -> commands.data(message)));
    }

    @Override
    public Reply quit() throws SmtpException {
        return inTurn(() -> {
            try {
                return conversation.ask(Command.quit(), Stage.QUIT, Timeouts.Phase.QUIT);
            } finally {
                conversation.close("QUIT was sent");
            }
        });
    }

    @Override
    public Reply startTls() throws SmtpException {
        return inTurn(() -> {
            commands.checkNoTransaction("STARTTLS");
            return security.startTls();
        });
    }

    @Override
    public Reply authenticate(Credentials credentials) throws SmtpException {
        Objects.requireNonNull(credentials, "credentials");
        return authenticate(credentials, Optional.empty());
    }

    @Override
    public Reply authenticate(Credentials credentials, AuthPolicy policy) throws SmtpException {
        Objects.requireNonNull(credentials, "credentials");
        Objects.requireNonNull(policy, "policy");
        return authenticate(credentials, Optional.of(policy));
    }

    private Reply authenticate(Credentials credentials, Optional<AuthPolicy> policy) throws SmtpException {
        return inTurn(() -> {
            commands.checkNoTransaction("AUTH");
            return security.authenticate(credentials, policy);
        });
    }

    @Override
    public Reply authenticate(String mechanism, AuthResponder responder) throws SmtpException {
        Objects.requireNonNull(mechanism, "mechanism");
        Objects.requireNonNull(responder, "responder");
        return inTurn(() -> {
            commands.checkNoTransaction("AUTH");
            return security.authenticate(mechanism.toUpperCase(Locale.ROOT), responder);
        });
    }

    @Override
    public Optional<SSLSession> tlsSession() {
        return conversation.tlsSession();
    }

    @Override
    public Transport.Protection protection() {
        return conversation.protection();
    }

    @Override
    public boolean isAuthenticated() {
        return security.isAuthenticated();
    }

    @Override
    public Capabilities capabilities() {
        return greeter.extensions().capabilities();
    }

    @Override
    public Reply greeting() {
        return greeting;
    }

    @Override
    public Optional<Reply> ehloReply() {
        return greeter.ehloReply();
    }

    @Override
    public Optional<Reply> heloReply() {
        return greeter.heloReply();
    }

    @Override
    public URI server() {
        return options.server();
    }

    @Override
    public String localName() {
        return greeter.localName();
    }

    @Override
    public Optional<SocketAddress> localAddress() {
        return localAddress;
    }

    @Override
    public Timeouts timeouts() {
        return options.timeouts();
    }

    @Override
    public boolean isOpen() {
        return !conversation.isOver() && turn.lookBetweenCalls(conversation::isQuiet, true);
    }

    @Override
    public void close() {
        if (turn.tryTake()) {
            try {
                Farewell.say(conversation);
            } finally {
                turn.giveBack();
            }
        } else {
            abort();
        }
    }

    @Override
    public void abort() {
        conversation.abort("it was aborted");
    }

    @Override
    public String toString() {
        return "session with " + conversation.peer() + (conversation.isOver() ? " (over)" : "");
    }
}
