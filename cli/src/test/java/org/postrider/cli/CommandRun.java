// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.postrider.testkit.ScriptedServer;
import picocli.CommandLine;

/** A command that was run: what it wrote and by which code it ended. */
record CommandRun(int exitCode, String out, String err) {

    /** Runs the command in this JVM. */
    static CommandRun run(String... arguments) {
        return of(Main.commandLine(), arguments);
    }

    /** Runs a command line that a test has prepared. */
    static CommandRun of(CommandLine line, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int code = line.execute(arguments);
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** Sends a short mail from a@b to x@y. */
    static CommandRun send(Path folder, String server, String... options) throws IOException {
        return send(folder, server, Arrays.asList(options));
    }

    /** Sends a short mail from a@b to x@y; waits 5 seconds for the server at most. */
    static CommandRun send(Path folder, ScriptedServer server, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("--timeout", "5"));
        all.addAll(Arrays.asList(options));
        return send(folder, server.uri().toString(), all);
    }

    private static CommandRun send(Path folder, String server, List<String> options) throws IOException {
        Path file = Files.writeString(folder.resolve("m.eml"), "From: a@b\nTo: x@y\n\nhi\n");
        List<String> arguments = new ArrayList<>(List.of("send", "--server", server, "--helo", "me.test"));
        arguments.addAll(options);
        arguments.add(file.toString());
        return run(arguments.toArray(String[]::new));
    }
}
