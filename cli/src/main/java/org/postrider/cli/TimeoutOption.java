// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postrider.Timeouts;
import picocli.CommandLine.Option;

/** How long to wait, for each command that opens a session. */
final class TimeoutOption {

    private static final Duration GREETING = Duration.ofSeconds(30);

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "the limit for each wait; by default those of RFC 5321, and 30 for the greeting")
    private @Nullable Double seconds;

    /** The limits. Someone at a shell does not wait the five minutes of RFC 5321 for the greeting of a server that perhaps speaks something else. */
    Timeouts timeouts() {
        return seconds == null
                ? Timeouts.defaults().with(Timeouts.Phase.GREETING, GREETING)
                : Timeouts.ofAll(Duration.ofMillis(Math.round(seconds * 1000)));
    }
}
