// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
import org.postrider.Transport;
import org.postrider.engine.extension.Extensions;
import org.postrider.engine.wire.Command;
import org.postrider.spi.ContentFacts;
import org.postrider.spi.Extension;
import org.postrider.spi.TransactionPlan;

/**
 * A transaction before its first command: every extension has had its say, every parameter is permitted, and every command is encoded. What
 * is wrong with an envelope shows here, so that no server is left in the middle of a transaction by a mistake of ours.
 */
final class Plan {

    private final Extensions extensions;
    private final Envelope envelope;
    private final ContentFacts content;
    private final Transport.Protection protection;
    private final List<MailParameter> mailParameters;
    private final List<List<RcptParameter>> rcptParameters = new ArrayList<>();
    private boolean utf8;
    private boolean asciiDomains;
    private boolean sevenBit;

    private Plan(Extensions extensions, Envelope envelope, ContentFacts content, Transport.Protection protection) {
        this.protection = protection;
        this.extensions = extensions;
        this.envelope = envelope;
        this.content = content;
        this.mailParameters = new ArrayList<>(envelope.parameters());
        envelope.recipients().forEach(recipient -> rcptParameters.add(new ArrayList<>(recipient.parameters())));
    }

    /** Plans, or refuses locally. */
    static Plan of(Extensions extensions, Envelope envelope, ContentFacts content, Transport.Protection protection)
            throws LocalRefusalException {
        Plan plan = new Plan(extensions, envelope, content, protection);
        plan.keepPermitted();
        for (Map.Entry<String, Extension> entry : extensions.all().entrySet()) {
            entry.getValue().plan(plan.new View(entry.getKey()));
        }
        plan.keepPermitted();
        plan.checkConflicts();
        plan.utf8 = extensions.letCommandsCarryUtf8(plan.mailParameters);
        return plan;
    }

    /** MAIL. */
    Command mail() {
        return Command.mail(envelope.reversePath().map(this::written).orElse(""), mailParameters, utf8);
    }

    /** All RCPT commands, in order. */
    List<Command> rcpts() {
        List<Command> commands = new ArrayList<>(envelope.recipients().size());
        for (int i = 0; i < rcptParameters.size(); i++) {
            Recipient recipient = envelope.recipients().get(i);
            commands.add(Command.rcpt(written(recipient.mailbox()), rcptParameters.get(i), utf8));
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
        keepPermitted(mailParameters);
        for (List<RcptParameter> parameters : rcptParameters) {
            keepPermitted(parameters);
        }
    }

    private void keepPermitted(List<? extends Parameter> parameters) throws LocalRefusalException {
        for (int i = parameters.size() - 1; i >= 0; i--) {
            if (!extensions.permits(parameters.get(i))) {
                parameters.remove(i);
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
            Extension extension = extensions.all().get(keyword);
            if (extension != null) {
                for (String other : extension.conflicts()) {
                    if (used.contains(other)) {
                        throw new LocalRefusalException(
                                "parameters of " + keyword + " and of " + other + " cannot stand in one transaction",
                                keyword);
                    }
                }
            }
        }
    }

    private static <P extends Parameter> void addOnce(List<P> parameters, P parameter) {
        if (parameters.stream().noneMatch(p -> p.keyword().equals(parameter.keyword()))) {
            parameters.add(parameter);
        }
    }

    /** The plan as one extension sees it. */
    private final class View implements TransactionPlan {

        private final String keyword;

        View(String keyword) {
            this.keyword = keyword;
        }

        @Override
        public Optional<EhloKeyword> offer() {
            return extensions.capabilities().get(keyword);
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
            return Collections.unmodifiableList(mailParameters);
        }

        @Override
        public List<RcptParameter> rcptParameters(int recipient) {
            return Collections.unmodifiableList(rcptParameters.get(recipient));
        }

        @Override
        public Transport.Protection protection() {
            return protection;
        }

        @Override
        public void add(MailParameter parameter) {
            addOnce(mailParameters, parameter.offeredBy(keyword));
        }

        @Override
        public void add(int recipient, RcptParameter parameter) {
            addOnce(rcptParameters.get(recipient), parameter.offeredBy(keyword));
        }

        @Override
        public void useAsciiDomains() {
            asciiDomains = true;
        }

        @Override
        public void requireSevenBit() {
            sevenBit = true;
        }
    }
}
