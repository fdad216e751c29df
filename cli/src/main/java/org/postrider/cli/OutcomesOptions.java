// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where outcomes are written, and how safely. */
final class OutcomesOptions {

    private static final String SUFFIX = ".outcomes.csv";

    @Option(
            names = "--outcomes",
            paramLabel = "FILE",
            description = "where outcomes are written as CSV, and what an earlier run did is read;"
                    + " NAME.outcomes.csv in the current folder by default, NAME being the last part of the input,"
                    + " and stdin.outcomes.csv for -. What earlier runs sent is known from this file alone: run again from the same"
                    + " folder, or give the same FILE")
    private @Nullable Path file;

    @Option(
            names = "--sync",
            description = "have each mark on the disk before its mail is sent: nothing is sent twice after a loss of"
                    + " power either; slow")
    private boolean sync;

    /** The file for an input. */
    Path file(Path input) {
        if (file != null) {
            return file;
        }
        Path name = input.toAbsolutePath().normalize().getFileName();
        if (Input.isStandard(input) || name == null) {
            return FileName.path((name == null ? "root" : "stdin") + SUFFIX);
        }
        return FileName.lastWith(name, SUFFIX);
    }

    /**
     * Opens it.
     *
     * @throws IllegalArgumentException if it would become a mail itself
     */
    OutcomesFile open(MailSource source, Path input) throws SeriesException {
        Path path = file(input).toAbsolutePath();
        return SeriesException.outcomes(() -> {
            if (source.wouldRead(path)) {
                throw new IllegalArgumentException("the outcomes file " + Printable.quoted(FileName.whole(path))
                        + " would lie among the mails, or is the input itself; nothing was sent."
                        + " Name one elsewhere by --outcomes");
            }
            return open(path);
        });
    }

    private OutcomesFile open(Path path) throws IOException {
        return OutcomesFile.open(path, sync);
    }
}
