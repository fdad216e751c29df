// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.postrider.Delivery;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.RecipientOutcome;
import org.postrider.Session;
import org.postrider.SmtpException;

/** One session with the model server, and the check of what it reports. */
final class OneSession {

    private final Way way;
    private final Behaviour behaviour;
    private final Dialogue dialogue;
    private final Faults faults;
    private final Random random;
    private final ServerRecord record;
    private final ReplyStream stream;
    private final Answers answers;
    private final ModelServer server;
    private final ModelTransport transport;
    private final List<MailOutcome> outcomes = new ArrayList<>();

    OneSession(
            Way way,
            Behaviour behaviour,
            Map<String, ModelMail> mails,
            Dialogue dialogue,
            Faults faults,
            Random random) {
        this.way = way;
        this.behaviour = behaviour;
        this.dialogue = dialogue;
        this.faults = faults;
        this.random = random;
        record = new ServerRecord(mails, !way.partialAcceptance, faults);
        stream = new ReplyStream(behaviour.prompt, random);
        answers = new Answers(behaviour, stream, dialogue, random);
        server = new ModelServer(behaviour, record, answers, dialogue, faults, random);
        transport = new ModelTransport(behaviour, server, answers, stream, faults, random);
    }

    ServerRecord record() {
        return record;
    }

    /**
     * Sends mails, and checks the outcomes.
     *
     * @param recipients who is to get each
     * @return the outcomes; none if no session could be opened
     */
    List<MailOutcome> send(List<ModelMail> attempts, Map<String, List<String>> recipients) {
        List<Mail> mails = attempts.stream()
                .map(mail -> mail.to(recipients.get(mail.id())))
                .toList();
        try {
            Session session = way.open(behaviour.lmtp, transport);
            try {
                calls(session, attempts, mails);
            } finally {
                session.close();
            }
        } catch (SmtpException e) {
            dialogue.note("the session is not opened: " + e.getMessage());
            return List.of();
        } catch (RuntimeException | Error e) {
            faults.add(
                    Rule.NO_UNCHECKED, e + " at " + List.of(e.getStackTrace()).subList(0, 3));
            return outcomes;
        }
        if (!transport.isClosed()) {
            faults.add(Rule.CLOSED_AT_THE_END, "the transport is open");
        }
        // What is on its way arrives also after the client has gone.
        server.work();
        check(attempts, mails, recipients);
        return outcomes;
    }

    private void calls(Session session, List<ModelMail> attempts, List<Mail> mails) {
        if (way.all) {
            int first = random.nextInt(3) == 0 ? random.nextInt(mails.size() + 1) : mails.size();
            sendAll(session, attempts.subList(0, first), mails.subList(0, first));
            server.idle();
            sendAll(session, attempts.subList(first, mails.size()), mails.subList(first, mails.size()));
            return;
        }
        for (int i = 0; i < mails.size(); i++) {
            Mail mail = mails.get(i);
            note("send", List.of(attempts.get(i)));
            try {
                told(MailOutcome.of(mail, session.send(mail.envelope().orElseThrow(), mail.message())));
            } catch (SmtpException e) {
                told(MailOutcome.of(mail, e));
            }
            server.idle();
        }
    }

    private void sendAll(Session session, List<ModelMail> attempts, List<Mail> mails) {
        note("sendAll", attempts);
        int before = outcomes.size();
        try {
            session.sendAll(mails, this::told);
        } catch (SmtpException e) {
            if (outcomes.size() > before) {
                faults.add(Rule.IN_ORDER, "sendAll reports outcomes, and throws " + e);
            }
            mails.forEach(mail -> told(MailOutcome.of(mail, e)));
        }
    }

    private void note(String call, List<ModelMail> mails) {
        dialogue.note("the client calls " + call + " " + mails);
    }

    private void told(MailOutcome outcome) {
        outcomes.add(outcome);
        String each = outcome.recipients().stream()
                .map(one -> one.recipient().mailbox().address() + " " + one.delivery()
                        + one.reply().map(reply -> " (" + reply + ")").orElse(""))
                .collect(Collectors.joining(", "));
        dialogue.note("outcome: " + outcome.delivery()
                + outcome.failure().map(e -> " " + e).orElse("") + " [" + each + "]");
    }

    private void check(List<ModelMail> attempts, List<Mail> mails, Map<String, List<String>> recipients) {
        if (outcomes.size() != mails.size()) {
            faults.add(Rule.IN_ORDER, outcomes.size() + " outcomes for " + mails.size() + " mails");
        }
        for (int i = 0; i < outcomes.size() && i < mails.size(); i++) {
            if (outcomes.get(i).mail() != mails.get(i)) {
                faults.add(Rule.IN_ORDER, "outcome " + i + " is of another mail");
                return;
            }
            check(attempts.get(i), recipients.get(attempts.get(i).id()), outcomes.get(i));
        }
    }

    private void check(ModelMail mail, List<String> addresses, MailOutcome outcome) {
        checkShape(mail, addresses, outcome);
        HonestRules honest = new HonestRules(faults, way.partialAcceptance);
        ViolationRules violation = new ViolationRules(faults, behaviour, stream, answers.firstViolation());
        List<RecipientOutcome> told = each(outcome);
        for (int i = 0; i < addresses.size() && i < told.size(); i++) {
            Evidence evidence =
                    new Evidence(record, stream, transport.ends(), mail.id(), addresses, i, behaviour.rcptMax);
            if (behaviour.isHonest()) {
                honest.check(addresses.get(i), told.get(i), evidence);
            } else {
                violation.check(addresses.get(i), told.get(i), evidence);
            }
        }
        if (behaviour.isHonest()) {
            honest.check(mail, outcome, cannotBeSplit(mail, addresses.size()), stream.isResetRefused());
        } else {
            violation.check(mail, outcome);
        }
    }

    /** Whether the server takes fewer recipients in a transaction, and the mail cannot be sent in several. */
    private boolean cannotBeSplit(ModelMail mail, int recipients) {
        boolean tooMany = (recipients - 1L) / behaviour.rcptMax >= behaviour.mailMax;
        return recipients > behaviour.rcptMax && (!mail.isRepeatable() || !way.partialAcceptance || tooMany);
    }

    private void checkShape(ModelMail mail, List<String> addresses, MailOutcome outcome) {
        List<String> told = outcome.recipients().stream()
                .map(one -> one.recipient().mailbox().address())
                .toList();
        if (!told.isEmpty() && !told.equals(addresses)) {
            faults.add(Rule.EVERY_RECIPIENT, mail.id() + " is for " + addresses + ", and its outcomes are of " + told);
        }
        List<Delivery> deliveries =
                outcome.recipients().stream().map(RecipientOutcome::delivery).toList();
        Delivery wanted = deliveries.contains(Delivery.IN_DOUBT)
                ? Delivery.IN_DOUBT
                : deliveries.contains(Delivery.DELIVERED) ? Delivery.DELIVERED : outcome.delivery();
        if (outcome.delivery() != wanted
                || (outcome.result().isPresent() && !deliveries.contains(Delivery.DELIVERED))) {
            faults.add(
                    Rule.EVERY_RECIPIENT,
                    mail.id() + " is " + outcome.delivery() + ", and its recipients are " + deliveries);
        }
        boolean incomplete = deliveries.contains(Delivery.NOT_SENT) || deliveries.contains(Delivery.IN_DOUBT);
        if (outcome.result().isPresent()
                && incomplete
                && outcome.result().get().failure().isEmpty()) {
            faults.add(Rule.CAUSE_IS_KEPT, mail.id() + " has " + deliveries + ", and the result does not say why");
        }
    }

    /** One outcome for each address; what is said of the mail counts for each recipient where no more is said. */
    static List<RecipientOutcome> each(MailOutcome outcome) {
        return outcome.recipients().isEmpty()
                ? outcome.mail().envelope().orElseThrow().recipients().stream()
                        .map(one -> new RecipientOutcome(
                                one, outcome.delivery(), outcome.failure().flatMap(SmtpException::reply)))
                        .toList()
                : outcome.recipients();
    }
}
