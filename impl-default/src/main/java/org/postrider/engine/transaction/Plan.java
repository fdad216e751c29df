// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postrider.EhloKeyword;
import org.postrider.Envelope;
import org.postrider.LocalRefusalException;
import org.postrider.MailParameter;
import org.postrider.Mailbox;
import org.postrider.Parameter;
import org.postrider.RcptParameter;
import org.postrider.Recipient;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Transport;
import org.postrider.engine.extension.Extensions;
import org.postrider.engine.wire.Command;
import org.postrider.spi.ContentFacts;
import org.postrider.spi.TransactionPlan;

/**
 * A transaction before its first command: every extension has had its say, every parameter is permitted, and every command is encoded. What
 * is wrong with an envelope shows here, so that no server is left in the middle of a transaction by a mistake of ours.
 */
final class Plan {

    /** SIZE and BODY. */
    private static final int USUAL_PARAMETERS = 2;

    private final Extensions extensions;
    private final Envelope envelope;
    private final ContentFacts content;
    private final Transport.Protection protection;
    private final boolean strictEightBit;
    private final List<MailParameter> mailParameters;
    /** A recipient to whom no extension adds a parameter shares its list with the envelope. */
    private final List<List<RcptParameter>> rcptParameters;

    private boolean utf8;
    private boolean asciiDomains;
    private boolean sevenBit;

    private Plan(
            Extensions extensions,
            Envelope envelope,
            ContentFacts content,
            Transport.Protection protection,
            boolean strictEightBit) {
        this.protection = protection;
        this.strictEightBit = strictEightBit;
        this.extensions = extensions;
        this.envelope = envelope;
        this.content = content;
        this.mailParameters = new ArrayList<>(envelope.parameters().size() + USUAL_PARAMETERS);
        mailParameters.addAll(envelope.parameters());
        this.rcptParameters = new ArrayList<>(envelope.recipients().size());
        for (Recipient recipient : envelope.recipients()) {
            rcptParameters.add(recipient.parameters());
        }
    }

    /** Plans, or refuses locally. */
    static Plan of(
            Extensions extensions,
            Envelope envelope,
            ContentFacts content,
            Transport.Protection protection,
            boolean strictEightBit)
            throws SmtpException {
        Plan plan = new Plan(extensions, envelope, content, protection, strictEightBit);
        plan.keepPermitted();
        plan.ask();
        plan.keepPermitted();
        plan.checkConflicts();
        plan.utf8 = extensions.letCommandsCarryUtf8(plan.mailParameters);
        return plan;
    }

    private void ask() throws SmtpException {
        List<String> keywords = extensions.keywords();
        View view = new View();
        try {
            for (int i = 0; i < keywords.size(); i++) {
                view.keyword = keywords.get(i);
                view.offer = extensions.offer(i);
                extensions.extension(i).plan(view);
            }
        } catch (SmtpException e) {
            throw e;
        } catch (Throwable e) {
            throw extensions.guard(view.keyword, Stage.MAIL).threw("plan(..)", e);
        } finally {
            view.over = true;
        }
    }

    /** MAIL. */
    Command mail() {
        Optional<Mailbox> from = envelope.reversePath();
        return Command.mail(from.isPresent() ? written(from.get()) : "", mailParameters, utf8);
    }

    /** All RCPT commands, in order. */
    Command[] rcpts() {
        Command[] commands = new Command[rcptParameters.size()];
        for (int i = 0; i < commands.length; i++) {
            Recipient recipient = envelope.recipients().get(i);
            commands[i] = Command.rcpt(written(recipient.mailbox()), rcptParameters.get(i), utf8);
        }
        return commands;
    }

    private String written(Mailbox mailbox) {
        return (asciiDomains ? mailbox.withAsciiDomain().orElse(mailbox) : mailbox).address();
    }

    /** The envelope that was planned for. */
    Envelope envelope() {
        return envelope;
    }

    /** Whether an octet above 127 in the content ends the transaction. */
    boolean sevenBit() {
        return sevenBit;
    }

    private void keepPermitted() throws LocalRefusalException {
        for (int i = mailParameters.size() - 1; i >= 0; i--) {
            if (!extensions.permits(mailParameters.get(i))) {
                mailParameters.remove(i);
            }
        }
        for (int recipient = 0; recipient < rcptParameters.size(); recipient++) {
            for (int i = rcptParameters.get(recipient).size() - 1; i >= 0; i--) {
                if (!extensions.permits(rcptParameters.get(recipient).get(i))) {
                    List<RcptParameter> fewer = new ArrayList<>(rcptParameters.get(recipient));
                    fewer.remove(i);
                    rcptParameters.set(recipient, fewer);
                }
            }
        }
    }

    private void checkConflicts() throws LocalRefusalException {
        if (!extensions.haveConflicts()) {
            return;
        }
        Set<String> used = new HashSet<>();
        mailParameters.forEach(parameter -> used.add(extensions.ownerOf(parameter)));
        rcptParameters.forEach(list -> list.forEach(parameter -> used.add(extensions.ownerOf(parameter))));
        for (String keyword : used) {
            for (String other : extensions.conflicts(keyword)) {
                if (used.contains(other)) {
                    throw new LocalRefusalException(
                            "parameters of " + keyword + " and of " + other + " cannot stand in one transaction",
                            keyword);
                }
            }
        }
    }

    private static boolean has(List<? extends Parameter> parameters, String keyword) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).keyword().equals(keyword)) {
                return true;
            }
        }
        return false;
    }

    /** The plan as one extension after another sees it. */
    private final class View implements TransactionPlan {

        private final List<MailParameter> shown = Collections.unmodifiableList(mailParameters);
        private String keyword = "";
        private Optional<EhloKeyword> offer = Optional.empty();
        private boolean over;

        private void checkNotOver() {
            if (over) {
                throw new IllegalStateException(
                        "the transaction is planned; a plan is for plan(..) alone, which has" + " returned");
            }
        }

        @Override
        public Optional<EhloKeyword> offer() {
            return offer;
        }

        @Override
        public Envelope envelope() {
            return envelope;
        }

        @Override
        public ContentFacts content() {
            return content;
        }

        @Override
        public List<MailParameter> mailParameters() {
            return shown;
        }

        @Override
        public List<RcptParameter> rcptParameters(int recipient) {
            return Collections.unmodifiableList(rcptParameters.get(recipient));
        }

        @Override
        public boolean isStrictEightBit() {
            return strictEightBit;
        }

        @Override
        public Transport.Protection protection() {
            return protection;
        }

        @Override
        public void add(MailParameter parameter) {
            checkNotOver();
            extensions.checkOwner(keyword, parameter);
            if (!has(mailParameters, parameter.keyword())) {
                mailParameters.add(parameter);
            }
        }

        @Override
        public void add(int recipient, RcptParameter parameter) {
            checkNotOver();
            extensions.checkOwner(keyword, parameter);
            List<RcptParameter> before = rcptParameters.get(recipient);
            if (!has(before, parameter.keyword())) {
                List<RcptParameter> more = new ArrayList<>(before);
                more.add(parameter);
                rcptParameters.set(recipient, more);
            }
        }

        @Override
        public void useAsciiDomains() {
            checkNotOver();
            asciiDomains = true;
        }

        @Override
        public void requireSevenBit() {
            checkNotOver();
            sevenBit = true;
        }
    }
}
