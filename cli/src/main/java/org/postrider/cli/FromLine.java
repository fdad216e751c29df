// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What a line that begins with {@code From } and the lines around it say of whether it begins a mail.
 *
 * @param emptyBefore whether the line before it is empty
 * @param dated whether it ends in a date, as RFC 4155 appendix A has it, or in another that programs write
 * @param fieldFollows whether the next line is a header field
 */
record FromLine(boolean emptyBefore, boolean dated, boolean fieldFollows) {

    private static final String DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
    private static final String MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
    private static final String TIME = "\\d{1,2}:\\d{2}(?::\\d{2})?";
    private static final String ZONE = "(?: +[A-Z+-][A-Za-z0-9:]{1,5})?";
    private static final Pattern DATED = Pattern.compile("From (?:.* )?(?:"
            // asctime, perhaps with a zone before or after the year
            + DAY + ",? +" + MONTH + " +\\d{1,2},? +" + TIME + ZONE + ZONE + " +\\d{2,4}" + ZONE
            // RFC 5322
            + "|(?:" + DAY + ", +)?\\d{1,2} +" + MONTH + " +\\d{2,4} +" + TIME + ZONE + "(?: +\\([A-Za-z ]*\\))?"
            // RFC 3339
            + "|\\d{4}-\\d{2}-\\d{2}[T ]" + TIME + "(?:\\.\\d+)?(?:Z| ?[+-]\\d{2}:?\\d{2})?"
            + ")(?: +remote from .*)?\\s*");
    /** RFC 5322 section 2.2; also the From_ line that another mailbox had, quoted. */
    private static final Pattern FIELD = Pattern.compile("[!-9;-~]+[ \\t]*:.*|>From .*", Pattern.DOTALL);

    /** Reads a line and the start of the next one. */
    static FromLine of(boolean emptyBefore, byte[] octets, int at, int limit) {
        int end = at;
        while (end < limit && octets[end] != '\n') {
            end++;
        }
        int next = Math.min(end + 1, limit);
        String line = new String(octets, at, end - at, StandardCharsets.ISO_8859_1);
        String following = new String(octets, next, limit - next, StandardCharsets.ISO_8859_1);
        return new FromLine(
                emptyBefore,
                end < limit && DATED.matcher(line).matches(),
                FIELD.matcher(following).matches());
    }

    /** Whether all signs are that it begins a mail. */
    boolean isSeparator() {
        return emptyBefore && dated && fieldFollows;
    }

    /** Whether it begins a mail, as far as that does not depend on what is before it. */
    boolean isDatedSeparator() {
        return dated && fieldFollows;
    }

    /** Whether no sign is that it begins a mail. */
    boolean isText() {
        return !emptyBefore && !dated && !fieldFollows;
    }

    /** The signs, for people. */
    @Override
    public String toString() {
        return (emptyBefore ? "an empty line is" : "no empty line is") + " before it, it ends in "
                + (dated ? "a date" : "no date") + ", and " + (fieldFollows ? "a" : "no") + " header field follows";
    }
}
