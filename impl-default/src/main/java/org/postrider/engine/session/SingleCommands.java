// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.Envelope;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.LocalRefusalException;
import org.postrider.MailParameter;
import org.postrider.Mailbox;
import org.postrider.Message;
import org.postrider.Parameter;
import org.postrider.RcptParameter;
import org.postrider.Recipient;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.transaction.SingleContent;
import org.postrider.engine.transaction.TransactionContext;
import org.postrider.engine.wire.Command;
import org.postrider.internal.Escape;

/** The commands that a caller sends one by one. */
final class SingleCommands {

    /** Each changes what the session must keep in step with, so each has a method that does. */
    private static final Set<String> WITH_A_METHOD = Set.of(
            "EHLO", "HELO", "LHLO", "MAIL", "RCPT", "DATA", "BDAT", "RSET", "QUIT", "STARTTLS", "AUTH", "TURN", "ATRN");

    private final Conversation conversation;
    private final Greeter greeter;
    private final TransactionContext transactions;
    /** Whether the current transaction was opened with SMTPUTF8. */
    private boolean utf8;
    /** The sender of the current transaction and the recipients accepted so far. */
    private Envelope.@Nullable Builder accepted;

    private boolean hasRecipient;
    /** Whether the current transaction was opened for content that DATA would alter. */
    private boolean unaltered;

    SingleCommands(Greeter greeter, TransactionContext transactions) {
        this.conversation = transactions.conversation();
        this.greeter = greeter;
        this.transactions = transactions;
    }

    Reply command(String verb, String argument) throws SmtpException {
        return conversation.ask(own(verb, argument), Stage.COMMAND, Timeouts.Phase.COMMAND);
    }

    /** A command of which the session knows nothing. */
    static Command own(String verb, String argument) {
        if (WITH_A_METHOD.contains(verb.toUpperCase(Locale.ROOT))) {
            throw new IllegalArgumentException(Escape.quoted(verb)
                    + " changes the state of the session and cannot be sent as a raw command; use the method for it");
        }
        Parameter.checkedKeyword(verb);
        return Command.other(verb, argument, "23");
    }

    /** A command that RFC 5321 section 4.3.2 gives no 3yz reply. */
    Reply simple(String verb, String argument) throws SmtpException {
        return conversation.ask(Command.other(verb, argument, "2"), Stage.COMMAND, Timeouts.Phase.COMMAND);
    }

    Reply rset() throws SmtpException {
        Reply reply = conversation.ask(Command.rset(), Stage.COMMAND, Timeouts.Phase.RSET);
        if (reply.isPositiveCompletion()) {
            leaveTransaction();
        }
        return reply;
    }

    Reply mail(String reversePath, MailParameter... parameters) throws SmtpException {
        Optional<Mailbox> mailbox = Envelope.parseReversePath(reversePath);
        List<MailParameter> permitted = permitted(List.of(parameters));
        boolean ascii = mailbox.isEmpty() || mailbox.get().isAscii();
        if (!ascii && isUtf8Offered() && !greeter.extensions().letCommandsCarryUtf8(permitted)) {
            permitted.add(MailParameter.of(AddressForm.SMTPUTF8));
        }
        boolean withUtf8 = greeter.extensions().letCommandsCarryUtf8(permitted);
        String address = mailbox.isEmpty() ? "" : written(mailbox.get(), withUtf8, Stage.MAIL);
        Command command = Command.mail(address, permitted, withUtf8);
        transactions.usage().mail(greeter.extensions().limits());
        Reply reply = conversation.ask(command, Stage.MAIL, Timeouts.Phase.MAIL);
        if (reply.isPositiveCompletion()) {
            leaveTransaction();
            utf8 = withUtf8;
            unaltered = greeter.extensions().leaveContentUnaltered(permitted);
            MailParameter[] sent = permitted.toArray(MailParameter[]::new);
            accepted = mailbox.isPresent() ? Envelope.from(mailbox.get(), sent) : Envelope.fromNobody(sent);
        }
        return reply;
    }

    Reply rcpt(String forwardPath, RcptParameter... parameters) throws SmtpException {
        Recipient recipient = Recipient.of(forwardPath, parameters);
        String address = written(recipient.mailbox(), utf8, Stage.RCPT);
        Command command = Command.rcpt(address, permitted(recipient.parameters()), utf8);
        transactions.usage().rcpt(greeter.extensions().limits(), recipient);
        Reply reply = conversation.ask(command, Stage.RCPT, Timeouts.Phase.RCPT);
        Envelope.Builder envelope = accepted;
        if (reply.isPositiveCompletion() && envelope != null) {
            envelope.to(recipient);
            hasRecipient = true;
        }
        return reply;
    }

    private boolean isUtf8Offered() {
        return greeter.extensions().capabilities().has(AddressForm.SMTPUTF8);
    }

    private String written(Mailbox mailbox, boolean withUtf8, Stage stage) throws LocalRefusalException {
        return withUtf8 || mailbox.isAscii() ? mailbox.address() : AddressForm.ascii(mailbox, stage, isUtf8Offered());
    }

    Reply data(Message message) throws SmtpException {
        if (unaltered) {
            throw new LocalRefusalException(
                    "the transaction is for binary content, which DATA cannot carry; use send(..)",
                    Stage.DATA,
                    "BINARYMIME");
        }
        Envelope.Builder envelope = accepted;
        Reply verdict = SingleContent.send(
                transactions,
                envelope != null && hasRecipient ? Optional.of(envelope.build()) : Optional.empty(),
                greeter.extensions().limits(),
                message);
        leaveTransaction();
        return verdict;
    }

    /** Refuses what RFC 3207 and RFC 4954 forbid between MAIL and the end of the content. */
    void checkNoTransaction(String verb) throws LocalRefusalException {
        if (accepted != null) {
            throw new LocalRefusalException(
                    verb + " cannot stand in a transaction; end it by data(..) or rset() first", Stage.COMMAND, verb);
        }
    }

    Reply ehlo(String name) throws SmtpException {
        return afterGreeting(greeter.ehlo(LocalName.checked(name)));
    }

    Reply helo(String name) throws SmtpException {
        return afterGreeting(greeter.helo(LocalName.checked(name)));
    }

    /** A greeting that is accepted resets the server (RFC 5321 section 4.1.4). */
    private Reply afterGreeting(Reply reply) {
        if (reply.isPositiveCompletion()) {
            leaveTransaction();
        }
        return reply;
    }

    /** What RSET, a greeting and a verdict do at the server. */
    private void leaveTransaction() {
        utf8 = false;
        unaltered = false;
        accepted = null;
        hasRecipient = false;
    }

    private <P extends Parameter> List<P> permitted(List<P> parameters) throws ExtensionNotSupportedException {
        List<P> permitted = new ArrayList<>();
        for (P parameter : parameters) {
            if (greeter.extensions().permits(parameter)) {
                permitted.add(parameter);
            }
        }
        return permitted;
    }

    /** A mailbox loses its display name and brackets; anything else stays as it is. */
    static String addressOnly(String text) {
        boolean mailbox = text.indexOf('@') >= 0 || text.indexOf('<') >= 0;
        return mailbox ? Mailbox.parse(text).address() : text;
    }
}
