// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;

/** A progress bar for many mails: how many, how fast, how long to go, how many refused. */
final class SeriesProgress implements AutoCloseable {

    /** What was refused stands behind the bar. */
    private static final int WIDTH = 100;

    private final @Nullable ProgressBar bar;

    private SeriesProgress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    /** For nobody who looks. */
    static SeriesProgress none() {
        return new SeriesProgress(null);
    }

    static SeriesProgress on(PrintStream terminal, long mails) {
        return new SeriesProgress(Bar.on(terminal, WIDTH, mails, "mails", 1));
    }

    void show(Tally tally) {
        if (bar != null) {
            bar.stepTo(tally.ended());
            bar.setExtraMessage(", " + tally.refused() + " refused");
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
