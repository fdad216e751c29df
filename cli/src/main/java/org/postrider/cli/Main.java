// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code postrider}: its sub-commands and its exit code. */
@Command(
        name = "postrider",
        description = "Sends mail by SMTP.",
        subcommands = {
            DemoCommand.class,
            SendCommand.class,
            SendAllCommand.class,
            ProbeCommand.class,
            BenchCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** For picocli. */
    public Main() {}

    /**
     * Runs the command.
     *
     * @param args its arguments
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /**
     * Runs the command inside this JVM.
     *
     * @param out takes what the command prints
     * @param err takes errors and transcripts
     * @param args its arguments
     * @return the exit code
     */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        return commandLine().setOut(out).setErr(err).execute(args);
    }

    /** The command line as {@link #main} runs it. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
        CommandLine.IParameterExceptionHandler usual = line.getParameterExceptionHandler();
        line.setParameterExceptionHandler((e, args) -> {
            usual.handleParseException(e, args);
            if (List.of(args).contains(SendCommand.JSON)) {
                PrintWriter out = e.getCommandLine().getOut();
                out.println(JsonReport.of(Report.of(e)));
                out.flush();
            }
            return ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println("postrider: " + e);
            return ExitCode.SOFTWARE;
        });
        return line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say demo, send, send-all, probe or bench");
    }
}
