// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command: measures all contestants and writes a table, a file of comma-separated values and a chart. */
@Command(
        name = "run-peers",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures Postrider beside other clients and hand-written loops, in one run.")
final class PeersCommand implements Callable<Integer> {

    @Mixin
    private Options options = new Options();

    @Option(names = "--list", description = "Shows works, networks and contestants, and ends.")
    private boolean list;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final List<String> text = new ArrayList<>();

    /**
     * Runs the command.
     *
     * @param arguments options
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new PeersCommand())
                .registerConverter(Work.class, Work::of)
                .registerConverter(Network.class, Network::of);
    }

    @Override
    public Integer call() throws IOException {
        if (list) {
            list();
            return 0;
        }
        List<Entry> contestants = contestants();
        Files.createDirectories(options.out);
        List<Result> results = new ArrayList<>();
        say(Machine.description());
        say(options.rounds + " rounds of " + options.seconds + " s after " + options.warmup + " s; window "
                + options.window + "; load at the start " + Machine.load());
        contestants.forEach(entry -> say(describe(entry)));
        try (MailFiles files = new MailFiles()) {
            Jvm jvm = new Jvm(options.out.resolve("peers.log").toAbsolutePath());
            for (Network network : options.networks) {
                if (network == Network.ONE_CPU
                        && (options.server != null || Tool.find("taskset").isEmpty())) {
                    say("one-cpu: skipped, "
                            + (options.server == null ? "there is no taskset" : "the server is not ours"));
                    continue;
                }
                try (Stage stage = new Stage(options, network, jvm, files)) {
                    results.addAll(onStage(network, stage, contestants));
                }
            }
        }
        say("load at the end " + Machine.load());
        Files.write(options.out.resolve("peers.txt"), text, StandardCharsets.UTF_8);
        CsvFile.write(options.out.resolve("peers.csv"), results);
        Chart.write(options.out.resolve("peers.svg"), Machine.description(), results);
        say("written: " + options.out.resolve("peers.{txt,csv,svg}"));
        return results.stream().allMatch(Result::hasValues) ? 0 : 1;
    }

    private List<Result> onStage(Network network, Stage stage, List<Entry> contestants) throws IOException {
        List<Result> results = new ArrayList<>();
        Race race = new Race(options, network, stage);
        String place = network == Network.DELAYED ? "delayed: " + RoundTrip.describe(stage) : network.title;
        for (Work work : options.works) {
            List<Entry> able =
                    contestants.stream().filter(entry -> entry.can(work)).toList();
            if (!able.isEmpty()) {
                results.addAll(report(work.title + ", " + place, race.run(work, able)));
            }
        }
        if (network == Network.LOOPBACK && options.starts > 0) {
            List<Entry> able =
                    contestants.stream().filter(entry -> entry.can(Work.SMALL)).toList();
            results.addAll(report("from the start of a process to its first mail accepted", race.starts(able)));
        }
        return results;
    }

    private List<Result> report(String title, List<Result> results) {
        say("");
        say(TextTable.of(title, results));
        return results;
    }

    private List<Entry> contestants() {
        for (String id : options.contestants) {
            if (Roster.ALL.stream().noneMatch(entry -> entry.id().equals(id))) {
                throw new ParameterException(spec.commandLine(), "no such contestant: " + id);
            }
        }
        List<Entry> chosen = new ArrayList<>();
        for (Entry entry : Roster.ALL) {
            if (options.contestants.isEmpty() || options.contestants.contains(entry.id())) {
                Optional<String> missing = entry.program().missing();
                if (missing.isPresent()) {
                    say(entry.id() + ": skipped, " + missing.get());
                } else {
                    chosen.add(entry);
                }
            }
        }
        return chosen;
    }

    private void list() {
        for (Work work : Work.values()) {
            say("work        " + work.id + ": " + work.title);
        }
        for (Network network : Network.values()) {
            say("network     " + network.id + ": " + network.title);
        }
        Roster.ALL.forEach(entry -> say("contestant  " + describe(entry)));
    }

    private static String describe(Entry entry) {
        return (entry.id() + " " + entry.program().version()).strip() + ": " + entry.settings();
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
        text.add(line);
    }
}
