// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.postrider.Session;
import org.postrider.SmtpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code postrider bench}: many messages, many sessions, and how long each took. No type of a library for that stands in a signature here. */
@Command(
        name = "bench",
        description = {
            "Loads a server with messages and tells how many it took and how long each one took it.",
            "",
            "A latency is the time from the call that sends a message to its outcome; only accepted ones are counted. With --send-all it"
                    + " begins when the message is handed over, while the one before it is on its way. With --window an outcome is"
                    + " told when it is proved that both sides are in step, which is seen to now and then: latencies then are those of"
                    + " whole batches. With --rate it begins when the message was due. A session that ends is opened again, unless ten in a"
                    + " row end before the server took or refused a message. Ctrl-C ends it and tells what was measured.",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all messages accepted for all recipients",
            "10:only some refused, or not sent",
            "64:wrong usage",
            "68:no such host",
            "69:cannot connect",
            "73:the file for --chart cannot be written",
            "74:at least one perhaps delivered, perhaps not",
            "65, 75, 76, 77:as send; nothing was accepted, and this is why the first was not",
            "129, 130, 143:ended by a signal (HUP, Ctrl-C, TERM)"
        })
final class BenchCommand implements Callable<Integer>, JsonErrors {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private SessionOptions session = new SessionOptions();

    @Mixin
    private SpeedOptions speed = new SpeedOptions();

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = SendCommand.JSON, description = "print one JSON object on standard output")
    private boolean json;

    @Option(
            names = "--chart",
            paramLabel = "FILE",
            description = "draw latency by percentile, and throughput over time, to a file .svg or .png")
    private @Nullable Path chart;

    @Override
    public Integer call() throws InterruptedException {
        // Until all is told: only then may a signal end the process.
        try (Interruption interruption = new Interruption(this::note)) {
            return run(interruption);
        }
    }

    private int run(Interruption interruption) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        boolean told = false;
        try {
            Optional<BenchChartFile> file = chart == null ? Optional.empty() : Optional.of(BenchChartFile.of(chart));
            BenchResult result = measure(interruption);
            if (json) {
                out.println(BenchJson.of(result));
            } else {
                BenchText.of(result).forEach(out::println);
            }
            out.flush();
            told = true;
            if (file.isPresent()) {
                file.get().write(result);
            }
            return result.tally().exitCode();
        } catch (IOException | RuntimeException e) {
            if (json && !told) {
                out.println(json(e));
                out.flush();
            } else {
                note("postrider: " + e.getMessage());
            }
            return e instanceof SmtpException || e instanceof RuntimeException
                    ? ExitCode.of(e)
                    : ExitCode.CANNOT_CREATE;
        }
    }

    @Override
    public String json(Exception failure) {
        return BenchJson.of(failure);
    }

    private void note(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    private BenchResult measure(Interruption interruption) throws SmtpException, InterruptedException {
        BenchLoad load = options.load(speed.window() > 0);
        Session.Builder builder = speed.applyTo(session.builder());
        BenchMemory.check(load, speed.window(), Runtime.getRuntime().maxMemory());
        try (BenchRun run = new BenchRun(load, builder, session.extensions().ofMail())) {
            Session one = open(run, load);
            Optional<String> tls = BenchRun.tls(one);
            List<String> extensions = BenchRun.extensions(one);
            String server = one.server().toString();
            BenchTally warmUp = run.warmUp();
            BenchSupply supply = BenchSupply.of(load);
            BenchProgress progress = ProgressDisplay.isWanted() ? new BenchProgress(System.err, supply, load) : null;
            BenchTally tally;
            try {
                interruption.during(supply::end, run::abort);
                tally = run.measure(supply);
            } finally {
                if (progress != null) {
                    progress.close();
                }
            }
            return new BenchResult(
                    server,
                    load,
                    speed.window(),
                    speed.isEager(),
                    tls,
                    extensions,
                    run.setup(),
                    warmUp,
                    tally,
                    supply.isEnded());
        }
    }

    private Session open(BenchRun run, BenchLoad load) throws SmtpException, InterruptedException {
        try {
            return run.open();
        } catch (SmtpException e) {
            if (load.sessions() > 1) {
                note("postrider: " + run.setup().all().getTotalCount() + " of " + load.sessions()
                        + " sessions were opened; if the server takes no more, give that to --sessions");
            }
            throw e;
        }
    }
}
