// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.Timeouts;
import picocli.CommandLine.Option;

/** How long to wait, for each command that opens a session. */
final class TimeoutOption {

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "the limit for each wait")
    private @Nullable Double seconds;

    /** The limits, if one was given. */
    Optional<Timeouts> timeouts() {
        return Optional.ofNullable(seconds).map(s -> Timeouts.ofAll(Duration.ofMillis(Math.round(s * 1000))));
    }
}
