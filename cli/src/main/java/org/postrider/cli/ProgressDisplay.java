// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.OptionalLong;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import org.postrider.SessionListener;

/** A progress bar for content that takes longer than a second. */
final class ProgressDisplay implements SessionListener {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final long KIBIBYTE = 1024;

    private final PrintStream terminal;
    private final Duration patience;
    private long started;
    private @Nullable ProgressBar bar;

    ProgressDisplay(PrintStream terminal) {
        this(terminal, PATIENCE);
    }

    ProgressDisplay(PrintStream terminal, Duration patience) {
        this.terminal = terminal;
        this.patience = patience;
    }

    /** Whether standard error is a terminal: the launcher knows, the JVM does not. */
    static boolean isWanted() {
        return Boolean.getBoolean("postrider.terminal");
    }

    @Override
    public void contentProgress(long octets, OptionalLong size) {
        long now = System.nanoTime();
        if (started == 0) {
            started = now;
        }
        ProgressBar shown = bar;
        if (shown == null && now - started >= patience.toNanos()) {
            shown = Bar.on(terminal, Bar.WIDTH, size.orElse(-1), "KiB", KIBIBYTE);
            bar = shown;
        }
        if (shown != null) {
            shown.stepTo(octets);
        }
    }

    @Override
    public void contentSent(long octets) {
        close();
    }

    /** Takes the bar away. */
    void close() {
        ProgressBar shown = bar;
        if (shown != null) {
            shown.close();
            bar = null;
        }
    }
}
