// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A script that was understood: the lines of each connection, in order.
 *
 * @param acts one for each connection
 */
record Script(List<Act> acts) {

    /** What a wait is prolonged by before the player itself is taken for stuck. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    /**
     * The part of a script that belongs to one connection.
     *
     * @param lines its steps
     * @param end the line after the last step: the client closes. Its limit also bounds the wait for the connection
     *     where there is no step
     */
    record Act(List<Line> lines, Line end) {

        Line first() {
            return lines.isEmpty() ? end : lines.get(0);
        }

        boolean clientCloses() {
            return lines.stream().noneMatch(line -> line.step().endsConnection());
        }
    }

    /**
     * A step and where it stands.
     *
     * @param number line of the script, from 1
     * @param text the line as it was written
     * @param limit how long the step may take
     */
    record Line(int number, String text, Step step, Duration limit) {}

    /** Understands a script, or throws IllegalArgumentException that names the line. */
    static Script parse(String text) {
        return new ScriptParser().parse(text);
    }

    /** The first line that needs TLS, if there is one. */
    Optional<Line> firstTls() {
        return everyLine().filter(line -> line.step() instanceof Step.StartTls).findFirst();
    }

    Set<String> signals() {
        return steps(Step.Await.class).map(Step.Await::name).collect(Collectors.toUnmodifiableSet());
    }

    Set<String> marks() {
        return steps(Step.Mark.class).map(Step.Mark::name).collect(Collectors.toUnmodifiableSet());
    }

    boolean stopsReading() {
        return steps(Step.Ending.class).anyMatch(Step.Ending.STOP_READING::equals);
    }

    /** The longest step limit that is in force anywhere. */
    Duration longestLimit() {
        return everyLine().map(Line::limit).reduce(Duration.ZERO, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }

    /** More time than playing can take: each step twice (its connection and itself), and all pauses twice. */
    Duration atMost() {
        return everyLine()
                .map(line -> line.limit().plus(line.step().pauses()).multipliedBy(2))
                .reduce(SLACK, Duration::plus);
    }

    private <T extends Step> Stream<T> steps(Class<T> kind) {
        return everyLine().map(Line::step).filter(kind::isInstance).map(kind::cast);
    }

    private Stream<Line> everyLine() {
        return acts.stream().flatMap(act -> Stream.concat(act.lines().stream(), Stream.of(act.end())));
    }
}
