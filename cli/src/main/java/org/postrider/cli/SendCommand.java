// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.postrider.Mail;
import org.postrider.Message;
import org.postrider.SendResult;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Transcript;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postrider send}: one message, one session. */
@Command(
        name = "send",
        description = "Sends one RFC 5322 message. Without --from and --to the envelope comes from its header.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all recipients accepted",
            "10:only some recipients refused, or not tried",
            "64:wrong usage",
            "65:refused for good, by the server or because it could not take the message",
            "66:the message cannot be read",
            "68:no such host",
            "69:cannot connect",
            "74:perhaps delivered, perhaps not",
            "75:refused for now, or the connection was lost",
            "76:the server broke the protocol, did not prove itself, or lacks TLS where that is required",
            "77:not authenticated, or not as whom the server wants, or the server has no AUTH",
            "129, 130, 143:ended by a signal (HUP, Ctrl-C, TERM); perhaps delivered, perhaps not"
        })
final class SendCommand implements Callable<Integer> {

    static final String JSON = "--json";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private SessionOptions session = new SessionOptions();

    @Mixin
    private EnvelopeOptions envelope = new EnvelopeOptions();

    @Option(names = "--transcript", description = "print the dialogue on standard error")
    private boolean transcript;

    @Option(names = JSON, description = "print one JSON object on standard output")
    private boolean json;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE|-",
            defaultValue = Input.STANDARD,
            description = "the message; - is standard input")
    private Path file = Path.of(Input.STANDARD);

    @Override
    public Integer call() {
        try {
            SendResult result = send();
            print(Report.of(result));
            return ExitCode.of(result);
        } catch (SmtpException | RuntimeException e) {
            print(Report.of(e));
            return ExitCode.of(e);
        }
    }

    private SendResult send() throws SmtpException {
        Optional<Message> known = Input.isStream(file) ? Optional.empty() : Optional.of(Input.of(file, System.in));
        Session.Builder builder = session.builder();
        Function<Message, Mail> addressing =
                envelope.addressing(session.extensions().ofMail());
        if (transcript) {
            builder.listener(Transcript.to(spec.commandLine().getErr()::println));
        }
        ProgressDisplay progress = new ProgressDisplay(System.err);
        if (ProgressDisplay.isWanted() && !transcript) {
            builder.listener(progress);
        }
        try (Session opened = builder.open()) {
            // A stream is read only now: what is wrong with the server or the options is not to wait for it.
            Message message = known.isPresent() ? known.get() : Input.of(file, System.in);
            Mail mail = addressing.apply(message);
            return mail.envelope().isPresent()
                    ? opened.send(mail.envelope().get(), message)
                    : opened.send(message, mail.headerEnvelope());
        } finally {
            progress.close();
        }
    }

    private void print(Report report) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (json) {
            out.println(JsonReport.of(report));
            out.flush();
        } else {
            TextReport.of(report).forEach((report.error().isPresent() ? err : out)::println);
            out.flush();
        }
        err.flush();
    }
}
