// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.cli.SendAllRun.OK;
import static org.postrider.cli.SendAllRun.OPEN;
import static org.postrider.cli.SendAllRun.QUIT;
import static org.postrider.cli.SendAllRun.accepted;
import static org.postrider.cli.SendAllRun.content;
import static org.postrider.cli.SendAllRun.mails;
import static org.postrider.cli.SendAllRun.rows;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.testkit.ScriptedServer;

/** The command in a virtual machine of its own, which is ended at a point that the server chooses. */
@Timeout(120)
class SendAllKillTest extends SendAllFolder {

    private static final String PATIENCE = "@limit 60s\n";

    private final List<Process> children = new ArrayList<>();

    @AfterEach
    void endChildren() {
        children.forEach(Process::destroyForcibly);
    }

    private Process start(ScriptedServer server, Path input, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(SendAllRun.arguments(server, outcomes, input.toString(), more));
        Process child = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        children.add(child);
        return child;
    }

    private static void kill(Process child) throws InterruptedException {
        child.destroyForcibly();
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    private static void assertOnceEach(ScriptedServer server, int... numbers) {
        String received = new String(server.received(), StandardCharsets.UTF_8);
        for (int number : numbers) {
            assertThat(received).containsOnlyOnce("\nhi " + number + "\r\n");
        }
    }

    @Test
    @DisplayName(
            "a run that is killed before a verdict came is gone on with: each mail left once, and the doubt is listed")
    void killed() throws IOException, InterruptedException {
        Path mails = mails(folder, 4);
        try (ScriptedServer server = ScriptedServer.play(PATIENCE + OPEN + accepted(1) + content(2) + "@mark sent\n"
                + "@next\n" + OPEN + accepted(3, 4) + QUIT)) {
            Process child = start(server, mails);
            server.awaitStep("sent");
            kill(child);
            SendAllRun second = run(server, mails);
            assertThat(second.exitCode()).as(second.err()).isEqualTo(74);
            assertThat(second.out()).contains("sent 2, refused 0, in doubt 1, not sent 0, done before 1;");
            assertThat(second.err()).contains("in doubt: \"2.eml\"");
            server.verify();
            assertOnceEach(server, 1, 2, 3, 4);
        }
        assertThat(rows(outcomes)).anySatisfy(row -> assertThat(row).startsWith("mail 2.eml IN_DOUBT"));
    }

    @Test
    @DisplayName("with a window all that was in flight when the run was killed is in doubt, and the rest is sent")
    void killedWithWindow() throws IOException, InterruptedException {
        Path mails = mails(folder, 3);
        String open = "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250-PIPELINING\nS: 250 CHUNKING\n";
        String mail =
                "C: MAIL FROM:<a@b>\nC~ RCPT TO:<x.@y>\nC: BDAT 29 LAST\nC: From: a@b\nC~ To: x.@y\nC: \nC~ hi .\n"
                        + "C: RSET\n";
        String replies = OK.repeat(4);
        try (ScriptedServer server = ScriptedServer.play(PATIENCE + open + mail.repeat(3) + "@mark sent\n@next\n" + open
                + mail.repeat(2) + replies.repeat(2) + QUIT)) {
            Process child = start(server, mails, "--window=3");
            server.awaitStep("sent");
            kill(child);
            mails(folder, 5);
            SendAllRun second = run(server, mails, "--window=3");
            assertThat(second.exitCode()).as(second.err()).isEqualTo(74);
            assertThat(second.out()).contains("sent 2, refused 0, in doubt 3, not sent 0");
            assertThat(second.err()).contains("in doubt: \"1.eml\"", "in doubt: \"2.eml\"", "in doubt: \"3.eml\"");
            assertOnceEach(server, 1, 2, 3);
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "HUP, 129"})
    @DisplayName(
            "a run that is told to end begins nothing more and writes down what is under way; the next one sends the rest (B7)")
    void interrupted(String signal, int exitCode) throws IOException, InterruptedException {
        Path mails = mails(folder, 3);
        try (ScriptedServer server = ScriptedServer.play(PATIENCE + OPEN + accepted(1) + content(2)
                + "@mark sent\n@await told\n" + OK + QUIT + "@next\n" + OPEN + accepted(3) + QUIT)) {
            Process child = start(server, mails);
            server.awaitStep("sent");
            // Process.destroy knows one signal only, and closes the streams.
            new ProcessBuilder("kill", "-" + signal, Long.toString(child.pid()))
                    .start()
                    .waitFor();
            try (BufferedReader err = child.errorReader(StandardCharsets.UTF_8)) {
                assertThat(err.readLine()).startsWith("postrider: interrupted");
                server.signal("told");
                assertThat(err.readLine()).contains("1 mail not sent; run the same command again");
            }
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isEqualTo(exitCode);
            SendAllRun second = run(server, mails);
            assertThat(second.exitCode()).as(second.err()).isZero();
            assertThat(second.out()).contains("sent 1, refused 0, in doubt 0, not sent 0, done before 2;");
            server.verify();
            assertOnceEach(server, 1, 2, 3);
        }
    }
}
