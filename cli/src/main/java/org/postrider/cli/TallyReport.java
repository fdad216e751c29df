// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is said at the end of a series.
 *
 * @param tally the numbers
 * @param outcomes the file that has the rest; null if the input is not known
 * @param error what ended it before its time
 * @param interrupted whether somebody did
 */
record TallyReport(Tally tally, @Nullable Path outcomes, Optional<Exception> error, boolean interrupted) {

    /** For standard output; nothing if it never came to mails. */
    Optional<String> summary() {
        return tally.hasBegun() ? Optional.of(counts()) : Optional.empty();
    }

    private String counts() {
        return String.format(
                Locale.ROOT,
                "sent %d%s, refused %d, in doubt %d, not sent %d, done before %d%s; %.1f mails/s%s",
                tally.sent(),
                tally.partly() > 0 ? " (" + tally.partly() + " of them not to all recipients)" : "",
                tally.refused(),
                tally.inDoubt().size(),
                tally.notSent(),
                tally.doneBefore(),
                tally.refusedBefore() > 0 ? ", refused before " + tally.refusedBefore() : "",
                tally.rate(),
                outcomes != null && Files.exists(outcomes)
                        ? "; outcomes in " + Printable.quoted(FileName.text(outcomes))
                        : "");
    }

    /** For standard error. */
    List<String> remarks() {
        List<String> lines = new ArrayList<>();
        error.ifPresent(e -> {
            lines.add("postrider: " + e.getMessage());
            lines.addAll(LoginOptions.hints(e));
        });
        for (DoubtfulMail mail : tally.inDoubt()) {
            String facts = mail.facts().toString();
            lines.add("in doubt: " + Printable.quoted(mail.id())
                    + " (may have been delivered; it is not sent again, as that may deliver twice)"
                    + (facts.isEmpty() ? "" : ": " + facts));
        }
        if (!tally.inDoubt().isEmpty()) {
            lines.add(
                    "postrider: look whether " + Printable.mails(tally.inDoubt().size())
                            + " in doubt arrived; send what did not with --retry-in-doubt "
                            + Printable.quoted(tally.inDoubt().get(0).id()));
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
            Json.write(
                    json,
                    "inDoubt",
                    tally.inDoubt().stream().map(DoubtfulMail::id).toList());
            json.writeNumberField("notSent", tally.notSent());
            json.writeNumberField("doneBefore", tally.doneBefore());
            json.writeNumberField("refusedBefore", tally.refusedBefore());
            json.writeNumberField("seconds", Math.round(tally.seconds() * 1000) / 1000.0);
            json.writeStringField("outcomes", outcomes == null ? null : FileName.text(outcomes));
            json.writeBooleanField("interrupted", interrupted);
            JsonErrors.write(json, error);
        });
    }
}
