// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postrider.testkit.ScriptedServer;

/** Against servers that take their time: what {@code bench} says they took. */
class BenchLatencyTest {

    private static final double PAUSE_MICROS = 100_000;
    private static final String PAUSE = "@pause 100ms\n";
    private static final String OPEN = "S: 220 hi\nC: EHLO me.test\nS: 250 srv\n";
    private static final String QUIT = "C: QUIT\nS: 221 bye\n";
    private static final String MAIL = "C: MAIL FROM:<bench@example.org>\n";
    private static final String RCPT = "C: RCPT TO:<rcpt1@example.org>\n";
    private static final String OK = "S: 250 ok\n";
    private static final String CONTENT = MAIL + OK + RCPT + OK + "C: DATA\nS: 354 go\nC.\n";

    private static BenchOutcome played(String script, String options) {
        try (ScriptedServer server = ScriptedServer.play(script)) {
            BenchOutcome bench = BenchOutcome.at(server.uri(), options + " --json");
            server.verify();
            return bench;
        }
    }

    @Test
    @DisplayName("a latency is as long as the server takes for its verdict")
    void verdict() {
        String slow = CONTENT + PAUSE + OK;
        BenchOutcome bench = played(OPEN + slow + slow + QUIT, "--messages 2 --warmup 0");
        assertThat(bench.number("p50")).isGreaterThanOrEqualTo(PAUSE_MICROS);
    }

    @Test
    @DisplayName("with a window each latency counts from when its message was handed over")
    void window() {
        String transaction = MAIL + RCPT + "C+\nC: RSET\n";
        BenchOutcome bench = played(
                "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250-PIPELINING\nS: 250 CHUNKING\n" + transaction.repeat(3)
                        + PAUSE + OK.repeat(12) + QUIT,
                "--messages 3 --warmup 0 --window 3");
        assertThat(bench.number("p50")).isGreaterThanOrEqualTo(PAUSE_MICROS);
    }

    @Test
    @DisplayName("in a series the first verdict ends the first message, though another has begun")
    void series() {
        String envelope = MAIL + RCPT + "C: DATA\n";
        BenchOutcome bench = played(
                "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 PIPELINING\n" + envelope + PAUSE + OK + OK
                        + "S: 354 go\nC.\n" + envelope + OK + OK + OK + "S: 354 go\nC.\n" + PAUSE + OK
                        + QUIT,
                "--messages 2 --warmup 0 --send-all");
        assertThat(bench.number("accepted")).isEqualTo(2);
        assertThat(bench.number("min")).isGreaterThanOrEqualTo(PAUSE_MICROS);
    }

    @Test
    @DisplayName("after a lost session no message counts from when one of that session began")
    void lostSession() {
        String slow = CONTENT + PAUSE + OK;
        BenchOutcome bench = played(
                OPEN + slow + CONTENT + "@close\n@next\n@pause 1s\n" + OPEN + slow + slow + QUIT,
                "--messages 4 --warmup 0");
        assertThat(bench.number("accepted")).isEqualTo(3);
        assertThat(bench.number("min")).isGreaterThanOrEqualTo(PAUSE_MICROS);
        assertThat(bench.number("max")).isLessThan(1_000_000);
    }

    @Test
    @DisplayName("a warm-up begins no message after a tenth of the duration, however slow the server is")
    void warmUpOfSlowServer() {
        BenchOutcome bench = played(
                OPEN + QUIT + "@next\n" + OPEN + CONTENT + PAUSE + OK + CONTENT + OK + QUIT,
                "--duration 0.9 --messages 1 --warmup 5");
        assertThat(bench.number("accepted")).isEqualTo(1);
    }

    @Test
    @DisplayName("a warm-up keeps to the rate")
    void warmUpByRate() {
        BenchOutcome bench = played(
                OPEN + QUIT + "@next\n" + OPEN + (CONTENT + OK).repeat(2) + QUIT,
                // At 5 per second the second would be due after a tenth of the duration.
                "--duration 1 --rate 5 --messages 1 --warmup 5");
        assertThat(bench.number("accepted")).isEqualTo(1);
    }

    @Test
    @DisplayName("what the warm-up was refused is told, and not counted")
    void warmUpFailures() {
        String script = OPEN + QUIT + "@next\n" + OPEN + MAIL + "S: 451 cold\nC: RSET\n" + OK + CONTENT + OK + QUIT;
        BenchOutcome bench = played(script, "--messages 1 --warmup 1");
        assertThat(bench.exitCode()).isZero();
        assertThat(bench.out())
                .contains("\"refused\":0,", "\"failures\":{}", "\"warmUpFailures\":{\"SenderRefusedException\":1}");
        try (ScriptedServer server = ScriptedServer.play(script)) {
            assertThat(BenchOutcome.at(server.uri(), "--messages 1 --warmup 1").out())
                    .contains("failures of the warm-up, which is not counted (SenderRefusedException: 1)", "451 cold");
        }
    }

    @Test
    @DisplayName("when not all sessions can be opened it is told how many were")
    void someSessions() {
        try (ScriptedServer server = ScriptedServer.play(OPEN + "@close\n@next\nS: 421 too many\n@close\n")) {
            BenchOutcome bench = BenchOutcome.at(server.uri(), "--sessions 2 --warmup 0");
            assertThat(bench.exitCode()).isEqualTo(75);
            assertThat(bench.err()).contains("1 of 2 sessions were opened", "421 too many");
        }
    }
}
