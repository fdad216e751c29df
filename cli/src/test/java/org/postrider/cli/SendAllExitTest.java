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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postrider.testkit.ScriptedServer;

class SendAllExitTest extends SendAllFolder {

    private static final String NEXT = "@next\n";
    private static final String RESET = "C: RSET\n" + OK;
    private static final String AT_MAIL = "C: MAIL FROM:<a@b>\nS: 421 4.3.2 shutting down\n@close\n";
    private static final String AT_RCPT =
            "C: MAIL FROM:<a@b>\n" + OK + "C: RCPT TO:<x1@y>\nS: 421 4.3.2 shutting down\n@close\n";

    @Test
    @DisplayName("a server that closes by 421 to MAIL or RCPT costs no mail: each is sent by the next session")
    void closing() throws IOException {
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + AT_MAIL + NEXT + OPEN + AT_RCPT + NEXT + OPEN + accepted(1, 2) + QUIT)) {
            SendAllRun run = run(server, 2);
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("sent 2, refused 0, in doubt 0, not sent 0");
            server.verify();
        }
        assertThat(rows(outcomes)).contains("mail 1.eml NOT_SENT 421 4.3.2 4.3.2 shutting down");
    }

    @Test
    @DisplayName("three sessions that close by 421 come to nothing, the error says why, and the next run sends all")
    void closingForGood() throws IOException {
        try (ScriptedServer server = ScriptedServer.play(
                OPEN + AT_MAIL + NEXT + OPEN + AT_RCPT + NEXT + OPEN + AT_MAIL + NEXT + OPEN + accepted(1, 2) + QUIT)) {
            SendAllRun run = run(server, 2, "--json");
            assertThat(run.exitCode()).as(run.err()).isEqualTo(75);
            assertThat(run.out())
                    .contains("\"refused\":0", "\"notSent\":2", "\"error\":{\"type\":\"", "421")
                    .doesNotContain("\"error\":null");
            assertThat(run.err()).contains("3 sessions came to nothing", "2 mails not sent; run the same command");
            SendAllRun second = run(server, 2);
            assertThat(second.exitCode()).as(second.err()).isZero();
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "all refused for now is 75 with a hint, also from the next run, which says that they were refused before")
    void allForNow() throws IOException {
        String sender = "C: MAIL FROM:<a@b>\nS: 450 later\n";
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + sender + RESET + content(2) + "S: 451 later\n" + RESET + QUIT)) {
            SendAllRun run = run(server, 2);
            assertThat(run.exitCode()).as(run.err()).isEqualTo(75);
            assertThat(run.err()).contains("2 mails refused for now", "--retry-refused");
            SendAllRun again = run(server, 2);
            assertThat(again.exitCode()).as(again.err()).isEqualTo(75);
            assertThat(again.out()).contains("sent 0, refused 0", "done before 2, refused before 2;");
            assertThat(again.err()).contains("2 mails refused for now", "--retry-refused");
            server.verify();
        }
    }

    @Test
    @DisplayName("all refused, one of them for good, is 65, also from the next run")
    void allForGood() throws IOException {
        try (ScriptedServer server = ScriptedServer.play(
                OPEN + content(1) + "S: 451 later\n" + RESET + content(2) + "S: 554 no\n" + RESET + QUIT)) {
            assertThat(run(server, 2).exitCode()).isEqualTo(65);
            SendAllRun again = run(server, 2);
            assertThat(again.exitCode()).isEqualTo(65);
            assertThat(again.err()).contains("1 mail refused for now");
            server.verify();
        }
    }

    @Test
    @DisplayName("a file that cannot be opened is 66 if nothing else was sent")
    void unreadable() throws IOException {
        Path mails = Files.createDirectories(folder.resolve("mails"));
        Path mail = Files.writeString(mails.resolve("1.eml"), "x");
        try (ScriptedServer server =
                ScriptedServer.play("S: 220 hi\nC: EHLO me.test\n@mark begun\n@await gone\nS: 250 srv\n" + QUIT)) {
            Thread other = new Thread(() -> {
                try {
                    server.awaitStep("begun");
                    Files.delete(mail);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                } finally {
                    server.signal("gone");
                }
            });
            other.start();
            SendAllRun run = run(server, mails);
            assertThat(run.exitCode()).as(run.err()).isEqualTo(66);
            server.verify();
        }
    }
}
