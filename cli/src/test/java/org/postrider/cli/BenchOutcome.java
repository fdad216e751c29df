// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** A bench that was run in this JVM. */
record BenchOutcome(int exitCode, String out, String err) {

    static BenchOutcome of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int code = line.execute(args);
        return new BenchOutcome(code, out.toString(), err.toString());
    }

    /** Against a server, with options parted by blanks. */
    static BenchOutcome at(URI server, String options) {
        List<String> args = new ArrayList<>(
                List.of("bench", "--server", server.toString(), "--helo", "me.test", "--timeout", "10"));
        args.addAll(List.of(options.split(" ")));
        return of(args.toArray(String[]::new));
    }
}
