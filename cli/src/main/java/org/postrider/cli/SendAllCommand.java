// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.Mail;
import org.postrider.Message;
import org.postrider.Session;
import org.postrider.Transcript;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postrider send-all}: many messages, and an outcomes file to go on by. */
@Command(
        name = "send-all",
        description = {
            "Sends all messages of a folder, a Maildir or an mbox (mboxrd) over one session. Without --from and --to the"
                    + " envelope of each comes from its header.",
            "A folder that has new or cur is a Maildir; of any other the files are sent, hidden ones and sub-folders left out."
                    + " Mails of a Maildir with the flags D (draft) and T (trash) are left out. Symbolic links in a folder are not followed."
                    + " A file that begins with a line 'From ' is an mbox; a mail of it begins after such a line that ends in a date,"
                    + " has an empty line before it and a header field after it. Where only some of that holds nothing is sent,"
                    + " and --mbox-separator decides.",
            "What becomes of each is written to the outcomes file; the same command, run again, goes on from there and sends"
                    + " nothing twice. What was under way when a run ended is in doubt: it is listed with its From, To and Message-ID, and not repeated unless"
                    + " --retry-in-doubt names it. That holds"
                    + " whenever the process ends; for the loss of power as well, add --sync. An input that changed is an error: of a folder"
                    + " the names (without the flags of a Maildir) and sizes are compared, not the contents; of a file the octets up to the"
                    + " last mail that was sent."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes, about all mails of the input:%n",
        exitCodeList = {
            "0:all accepted",
            "10:some refused, or some recipients",
            "64:wrong usage",
            "65:all refused, at least one of them for good",
            "66:the input cannot be read, has no mails, or is not the one of the outcomes file",
            "68:no such host",
            "69:cannot connect",
            "73:the outcomes file cannot be used",
            "74:some perhaps delivered, perhaps not; or writing outcomes failed",
            "75:some not sent, or another run has the outcomes file: run it again; or all refused for now: add --retry-refused",
            "76:the server broke the protocol, did not prove itself, or lacks TLS where that is required",
            "77:not authenticated, or not as whom the server wants, or the server has no AUTH",
            "129, 130, 143:ended by a signal (HUP, Ctrl-C, TERM): run it again"
        })
final class SendAllCommand implements Callable<Integer>, JsonErrors {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private SessionOptions session = new SessionOptions();

    @Mixin
    private SpeedOptions speed = new SpeedOptions();

    @Mixin
    private EnvelopeOptions envelope = new EnvelopeOptions();

    @Mixin
    private OutcomesOptions outcomes = new OutcomesOptions();

    @Option(
            names = "--retry-refused",
            description = "send again what an earlier run had refused for now (4yz), if nobody got it")
    private boolean retryRefused;

    @Option(
            names = "--retry-in-doubt",
            paramLabel = "ID",
            description =
                    "send again this mail, which an earlier run left in doubt, after you saw that it did not arrive; ID is"
                            + " what the outcomes file calls the mail; may be given again")
    private Set<String> retryInDoubt = new LinkedHashSet<>();

    @Option(
            names = "--mbox-separator",
            paramLabel = "certain|from|dated-from|content-length",
            description =
                    "what begins a mail of an mbox, where that is not certain: each line that begins with 'From ', as in"
                            + " mboxrd and mboxo; one that also has a date and is followed by a header field; or the length that each mail"
                            + " has in its header, as in mboxcl2")
    private MboxSeparator separator = MboxSeparator.CERTAIN;

    @Option(names = "--transcript", description = "print the dialogue on standard error")
    private boolean transcript;

    @Option(names = SendCommand.JSON, description = "print one JSON object on standard output")
    private boolean json;

    @Parameters(
            paramLabel = "DIR|MBOX|-",
            description = "a folder of messages, a Maildir, an mbox or one message; - is standard input")
    private Path input = Path.of(Input.STANDARD);

    private @Nullable Consumer<Duration> pause;

    /** Waits between sessions otherwise than by time. */
    void pauseBy(Consumer<Duration> other) {
        pause = other;
    }

    @Override
    public Integer call() {
        Tally tally = new Tally();
        try (Interruption interruption = new Interruption(this::note)) {
            Optional<Exception> error = Optional.empty();
            int code;
            try {
                run(tally, interruption);
                error = tally.failure().map(Function.identity());
                code = tally.exitCode();
            } catch (SeriesException e) {
                error = Optional.of(e);
                code = e.exitCode();
            } catch (UncheckedIOException e) {
                error = Optional.of(e);
                code = e.getCause() instanceof InputException && tally.inDoubt().isEmpty()
                        ? ExitCode.NO_INPUT
                        : ExitCode.IN_DOUBT;
            } catch (RuntimeException e) {
                error = Optional.of(e);
                code = ExitCode.of(e);
            }
            print(new TallyReport(tally, outcomes.file(input), error, interruption.isAsked()));
            return code;
        }
    }

    @Override
    public String json(Exception failure) {
        return new TallyReport(new Tally(), null, Optional.of(failure), false).json();
    }

    private void run(Tally tally, Interruption interruption) throws SeriesException {
        Session.Builder builder = speed.applyTo(session.builder());
        Function<Message, Mail> addressing =
                envelope.addressing(session.extensions().ofMail());
        if (transcript) {
            builder.listener(Transcript.to(this::note));
        }
        try (MailSource source = SeriesException.input(() -> MailSource.open(input, System.in, separator));
                OutcomesFile file = outcomes.open(source, input)) {
            source.remark().ifPresent(this::note);
            Resumption resumption = Resumption.of(source, file, retryRefused, retryInDoubt, tally);
            try (SeriesProgress progress = progress(tally)) {
                new Series(resumption.mails(), addressing, file, tally, interruption, progress::show)
                        .send(builder::open, pause == null ? interruption::pause : pause, this::note);
            }
        } catch (IOException e) {
            throw new SeriesException(ExitCode.IN_DOUBT, "the outcomes file cannot be written: " + e, e);
        }
    }

    private SeriesProgress progress(Tally tally) {
        return ProgressDisplay.isWanted() && !transcript
                ? SeriesProgress.on(System.err, tally.toSend())
                : SeriesProgress.none();
    }

    private void note(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    private void print(TallyReport report) {
        PrintWriter out = spec.commandLine().getOut();
        report.remarks().forEach(this::note);
        if (json) {
            out.println(report.json());
        } else {
            report.summary().ifPresent(out::println);
        }
        out.flush();
    }
}
