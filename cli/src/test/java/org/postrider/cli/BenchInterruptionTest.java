// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.testkit.ScriptedServer;

/** The command in a virtual machine of its own, which is told to end at a point that the server chooses. */
@Timeout(120)
class BenchInterruptionTest {

    private static final String CONTENT = "C: MAIL FROM:<bench@example.org>\nS: 250 ok\n"
            + "C: RCPT TO:<rcpt1@example.org>\nS: 250 ok\nC: DATA\nS: 354 go\nC.\n";

    @Test
    @DisplayName("a run that is told to end begins no message more and tells what was measured")
    void interrupted() throws IOException, InterruptedException {
        try (ScriptedServer server = ScriptedServer.play("@limit 60s\nS: 220 hi\nC: EHLO me.test\nS: 250 srv\n"
                + CONTENT + "S: 250 ok\n" + CONTENT + "@mark sent\n@await told\nS: 250 ok\nC: QUIT\nS: 221 bye\n")) {
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Main.class.getName(),
                            "bench",
                            "--server=" + server.uri(),
                            "--helo=me.test",
                            "--messages=9",
                            "--warmup=0",
                            "--json")
                    .start();
            try (BufferedReader err = child.errorReader(StandardCharsets.UTF_8);
                    BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
                server.awaitStep("sent");
                // By its handle: Process.destroy closes the streams.
                child.toHandle().destroy();
                assertThat(err.readLine()).startsWith("postrider: interrupted");
                server.signal("told");
                assertThat(out.readLine())
                        .contains("\"accepted\":2,", "\"notSent\":0,", "\"interrupted\":true,", "\"error\":null");
                assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            } finally {
                child.destroyForcibly();
            }
            server.verify();
        }
    }
}
