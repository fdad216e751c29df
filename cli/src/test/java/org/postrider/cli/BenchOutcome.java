// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A bench that was run in this JVM. */
record BenchOutcome(int exitCode, String out, String err) {

    static BenchOutcome of(String... args) {
        CommandRun run = CommandRun.run(args);
        return new BenchOutcome(run.exitCode(), run.out(), run.err());
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
