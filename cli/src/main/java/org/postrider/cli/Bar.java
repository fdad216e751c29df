// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** How the commands' progress bars look. */
final class Bar {

    /** Of a terminal. */
    static final int WIDTH = 78;

    private Bar() {}

    /**
     * Makes one.
     *
     * @param width in columns
     * @param max where it ends; -1 if nobody knows
     * @param unit the name of what is counted
     * @param size how many steps one of them is
     */
    static ProgressBar on(PrintStream terminal, int width, long max, String unit, long size) {
        return new ProgressBarBuilder()
                .setTaskName("sending")
                .setInitialMax(max)
                .setUnit(" " + unit, size)
                .showSpeed()
                .setConsumer(new ConsoleProgressBarConsumer(terminal, width))
                .build();
    }
}
