// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
        CommandLine line = commandLine();
        if (ProcessStrings.localeCharset().equals(StandardCharsets.US_ASCII)) {
            line.setOut(utf8(System.out)).setErr(utf8(System.err));
        }
        System.exit(execute(line, args));
    }

    /** Runs the command; whatever is thrown has an exit code of its own, since the JVM would end with 1. */
    private static int execute(CommandLine line, String... args) {
        try {
            return line.execute(ProcessStrings.arguments(args));
        } catch (Throwable e) {
            System.err.println("postrider: " + e);
            return ExitCode.SOFTWARE;
        }
    }

    /** The C locale says nothing of a charset. What came in as UTF-8 goes out as it. */
    private static PrintWriter utf8(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
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
        CommandLine line = new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                // A file of arguments would be read by the charset of the locale, and an address may begin with @.
                .setExpandAtFiles(false)
                .registerConverter(String.class, new TextConverter())
                .registerConverter(Path.class, new PathConverter());
        line.setParameterExceptionHandler(new UsageErrors());
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println("postrider: " + e);
            command.getErr().flush();
            if (parsed.hasMatchedOption(SendCommand.JSON)) {
                JsonErrors.print(command, e);
            }
            return ExitCode.SOFTWARE;
        });
        return line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say demo, send, send-all, probe or bench");
    }
}
