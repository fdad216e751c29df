// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is said at the end of a series.
 *
 * @param tally the numbers
 * @param outcomes the file that has the rest
 * @param error what ended it before its time
 * @param interrupted whether somebody did
 */
record TallyReport(Tally tally, Path outcomes, Optional<Exception> error, boolean interrupted) {

    /** For standard output; nothing if it never came to mails. */
    Optional<String> summary() {
        return tally.hasBegun() ? Optional.of(counts()) : Optional.empty();
    }

    private String counts() {
        return String.format(
                Locale.ROOT,
                "sent %d%s, refused %d, in doubt %d, not sent %d, done before %d%s; %.1f mails/s; outcomes in %s",
                tally.sent(),
                tally.partly() > 0 ? " (" + tally.partly() + " of them not to all recipients)" : "",
                tally.refused(),
                tally.inDoubt().size(),
                tally.notSent(),
                tally.doneBefore(),
                tally.refusedBefore() > 0 ? ", refused before " + tally.refusedBefore() : "",
                tally.rate(),
                Printable.quoted(outcomes.toString()));
    }

    /** For standard error. */
    List<String> remarks() {
        List<String> lines = new ArrayList<>();
        error.ifPresent(e -> {
            lines.add("postrider: " + e.getMessage());
            lines.addAll(LoginOptions.hints(e));
        });
        for (String mail : tally.inDoubt()) {
            lines.add("in doubt: " + Printable.quoted(mail)
                    + " (may have been delivered; it is not sent again, as that may deliver twice)");
        }
        if (tally.notSent() > 0) {
            lines.add("postrider: " + Printable.mails(tally.notSent()) + " not sent; run the same command again to send"
                    + (tally.notSent() == 1 ? " it" : " them"));
        }
        if (tally.refusedForNow() > 0) {
            lines.add("postrider: " + Printable.mails(tally.refusedForNow())
                    + " refused for now; run the same command again with --retry-refused to send"
                    + (tally.refusedForNow() == 1 ? " it" : " them"));
        }
        return lines;
    }

    /** One JSON object in one line. */
    String json() {
        return Json.object(json -> {
            json.writeNumberField("sent", tally.sent());
            json.writeNumberField("partly", tally.partly());
            json.writeNumberField("refused", tally.refused());
            Json.write(json, "inDoubt", tally.inDoubt());
            json.writeNumberField("notSent", tally.notSent());
            json.writeNumberField("doneBefore", tally.doneBefore());
            json.writeNumberField("refusedBefore", tally.refusedBefore());
            json.writeNumberField("seconds", Math.round(tally.seconds() * 1000) / 1000.0);
            json.writeStringField("outcomes", outcomes.toString());
            json.writeBooleanField("interrupted", interrupted);
            json.writeFieldName("error");
            if (error.isPresent()) {
                json.writeStartObject();
                json.writeStringField("type", error.get().getClass().getSimpleName());
                json.writeStringField("message", String.valueOf(error.get().getMessage()));
                json.writeEndObject();
            } else {
                json.writeNull();
            }
        });
    }
}
