// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports wrong usage in two lines: what is wrong, with the word that was perhaps meant, and how to get help. */
final class UsageErrors implements CommandLine.IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine line = e.getCommandLine();
        String fault = fault(e, arguments);
        PrintWriter err = line.getErr();
        err.println("postrider: " + fault);
        err.println("For help: " + line.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        if (Arrays.asList(arguments).contains(SendCommand.JSON)) {
            JsonErrors.print(line, new ParameterException(line, fault));
        }
        return ExitCode.USAGE;
    }

    private static String fault(ParameterException e, String[] arguments) {
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        Optional<String> wrong = e instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched().stream().findFirst()
                : e instanceof MissingParameterException ? unknownOption(spec, arguments) : Optional.empty();
        return wrong.map(word -> fault(spec, word)).orElseGet(() -> oneLine(String.valueOf(e.getMessage())));
    }

    /** The first word that looks like an option and is none: a required option that is missing may be the one that was meant. */
    private static Optional<String> unknownOption(CommandSpec spec, String[] arguments) {
        return Arrays.stream(arguments)
                .takeWhile(word -> !word.equals("--"))
                .filter(word -> word.startsWith("--"))
                .filter(word -> !spec.optionsMap().containsKey(name(word)))
                .findFirst();
    }

    private static String fault(CommandSpec spec, String word) {
        List<String> known = new ArrayList<>();
        String what;
        if (word.startsWith("-")) {
            what = "unknown option ";
            known.addAll(spec.optionsMap().keySet());
        } else if (!spec.subcommands().isEmpty()) {
            what = "unknown command ";
            known.addAll(spec.subcommands().keySet());
        } else {
            return Printable.quoted(word) + " is one argument too many";
        }
        String name = name(word);
        return what
                + Printable.quoted(name)
                + Spelling.nearest(name, known)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
    }

    private static String name(String word) {
        int equals = word.indexOf('=');
        return equals < 0 ? word : word.substring(0, equals);
    }

    private static String oneLine(String text) {
        return String.join(" ", text.lines().map(String::strip).toList());
    }
}
