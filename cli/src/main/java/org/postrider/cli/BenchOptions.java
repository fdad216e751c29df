// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The load that is asked for. */
final class BenchOptions {

    private static final long MESSAGES = 1000;
    private static final long MOST_WARM_UP = 1000;
    private static final int WARM_UP_PART = 10;
    private static final int MOST_SESSIONS = 10_000;
    /** Ten times what servers take; each session has an envelope of as many. */
    private static final int MOST_RECIPIENTS = 10_000;

    @Option(names = "--sessions", paramLabel = "N", description = "sessions at a time, 1 by default, at most 10000")
    private int sessions = 1;

    @Option(
            names = "--messages",
            paramLabel = "N",
            description = "messages in all, 1000 by default; the sessions share them as they get on")
    private @Nullable Long messages;

    @Option(names = "--duration", paramLabel = "SECONDS", description = "begin no message after this time")
    private @Nullable Double duration;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            description =
                    "messages before the clock starts, and a session before all others, not counted; by default a tenth of the messages, at most"
                            + " 1000; 0 for none. By --rate as all others, and for a tenth of --duration at most")
    private @Nullable Long warmUp;

    @Option(
            names = "--size",
            paramLabel = "OCTETS",
            converter = BenchSize.class,
            description = "of each message with its header, such as 4k (the default) or 1m")
    private int size = 4096;

    @Option(
            names = "--rcpts",
            paramLabel = "N",
            description = "recipients of each message, 1 by default, at most 10000")
    private int recipients = 1;

    @Option(
            names = "--from",
            paramLabel = "A",
            description = "the reverse-path; a %%d in it is the session's number; bench@example.org by default")
    private String from = "bench@example.org";

    @Option(
            names = "--to",
            paramLabel = "B",
            description = "the recipient; a %%d in it is the recipient's number; rcpt%%d@example.org by default")
    private String to = "rcpt%d@example.org";

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "messages per second in all, begun by the clock whether the server keeps up or not: the latency counts from when"
                            + " a message was due")
    private @Nullable Double rate;

    @Option(
            names = "--send-all",
            description =
                    "give each session its messages as one series, with the next envelope behind each content; --window does so too")
    private boolean sendAll;

    /**
     * What was asked for.
     *
     * @param series whether another option asks for a series
     * @throws IllegalArgumentException if it cannot be meant
     */
    BenchLoad load(boolean series) {
        within("--sessions", sessions, MOST_SESSIONS);
        within("--rcpts", recipients, MOST_RECIPIENTS);
        if (messages != null) {
            within("--messages", messages, Long.MAX_VALUE);
        }
        if (warmUp != null && warmUp < 0) {
            throw new IllegalArgumentException("--warmup " + warmUp + " is below 0; 0 is for none");
        }
        if (duration != null && !(duration >= 0.001 && duration <= Integer.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "--duration " + duration + " is no time to run; give seconds, such as 10");
        }
        if (rate != null && !(rate > 0 && rate <= 1e9)) {
            throw new IllegalArgumentException("--rate " + rate + " is no rate; give messages per second, such as 100");
        }
        if (rate != null && (sendAll || series)) {
            throw new IllegalArgumentException(
                    "--rate waits before each message, and a series must not; leave out --rate, or --send-all and --window");
        }
        if (recipients > 1 && !to.contains("%d")) {
            throw new IllegalArgumentException(
                    "--rcpts " + recipients
                            + " needs as many addresses; write %d where their number belongs in --to, such as rcpt%d@example.org");
        }
        OptionalLong count = messages != null
                ? OptionalLong.of(messages)
                : duration == null ? OptionalLong.of(MESSAGES) : OptionalLong.empty();
        long warm = warmUp != null ? warmUp : Math.min(MOST_WARM_UP, count.orElse(Long.MAX_VALUE) / WARM_UP_PART);
        Optional<Duration> limit = Optional.ofNullable(duration).map(s -> Duration.ofNanos(Math.round(s * 1e9)));
        return new BenchLoad(
                sessions, count, limit, warm, size, recipients, from, to, rate == null ? 0 : rate, sendAll || series);
    }

    private static void within(String name, long value, long most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(
                    name + " " + value + " is not within 1 and " + most + "; give a number that is");
        }
    }
}
