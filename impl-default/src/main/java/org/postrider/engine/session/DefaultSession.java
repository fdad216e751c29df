// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.net.SocketAddress;
import java.net.URI;
import java.util.Optional;
import org.postrider.Capabilities;
import org.postrider.Envelope;
import org.postrider.HeaderEnvelope;
import org.postrider.MailParameter;
import org.postrider.Message;
import org.postrider.RcptParameter;
import org.postrider.Reply;
import org.postrider.SendResult;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Listeners;
import org.postrider.engine.header.HeaderMail;
import org.postrider.engine.transaction.Transaction;
import org.postrider.engine.transaction.TransactionOptions;
import org.postrider.engine.wire.Command;
import org.postrider.spi.Dialect;

/** The session that callers see: takes the turn, then hands each call to the room that does it. */
final class DefaultSession implements Session {

    private final SessionOptions options;
    private final Conversation conversation;
    private final Listeners listeners;
    private final Reply greeting;
    private final String localName;
    private final Optional<SocketAddress> localAddress;
    private final TransactionOptions transactionOptions;
    private final Greeter greeter;
    private final SingleCommands commands;
    private final Turn turn = new Turn();

    DefaultSession(
            SessionOptions options,
            Dialect dialect,
            Conversation conversation,
            Listeners listeners,
            Reply greeting,
            String localName,
            Optional<SocketAddress> localAddress) {
        this.options = options;
        this.conversation = conversation;
        this.listeners = listeners;
        this.greeting = greeting;
        this.localName = localName;
        this.localAddress = localAddress;
        this.transactionOptions = new TransactionOptions(dialect, options.bareLineEnds(), options.partialAcceptance());
        this.greeter = new Greeter(conversation, options.providers(), dialect, localName);
        this.commands = new SingleCommands(conversation, listeners, greeter, transactionOptions);
    }

    /** One call, by one thread, that leaves the session either usable or over. */
    @FunctionalInterface
    private interface Call<T> {
        T make() throws SmtpException;
    }

    private <T> T inTurn(Call<T> call) throws SmtpException {
        turn.take();
        try {
            conversation.checkNotOver();
            return call.make();
        } catch (IllegalArgumentException e) {
            // An argument is refused before an octet of its command is written, so both sides are in step.
            throw e;
        } catch (RuntimeException | Error e) {
            conversation.abort("a call failed: " + e);
            throw e;
        } finally {
            turn.giveBack();
        }
    }

    @Override
    public SendResult send(Envelope envelope, Message message) throws SmtpException {
        return inTurn(() -> transact(envelope, message));
    }

    @Override
    public SendResult send(Message message, HeaderEnvelope header) throws SmtpException {
        return inTurn(() -> {
            HeaderMail mail = HeaderMail.of(message, header);
            return transact(mail.envelope(), mail.message());
        });
    }

    private SendResult transact(Envelope envelope, Message message) throws SmtpException {
        greeter.greetIfNeeded();
        return Transaction.send(conversation, listeners, greeter.extensions(), transactionOptions, envelope, message);
    }

    @Override
    public Reply command(String verb, String argument) throws SmtpException {
        return inTurn(() -> commands.command(verb, argument));
    }

    @Override
    public Reply ehlo() throws SmtpException {
        return ehlo(localName);
    }

    @Override
    public Reply ehlo(String name) throws SmtpException {
        return inTurn(() -> {
            Reply reply = greeter.ehlo(LocalName.checked(name));
            leaveTransactionAfter(reply);
            return reply;
        });
    }

    @Override
    public Reply helo() throws SmtpException {
        return helo(localName);
    }

    @Override
    public Reply helo(String name) throws SmtpException {
        return inTurn(() -> {
            Reply reply = greeter.helo(LocalName.checked(name));
            leaveTransactionAfter(reply);
            return reply;
        });
    }

    /** A greeting that is accepted resets the server (RFC 5321 section 4.1.4). */
    private void leaveTransactionAfter(Reply greetingReply) {
        if (greetingReply.isPositiveCompletion()) {
            commands.leaveTransaction();
        }
    }

    @Override
    public void greetIfNeeded() throws SmtpException {
        inTurn(() -> {
            greeter.greetIfNeeded();
            return true;
        });
    }

    /** HELO alone, which must succeed. */
    void greetWithHelo() throws SmtpException {
        inTurn(() -> {
            greeter.heloOrRefusal();
            return true;
        });
    }

    @Override
    public Reply noop() throws SmtpException {
        return inTurn(() -> commands.simple("NOOP", ""));
    }

    @Override
    public Reply rset() throws SmtpException {
        return inTurn(commands::rset);
    }

    @Override
    public Reply verify(String user) throws SmtpException {
        return inTurn(() -> commands.simple("VRFY", SingleCommands.addressOnly(user)));
    }

    @Override
    public Reply expand(String list) throws SmtpException {
        return inTurn(() -> commands.simple("EXPN", SingleCommands.addressOnly(list)));
    }

    @Override
    public Reply help() throws SmtpException {
        return help("");
    }

    @Override
    public Reply help(String topic) throws SmtpException {
        return inTurn(() -> commands.simple("HELP", topic));
    }

    @Override
    public Reply mail(String reversePath, MailParameter... parameters) throws SmtpException {
        return inTurn(() -> commands.mail(reversePath, parameters));
    }

    @Override
    public Reply rcpt(String forwardPath, RcptParameter... parameters) throws SmtpException {
        return inTurn(() -> commands.rcpt(forwardPath, parameters));
    }

    @Override
    public Reply data(Message message) throws SmtpException {
        return inTurn(() -> commands.data(message));
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
        return localName;
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
        return !conversation.isOver();
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
        return "session with " + conversation.peer() + (isOpen() ? "" : " (over)");
    }
}
