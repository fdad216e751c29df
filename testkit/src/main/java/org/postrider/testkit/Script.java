// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A script: for each connection in turn, its steps. */
record Script(List<List<Line>> connections) {

    /** A step and where it stands. */
    record Line(int number, String text, Step step) {}

    static Script parse(String script) {
        List<List<Line>> connections = new ArrayList<>();
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String text : script.split("\r?\n", -1)) {
            number++;
            if (text.isBlank() || text.startsWith("#")) {
                continue;
            }
            if (text.strip().equals("@next")) {
                connections.add(lines);
                lines = new ArrayList<>();
                continue;
            }
            try {
                lines.add(new Line(number, text, step(text)));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(
                        "line " + number + " of the script, \"" + text + "\", is malformed: " + e.getMessage(), e);
            }
        }
        connections.add(lines);
        return new Script(connections);
    }

    private static Step step(String text) {
        if (text.startsWith("@")) {
            return directive(text.substring(1));
        }
        if (text.stripTrailing().equals("C<EOF")) {
            return new Step.ExpectEnd();
        }
        if (text.stripTrailing().equals("C.")) {
            return new Step.TakeContent();
        }
        String argument = text.length() <= 3 ? "" : text.substring(3);
        return switch (text.substring(0, Math.min(2, text.length()))) {
            case "S:" -> new Step.Send(Octets.of(argument + "\r\n"), 1);
            case "S!" -> new Step.Send(Octets.unescape(argument), 1);
            case "C:" -> new Step.Expect(Octets.of(argument + "\r\n"), false);
            case "C^" -> new Step.Expect(Octets.of(argument + "\r\n"), true);
            case "C!" -> new Step.Expect(Octets.unescape(argument), false);
            case "C~" -> new Step.ExpectMatch(Pattern.compile(argument));
            case "C*" -> new Step.Take(Integer.parseInt(argument.strip()));
            default -> throw new IllegalArgumentException("it begins with neither S: nor C: nor @");
        };
    }

    private static Step directive(String text) {
        String[] words = text.strip().split(" ", 3);
        return switch (words[0]) {
            case "pause" -> new Step.Pause(duration(words[1]));
            case "quiet" -> new Step.Quiet(duration(words[1]));
            case "await" -> new Step.Await(words[1]);
            case "mark" -> new Step.Mark(words[1]);
            case "limit" -> new Step.Limit(duration(words[1]));
            case "close" -> new Step.Close();
            case "reset" -> new Step.Reset();
            case "shutdown" -> new Step.Shutdown();
            case "silence" -> new Step.Silence();
            case "stopread" -> new Step.StopReading();
            case "unread" -> new Step.Quiet(Duration.ZERO);
            case "slice" -> slice(words);
            case "repeat" -> new Step.Send(((Step.Send) step(words[2])).octets(), Integer.parseInt(words[1]));
            case "endless" -> new Step.SendEndlessly(((Step.Send) step(text.substring("endless ".length()))).octets());
            default -> throw new IllegalArgumentException("there is no such directive");
        };
    }

    private static Step slice(String[] words) {
        int size = words[1].equals("off") ? 0 : Integer.parseInt(words[1]);
        Duration every = words.length < 3 ? Duration.ZERO : duration(words[2].replace("every ", ""));
        return new Step.Slice(size, every);
    }

    private static Duration duration(String text) {
        if (text.endsWith("ms")) {
            return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
        }
        if (text.endsWith("s")) {
            return Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
        }
        throw new IllegalArgumentException("a time is written as 200ms or 2s");
    }
}
