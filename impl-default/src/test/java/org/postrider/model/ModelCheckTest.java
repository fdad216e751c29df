// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sessions with a server in memory that does by a seed what servers and networks do at their worst. The server keeps
 * the truth, and no outcome may say
 * more or less than that and the replies allow.
 *
 * <p>{@code -Dpostrider.model.seeds=100000} runs more seeds, {@code -Dpostrider.model.seed=17} one, whose dialogue is
 * then shown.
 */
class ModelCheckTest {

    private static final int SEEDS = 2500;

    @TempDir
    private static Path directory;

    @Test
    @DisplayName("a server refuses, closes and is cut off at any point: no outcome says more or less than its replies"
            + " (V1, V2, V3, V4, V5, V6, V7, V12, V13, L5)")
    void honest() {
        check(Behaviour.Kind.HONEST, SEEDS);
    }

    @Test
    @DisplayName("a server says too much, and at once: it is found out before anything false is reported (V9, V10, P9)")
    void promptViolator() {
        check(Behaviour.Kind.PROMPT_VIOLATOR, SEEDS / 2);
    }

    @Test
    @DisplayName("a server says too much, some of it late: what can be proved is never reported wrongly (V9, V10, P9)")
    void lateViolator() {
        check(Behaviour.Kind.LATE_VIOLATOR, SEEDS / 2);
    }

    private static void check(Behaviour.Kind kind, int usual) {
        Long single = Long.getLong("postrider.model.seed");
        if (single != null) {
            Scenario scenario = new Scenario(kind, single, directory);
            Map<Rule, String> broken = scenario.run().broken();
            assertThat(broken).as("%s%n%s", kind, scenario.dialogue()).isEmpty();
            System.out.println(scenario.dialogue());
            return;
        }
        long seeds = Long.getLong("postrider.model.seeds", usual);
        Map<Rule, BrokenRule> broken = new EnumMap<>(Rule.class);
        for (long seed = 0; seed < seeds; seed++) {
            Scenario scenario = new Scenario(kind, seed, directory);
            long current = seed;
            scenario.run()
                    .broken()
                    .forEach((rule, reason) ->
                            broken.computeIfAbsent(rule, r -> new BrokenRule()).add(current, reason, scenario));
        }
        StringBuilder report = new StringBuilder();
        broken.forEach(
                (rule, how) -> report.append("\n\n").append(rule).append('\n').append(how));
        assertThat(broken.keySet()).as("%s, %s seeds%s", kind, seeds, report).isEmpty();
    }

    /** How often a rule was broken, and the shortest dialogue that shows it. */
    private static final class BrokenRule {

        private int times;
        private int length = Integer.MAX_VALUE;
        private String shortest = "";

        void add(long seed, String reason, Scenario scenario) {
            times++;
            if (scenario.length() < length) {
                length = scenario.length();
                shortest = "-Dpostrider.model.seed=" + seed + ": " + reason + "\n" + scenario.dialogue();
            }
        }

        @Override
        public String toString() {
            return "broken by " + times + " seeds; the shortest is " + shortest;
        }
    }
}
