// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** The first number of that name in the JSON that was printed. */
    double number(String name) {
        Matcher matcher =
                Pattern.compile('"' + Pattern.quote(name) + "\":([0-9.E-]+)").matcher(out);
        assertThat(matcher.find()).as(out).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    /** Against a server, with options parted by blanks. */
    static BenchOutcome at(URI server, String options) {
        List<String> args = new ArrayList<>(
                List.of("bench", "--server", server.toString(), "--helo", "me.test", "--timeout", "10"));
        args.addAll(List.of(options.split(" ")));
        return of(args.toArray(String[]::new));
    }
}
