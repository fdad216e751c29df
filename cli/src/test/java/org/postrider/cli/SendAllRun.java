// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.postrider.testkit.ScriptedServer;
import picocli.CommandLine;

/**
 * One run of {@code send-all}, and how its dialogues are written.
 *
 * @param pauses what it would have waited between sessions
 */
record SendAllRun(int exitCode, String out, String err, List<Duration> pauses) {

    static final String OPEN = "S: 220 hi\nC: EHLO me.test\nS: 250 srv\n";
    static final String QUIT = "C: QUIT\nS: 221 bye\n";
    static final String OK = "S: 250 ok\n";

    /** All of a mail but the verdict. */
    static String content(int number) {
        return "C: MAIL FROM:<a@b>\n" + OK + "C: RCPT TO:<x" + number + "@y>\n" + OK
                + "C: DATA\nS: 354 go\nC: From: a@b\n" + "C: To: x" + number + "@y\nC: \nC: hi " + number + "\nC: .\n";
    }

    static String accepted(int... numbers) {
        StringBuilder script = new StringBuilder();
        for (int number : numbers) {
            script.append(content(number)).append(OK);
        }
        return script.toString();
    }

    static String message(int number) {
        return "From: a@b\nTo: x" + number + "@y\n\nhi " + number + "\n";
    }

    /** Files {@code 1.eml} to {@code N.eml}, and one that is hidden. */
    static Path mails(Path parent, int count) throws IOException {
        Path mails = Files.createDirectories(parent.resolve("mails"));
        for (int i = 1; i <= count; i++) {
            Files.writeString(mails.resolve(i + ".eml"), message(i));
        }
        Files.writeString(mails.resolve(".hidden"), "no mail");
        return mails;
    }

    static List<String> arguments(ScriptedServer server, Path outcomes, String input, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "send-all", "--server", server.uri().toString(), "--helo", "me.test", "--timeout", "5", "--outcomes"));
        all.add(outcomes.toString());
        all.addAll(Arrays.asList(more));
        all.add(input);
        return all;
    }

    static SendAllRun of(ScriptedServer server, Path outcomes, String input, String... more) {
        return of(arguments(server, outcomes, input, more));
    }

    static SendAllRun of(List<String> arguments) {
        List<Duration> pauses = new ArrayList<>();
        CommandLine line = Main.commandLine();
        SendAllCommand command =
                Objects.requireNonNull(line.getSubcommands().get("send-all")).getCommand();
        command.pauseBy(pauses::add);
        CommandRun run = CommandRun.of(line, arguments.toArray(String[]::new));
        return new SendAllRun(run.exitCode(), run.out(), run.err(), pauses);
    }

    /** The rows of an outcomes file without time and check, blank columns left out. */
    static List<String> rows(Path outcomes) throws IOException {
        List<String> rows = new ArrayList<>();
        try (Reader text = Files.newBufferedReader(outcomes)) {
            for (CSVRecord row : CSVFormat.RFC4180.parse(text)) {
                List<String> values = new ArrayList<>(row.toList());
                values.remove(4);
                values.remove(0);
                values.removeIf(String::isEmpty);
                rows.add(String.join(" ", values));
            }
        }
        return rows;
    }
}
