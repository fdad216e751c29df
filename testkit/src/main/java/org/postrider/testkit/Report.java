// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Writes the report of a mismatch: where in the script, what was expected, what came, and the dialogue so far. */
final class Report {

    /** How many equal octets before the first difference are shown. */
    private static final int BEFORE = 60;

    private final String place;
    private final Dialogue dialogue;

    Report(String place, Dialogue dialogue) {
        this.place = place;
        this.dialogue = dialogue;
    }

    static Report at(Script.Line line, int connection, Dialogue dialogue) {
        String script = Octets.brief(line.text().getBytes(UTF_8));
        return new Report("script line " + line.number() + " (" + script + "), connection " + connection, dialogue);
    }

    Mismatch that(String happened) {
        return new Mismatch(heading(happened) + dialogue());
    }

    /** With what came, but nothing to compare it with octet by octet. */
    Mismatch that(String happened, String expected, byte[] came) {
        String body =
                "\n  expected: " + expected + "\n  came:     " + (came.length == 0 ? "nothing" : Octets.brief(came));
        return new Mismatch(heading(happened) + body + dialogue());
    }

    /** With a caret below the first octet that differs, or below the place where the next one is missing. */
    Mismatch differs(String happened, byte[] expected, byte[] came, int position) {
        int from = position > BEFORE ? position - BEFORE : 0;
        String lead = from > 0 ? "..." : "";
        String equal = lead + Octets.escape(came, from, position);
        String body = "\n  expected: " + lead + window(expected, from) + "\n  came:     " + lead + window(came, from)
                + "\n            " + " ".repeat(equal.length()) + "^ octet " + (position + 1);
        return new Mismatch(heading(happened) + body + dialogue());
    }

    private static String window(byte[] octets, int from) {
        int to = Math.min(octets.length, from + Octets.SHOWN);
        return Octets.escape(octets, from, to) + (to < octets.length ? "... (" + octets.length + " octets)" : "");
    }

    private String heading(String happened) {
        return place + ": " + happened;
    }

    private String dialogue() {
        StringBuilder text = new StringBuilder("\n  dialogue so far:");
        dialogue.lines().forEach(line -> text.append("\n    ").append(line));
        if (dialogue.lines().isEmpty()) {
            text.append(" none");
        }
        return text.toString();
    }
}
