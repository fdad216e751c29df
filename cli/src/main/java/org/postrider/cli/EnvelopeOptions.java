// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.Envelope;
import org.postrider.HeaderEnvelope;
import org.postrider.Mail;
import org.postrider.MailParameter;
import org.postrider.Message;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whom a message is for; what is not said here comes from its header. */
final class EnvelopeOptions {

    @Option(names = "--from", paramLabel = "A", description = "the reverse-path; <> for none")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "B", description = "a recipient; may be given again")
    private List<String> to = new ArrayList<>();

    @Mixin
    private ParameterOptions parameters = new ParameterOptions();

    /**
     * What makes a mail of a message.
     *
     * @param known parameters of MAIL that other options want
     */
    Function<Message, Mail> addressing(List<MailParameter> known) {
        parameters.checkRecipients(from == null ? 0 : to.size());
        if (from != null && !to.isEmpty()) {
            Envelope envelope = envelope(from, known);
            return message -> Mail.of(envelope, message);
        }
        HeaderEnvelope header = header(known);
        return message -> Mail.of(message, header);
    }

    private Envelope envelope(String reversePath, List<MailParameter> known) {
        Envelope.Builder envelope = Envelope.from(reversePath, parameters.ofMail(known));
        for (int i = 0; i < to.size(); i++) {
            envelope.to(to.get(i), parameters.ofRcpt(i));
        }
        return envelope.build();
    }

    private HeaderEnvelope header(List<MailParameter> known) {
        HeaderEnvelope header = HeaderEnvelope.defaults()
                .withMailParameters(parameters.ofMail(known))
                .withRcptParameters(parameters.ofEachRcpt());
        if (from != null) {
            header = header.withReversePath(from);
        }
        return to.isEmpty() ? header : header.withRecipients(to);
    }
}
