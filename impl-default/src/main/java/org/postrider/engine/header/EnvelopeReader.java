// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.header;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.Envelope;
import org.postrider.HeaderEnvelope;
import org.postrider.MailParameter;
import org.postrider.Mailbox;
import org.postrider.MessageException;
import org.postrider.RcptParameter;
import org.postrider.Recipient;
import org.postrider.Stage;

/**
 * Takes the envelope from header fields. One Resent-Date makes the Resent- fields count; more than one leaves open which block is meant, and
 * two From or Sender fields leave open who sends: both are refused rather than guessed.
 */
final class EnvelopeReader {

    private static final String ADVICE = "; give it in the call";

    private final HeaderFields fields;
    private final String prefix;

    private EnvelopeReader(HeaderFields fields, String prefix) {
        this.fields = fields;
        this.prefix = prefix;
    }

    static Envelope read(HeaderFields fields, HeaderEnvelope given) throws MessageException {
        int blocks = fields.bodies("Resent-Date").size();
        if (blocks > 1) {
            throw refused("the message has " + blocks + " sets of Resent- fields, and which one counts is open"
                    + "; give the envelope in the call");
        }
        EnvelopeReader reader = new EnvelopeReader(fields, blocks == 1 ? "Resent-" : "");
        MailParameter[] mailParameters = given.mailParameters().toArray(MailParameter[]::new);
        Optional<Mailbox> reversePath = reader.reversePath(given);
        Envelope.Builder builder = reversePath.isPresent()
                ? Envelope.from(reversePath.get(), mailParameters)
                : Envelope.fromNobody(mailParameters);
        reader.recipients(given).forEach(builder::to);
        return builder.build();
    }

    private Optional<Mailbox> reversePath(HeaderEnvelope given) throws MessageException {
        if (given.reversePath().isPresent()) {
            return given.reversePath().get();
        }
        Optional<String> sender = only("Sender");
        String field = sender.isPresent() ? "Sender" : "From";
        String body = sender.isPresent() ? sender.get() : only("From").orElse("");
        List<Mailbox> mailboxes = AddressList.of(prefix + field, body);
        if (mailboxes.isEmpty() && sender.isPresent()) {
            throw refused("the message's field " + prefix + "Sender is empty, so it is open who sends" + ADVICE);
        }
        if (mailboxes.isEmpty()) {
            throw refused(
                    "the message's header names no sender in " + prefix + "Sender or " + prefix + "From" + ADVICE);
        }
        return Optional.of(mailboxes.get(0));
    }

    private Optional<String> only(String name) throws MessageException {
        List<String> bodies = fields.bodies(prefix + name);
        if (bodies.size() > 1) {
            throw refused("the message has " + bodies.size() + " " + prefix + name
                    + " fields, and which one counts is open" + ADVICE);
        }
        return bodies.stream().findFirst();
    }

    private List<Recipient> recipients(HeaderEnvelope given) throws MessageException {
        RcptParameter[] parameters = given.rcptParameters().toArray(RcptParameter[]::new);
        List<Recipient> recipients = new ArrayList<>();
        for (Recipient recipient : given.recipients()) {
            recipients.add(new Recipient(recipient.mailbox(), recipient.asGiven(), given.rcptParameters()));
        }
        if (recipients.isEmpty()) {
            for (String name : List.of("To", "Cc", "Bcc")) {
                for (String body : fields.bodies(prefix + name)) {
                    AddressList.of(prefix + name, body)
                            .forEach(mailbox -> recipients.add(Recipient.of(mailbox, parameters)));
                }
            }
        }
        if (recipients.isEmpty()) {
            throw refused("the message's header names no recipient in " + prefix + "To, " + prefix + "Cc or " + prefix
                    + "Bcc" + ADVICE);
        }
        return given.keepDuplicates() ? recipients : firstOfEach(recipients);
    }

    /** The mailbox decides, not the text or the parameters it came with. */
    private static List<Recipient> firstOfEach(List<Recipient> recipients) {
        Map<Mailbox, Recipient> first = new LinkedHashMap<>();
        recipients.forEach(recipient -> first.putIfAbsent(recipient.mailbox(), recipient));
        return List.copyOf(first.values());
    }

    private static MessageException refused(String why) {
        return new MessageException(why, Stage.MAIL, null);
    }
}
