// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads a script line by line. {@code @limit}, {@code @slice} and {@code @next} are no steps: they colour or divide
 * the lines that follow them, and are used up here.
 */
final class ScriptParser {

    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);
    private static final Pattern DURATION = Pattern.compile("(\\d{1,7})(ms|s)");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern SLICE = Pattern.compile("(\\d{1,9})(?: +every +(\\w+))?");
    private static final Pattern REPEAT = Pattern.compile("(\\d{1,9}) +(S[:!].*)");

    private final List<Script.Act> acts = new ArrayList<>();
    private final Set<String> marks = new HashSet<>();
    private List<Script.Line> lines = new ArrayList<>();
    private Duration limit = DEFAULT_LIMIT;
    private Step.Slices slices = Step.Slices.NONE;
    private boolean lastWasOutput;
    private int number;

    Script parse(String text) {
        for (String line : text.split("\n", -1)) {
            number++;
            try {
                line(line.stripLeading());
            } catch (IllegalArgumentException e) {
                String shown = Octets.brief(line.getBytes(UTF_8));
                throw new IllegalArgumentException("script line " + number + ": " + e.getMessage() + ": " + shown, e);
            }
        }
        endAct();
        return new Script(List.copyOf(acts));
    }

    private void line(String line) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        if (line.indexOf('\r') >= 0) {
            throw malformed("a carriage return in the script itself (write \\\\r in a text block, and LF line ends)");
        }
        boolean output = line.startsWith("S:") || line.startsWith("S!");
        if (output) {
            output(line);
        } else if (line.startsWith("C")) {
            add(line, expectation(line));
        } else if (line.startsWith("@")) {
            directive(line);
        } else {
            throw malformed("neither S, C, @ nor #");
        }
        lastWasOutput = output;
    }

    private void output(String line) {
        byte[] octets = octets(line);
        int last = lines.size() - 1;
        if (lastWasOutput && last >= 0 && lines.get(last).step() instanceof Step.Send before) {
            Script.Line first = lines.get(last);
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.writeBytes(before.octets());
            both.writeBytes(octets);
            Step joined = new Step.Send(both.toByteArray(), 1, slices);
            lines.set(last, new Script.Line(first.number(), first.text(), joined, limit));
        } else {
            add(line, new Step.Send(octets, 1, slices));
        }
    }

    private Step expectation(String line) {
        if (line.equals("C<EOF")) {
            return new Step.ExpectClose();
        }
        if (line.equals("C<CLOSE_NOTIFY")) {
            return new Step.ExpectCloseNotify();
        }
        if (line.stripTrailing().equals("C.")) {
            return new Step.TakeContent();
        }
        if (line.stripTrailing().equals("C+")) {
            return new Step.TakeChunks();
        }
        return switch (mark(line)) {
            case ':', '!' -> new Step.Expect(octets(line), false);
            case '^' -> new Step.Expect((argument(line) + "\r\n").getBytes(UTF_8), true);
            case '~' -> new Step.ExpectMatch(regex(argument(line)));
            case '*' -> new Step.Take(count(argument(line).strip()));
            default -> throw malformed("not one of C: C! C~ C^ C* C<EOF C<CLOSE_NOTIFY C. C+");
        };
    }

    private void directive(String line) {
        int blank = line.indexOf(' ');
        String name = blank < 0 ? line : line.substring(0, blank);
        String argument = blank < 0 ? "" : line.substring(blank).stripLeading();
        String word = argument.strip();
        switch (name) {
            case "@pause" -> add(line, new Step.Pause(duration(word)));
            case "@quiet" -> add(line, new Step.Quiet(duration(word)));
            case "@await" -> add(line, new Step.Await(name(word)));
            case "@mark" -> add(line, new Step.Mark(newMark(word)));
            case "@unread" -> add(line, bare(word, new Step.Unread()));
            case "@shutdown" -> add(line, bare(word, new Step.Shutdown()));
            case "@tls" -> add(line, new Step.StartTls(TlsTerms.parse(word)));
            case "@truncate" -> add(line, bare(word, Step.Ending.TRUNCATE));
            case "@close" -> add(line, bare(word, Step.Ending.CLOSE));
            case "@reset" -> add(line, bare(word, Step.Ending.RESET));
            case "@silence" -> add(line, bare(word, Step.Ending.SILENCE));
            case "@stopread" -> add(line, bare(word, Step.Ending.STOP_READING));
            case "@endless" -> add(line, new Step.SendEndlessly(outputOf(argument), slices));
            case "@repeat" -> repeat(line, argument);
            case "@slice" -> slices = slices(word);
            case "@limit" -> limit = limit(word);
            case "@next" -> next(word);
            default -> throw malformed("unknown step " + name);
        }
    }

    private void repeat(String line, String argument) {
        Matcher repeat = REPEAT.matcher(argument);
        if (!repeat.matches()) {
            throw malformed("@repeat needs a number and an S: or S! line");
        }
        add(line, new Step.Send(octets(repeat.group(2)), count(repeat.group(1)), slices));
    }

    private void next(String word) {
        if (!word.isEmpty()) {
            throw malformed("nothing may follow the word");
        }
        endAct();
    }

    private void endAct() {
        Script.Line end = new Script.Line(number, "the end of the connection's script", new Step.ExpectClose(), limit);
        acts.add(new Script.Act(List.copyOf(lines), end));
        lines = new ArrayList<>();
    }

    private void add(String line, Step step) {
        lines.forEach(before -> order(before, step));
        if (step.needsTls() && lines.stream().noneMatch(before -> before.step() instanceof Step.StartTls)) {
            throw malformed("no @tls stands before");
        }
        lines.add(new Script.Line(number, line, step, limit));
    }

    /** Refuses a step that cannot come after another. */
    private static void order(Script.Line before, Step step) {
        if (before.step().endsConnection() && !step.needsNoConnection()) {
            throw malformed("the connection is over since line " + before.number());
        }
        boolean starts = step instanceof Step.StartTls;
        if ((step.sends() || starts) && before.step() instanceof Step.Shutdown) {
            throw malformed("the server's side is shut down since line " + before.number());
        }
        if (before.step() instanceof Step.StartTls tls) {
            if (starts) {
                throw malformed("a second @tls, after that of line " + before.number());
            }
            if (tls.terms().refused() && (step.sends() || step.needsTls())) {
                throw malformed("the client refuses TLS in line " + before.number());
            }
        }
    }

    private static char mark(String line) {
        return line.length() > 1 ? line.charAt(1) : ' ';
    }

    /** What follows a two-letter mark and one blank; nothing at all is an empty text. */
    private static String argument(String line) {
        if (line.length() == 2) {
            return "";
        }
        if (line.charAt(2) != ' ') {
            throw malformed("a blank must follow " + line.substring(0, 2));
        }
        return line.substring(3);
    }

    /** The octets of an {@code X: text} or {@code X! text} line. */
    private static byte[] octets(String line) {
        String text = argument(line);
        byte[] octets = mark(line) == ':' ? (text + "\r\n").getBytes(UTF_8) : Escapes.read(text);
        if (octets.length == 0) {
            throw malformed("no octets");
        }
        return octets;
    }

    /** The same for a line that stands within another. */
    private static byte[] outputOf(String line) {
        if (!line.startsWith("S:") && !line.startsWith("S!")) {
            throw malformed("S: or S! is missing");
        }
        return octets(line);
    }

    private static Pattern regex(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("not a regular expression (" + e.getDescription() + ")", e);
        }
    }

    private static int count(String text) {
        if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) == 0) {
            throw malformed("a number above 0 is missing");
        }
        return Integer.parseInt(text);
    }

    private static Duration duration(String text) {
        Matcher duration = DURATION.matcher(text);
        if (!duration.matches()) {
            throw malformed("a time such as 200ms or 2s is missing");
        }
        long amount = Long.parseLong(duration.group(1));
        return duration.group(2).equals("s") ? Duration.ofSeconds(amount) : Duration.ofMillis(amount);
    }

    private static Duration limit(String text) {
        Duration limit = duration(text);
        if (limit.isZero()) {
            throw malformed("a limit of no time");
        }
        return limit;
    }

    private static Step.Slices slices(String text) {
        if (text.equals("off")) {
            return Step.Slices.NONE;
        }
        Matcher slice = SLICE.matcher(text);
        if (!slice.matches()) {
            throw malformed("@slice needs a number, and perhaps 'every 5ms', or 'off'");
        }
        String every = slice.group(2);
        return new Step.Slices(count(slice.group(1)), every == null ? Duration.ZERO : duration(every));
    }

    private static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw malformed("a name of letters, digits, dots and hyphens is missing");
        }
        return text;
    }

    private String newMark(String text) {
        if (!marks.add(name(text))) {
            throw malformed("a second mark of this name");
        }
        return text;
    }

    private static Step bare(String word, Step step) {
        if (!word.isEmpty()) {
            throw malformed("nothing may follow the word");
        }
        return step;
    }

    private static IllegalArgumentException malformed(String reason) {
        return new IllegalArgumentException(reason);
    }
}
