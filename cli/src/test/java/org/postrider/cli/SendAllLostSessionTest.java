// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.cli.SendAllRun.OPEN;
import static org.postrider.cli.SendAllRun.QUIT;
import static org.postrider.cli.SendAllRun.accepted;
import static org.postrider.cli.SendAllRun.content;
import static org.postrider.cli.SendAllRun.rows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postrider.testkit.ScriptedServer;

class SendAllLostSessionTest extends SendAllFolder {

    private static final String NEXT = "@next\n";
    private static final String CUT = "C: MAIL FROM:<a@b>\n@close\n";

    @Test
    @DisplayName("a lost session is followed by another, which does not repeat what is in doubt")
    void reconnects() throws IOException {
        try (ScriptedServer server = ScriptedServer.play(
                OPEN + accepted(1) + content(2) + "@close\n" + NEXT + OPEN + accepted(3, 4) + QUIT)) {
            SendAllRun run = run(server, 4);
            assertThat(run.exitCode()).as(run.err()).isEqualTo(74);
            assertThat(run.out()).contains("sent 3, refused 0, in doubt 1, not sent 0");
            assertThat(run.err()).contains("in doubt: \"2.eml\"", "a new session follows in 1 s");
            assertThat(run.pauses()).containsExactly(Duration.ofSeconds(1));
            server.verify();
        }
        assertThat(rows(outcomes)).contains("recipient 2.eml x2@y IN_DOUBT");
    }

    @Test
    @DisplayName("what was begun and is known not to be sent is sent by the next session, in order and once")
    void sendsAgainWhatWasNotSent() throws IOException {
        try (ScriptedServer server = ScriptedServer.play(
                OPEN + accepted(1) + CUT + NEXT + OPEN + CUT + NEXT + OPEN + accepted(2, 3) + QUIT)) {
            SendAllRun run = run(server, 3);
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.pauses()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(4));
            server.verify();
        }
        assertThat(rows(outcomes)).filteredOn("begun 2.eml 25"::equals).hasSize(3);
        // Mails behind a lost session are left alone: with many of them memory and file would fill.
        assertThat(rows(outcomes)).filteredOn("begun 3.eml 25"::equals).hasSize(1);
    }

    @Test
    @DisplayName(
            "mails whose commands left ahead are sent by the next session, the one with a content in flight is in doubt")
    void ahead() throws IOException {
        String open = "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 PIPELINING\n";
        String commands = "C: MAIL FROM:<a@b>\nC~ RCPT TO:<x.@y>\nC: DATA\n";
        String replies = "S: 250 ok\nS: 250 ok\nS: 354 go\n";
        try (ScriptedServer server =
                ScriptedServer.play(open + commands + replies + "C.\n" + commands + "@close\n" + NEXT + open + commands
                        + replies + "C.\n" + commands + "S: 250 ok\n" + replies + "C.\nS: 250 ok\n" + QUIT)) {
            SendAllRun run = run(server, 3);
            assertThat(run.exitCode()).as(run.err()).isEqualTo(74);
            assertThat(run.err()).contains("in doubt: \"1.eml\"").doesNotContain("in doubt: \"2.eml\"");
            server.verify();
            assertThat(new String(server.content(1), StandardCharsets.UTF_8)).contains("hi 2");
        }
    }

    @Test
    @DisplayName("three sessions that come to nothing, doubt included, are the end; the next run sends the rest")
    void givesUp() throws IOException {
        try (ScriptedServer server = ScriptedServer.play(OPEN + accepted(1) + CUT + NEXT + OPEN + CUT + NEXT
                + "S: 421 busy\n@close\n" + NEXT + OPEN + CUT + NEXT + OPEN + accepted(2, 3) + QUIT)) {
            SendAllRun run = run(server, 3);
            assertThat(run.exitCode()).as(run.err()).isEqualTo(75);
            assertThat(run.out()).contains("sent 1, refused 0, in doubt 0, not sent 2");
            assertThat(run.err()).contains("3 sessions came to nothing", "run the same command again");
            assertThat(run.pauses())
                    .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(16));
            assertThat(run(server, 3).exitCode()).isZero();
            server.verify();
        }
        String doubt = content(1) + "@close\n";
        outcomes = folder.resolve("doubt.csv");
        try (ScriptedServer server = ScriptedServer.play(
                OPEN + doubt + NEXT + OPEN + doubt.replace('1', '2') + NEXT + OPEN + doubt.replace('1', '3'))) {
            assertThat(run(server, 4).out()).contains("sent 0, refused 0, in doubt 3, not sent 1");
            server.verify();
        }
    }

    @Test
    @DisplayName("if there never was a session nothing is begun, and the exit code is that of send")
    void neverAny() throws IOException {
        try (ScriptedServer server = ScriptedServer.play("S: 554 go away\nC: QUIT\nS: 221 bye\n")) {
            SendAllRun run = run(server, 2, "--json");
            assertThat(run.exitCode()).isEqualTo(65);
            assertThat(run.out()).contains("\"notSent\":2", "\"type\":\"GreetingRefusedException\"");
            assertThat(run.pauses()).isEmpty();
            server.verify();
        }
        assertThat(outcomes).doesNotExist();
    }
}
