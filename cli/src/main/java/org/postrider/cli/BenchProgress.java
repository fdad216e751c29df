// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.PrintStream;
import java.util.Timer;
import java.util.TimerTask;
import me.tongfei.progressbar.ProgressBar;

/** A progress bar that looks now and then how far the run is: the sessions know nothing of it. */
final class BenchProgress implements AutoCloseable {

    private static final long EVERY_MILLIS = 250;

    private final BenchSupply supply;
    private final ProgressBar bar;
    private final Timer clock = new Timer("bench-progress", true);

    BenchProgress(PrintStream terminal, BenchSupply supply, BenchLoad load) {
        this.supply = supply;
        bar = Bar.on(terminal, Bar.WIDTH, load.messages().orElse(-1), "messages", 1);
        // Its classes are loaded by now, not when the clock runs.
        bar.refresh();
        TimerTask look = new TimerTask() {
            @Override
            public void run() {
                look();
            }
        };
        clock.schedule(look, EVERY_MILLIS, EVERY_MILLIS);
    }

    private void look() {
        bar.stepTo(supply.claimed());
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        clock.cancel();
        look();
        bar.close();
    }
}
