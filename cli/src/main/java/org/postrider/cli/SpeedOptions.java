// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import org.postrider.Session;
import picocli.CommandLine.Option;

/** How much leaves before the server has answered, for each command that sends many mails. */
final class SpeedOptions {

    @Option(
            names = "--window",
            paramLabel = "N",
            description = "whole transactions in flight, 0 to 1000, where the server offers PIPELINING and CHUNKING;"
                    + " when a session is lost, all of them and more are in doubt")
    private int window;

    @Option(
            names = "--eager",
            description = "a mail that has the session for itself leaves whole, before the replies to its recipients;"
                    + " in a series --window does that")
    private boolean eager;

    /** Says it to a session that is not opened yet. */
    Session.Builder applyTo(Session.Builder builder) {
        return builder.window(window).eager(eager);
    }

    /** How many transactions are in flight; 0 if that was not asked for. */
    int window() {
        return window;
    }

    /** Whether a content goes with its envelope. */
    boolean isEager() {
        return eager;
    }
}
