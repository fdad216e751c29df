// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.cli.SendAllRun.OK;
import static org.postrider.cli.SendAllRun.OPEN;
import static org.postrider.cli.SendAllRun.QUIT;
import static org.postrider.cli.SendAllRun.accepted;
import static org.postrider.cli.SendAllRun.content;
import static org.postrider.cli.SendAllRun.mails;
import static org.postrider.cli.SendAllRun.message;
import static org.postrider.cli.SendAllRun.rows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postrider.testkit.ScriptedServer;

class SendAllResumeTest extends SendAllFolder {

    private static final String NEXT = "@next\n";

    private static String mbox(int... numbers) {
        StringBuilder text = new StringBuilder();
        for (int number : numbers) {
            text.append("From a@b Mon Nov 23 10:00:00 2026\n")
                    .append(message(number))
                    .append('\n');
        }
        return text.toString();
    }

    /** Takes octets from the end of the outcomes file, as a run leaves it that is killed while it writes. */
    private void cut(String behind, int more) throws IOException {
        String text = Files.readString(outcomes);
        Files.writeString(outcomes, text.substring(0, text.lastIndexOf(behind) + behind.length() + more));
    }

    @Test
    @DisplayName("the same command again sends nothing, says so, and has the same exit code; new mails are sent")
    void again() throws IOException {
        Path mails = mails(folder, 2);
        String refused = content(2) + "S: 554 no\nC: RSET\n" + OK;
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + accepted(1) + refused + QUIT + NEXT + OPEN + accepted(3) + QUIT)) {
            assertThat(run(server, mails).exitCode()).isEqualTo(10);
            SendAllRun again = run(server, mails);
            assertThat(again.exitCode()).as(again.err()).isEqualTo(10);
            assertThat(again.out())
                    .contains("sent 0, refused 0, in doubt 0, not sent 0, done before 2, refused before 1;");
            Files.writeString(mails.resolve("0.eml"), message(3));
            assertThat(run(server, mails).out())
                    .contains("sent 1, refused 0, in doubt 0, not sent 0, done before 2, refused before 1;");
            server.verify();
        }
    }

    @Test
    @DisplayName("--retry-refused sends again what was refused for now and nobody got, and nothing else")
    void retryRefused() throws IOException {
        String forNow = content(1) + "S: 451 later\nC: RSET\n" + OK;
        String forGood = content(2) + "S: 554 no\nC: RSET\n" + OK;
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + forNow + forGood + accepted(3) + QUIT + NEXT + OPEN + accepted(1) + QUIT)) {
            Path mails = mails(folder, 3);
            assertThat(run(server, mails).exitCode()).isEqualTo(10);
            assertThat(run(server, mails).out()).contains("sent 0", "done before 3");
            assertThat(run(server, mails, "--retry-refused").out()).contains("sent 1, refused 0", "done before 2");
            assertThat(run(server, mails, "--retry-refused").out()).contains("sent 0, refused 0", "done before 3");
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "a half-written outcome is taken away and leaves its mail in doubt, which stays so and is not repeated")
    void halfWrittenOutcome() throws IOException {
        Path mails = mails(folder, 2);
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + accepted(1, 2) + QUIT + NEXT + OPEN + accepted(3) + QUIT)) {
            assertThat(run(server, mails).exitCode()).isZero();
            cut(",mail,2.eml", 12);
            Files.writeString(mails.resolve("3.eml"), message(3));
            SendAllRun second = run(server, mails);
            assertThat(second.exitCode()).isEqualTo(74);
            assertThat(second.err()).contains("in doubt: \"2.eml\"");
            assertThat(second.out()).contains("sent 1, refused 0, in doubt 1, not sent 0, done before 1;");
            SendAllRun third = run(server, mails, "--json");
            assertThat(third.exitCode()).isEqualTo(74);
            assertThat(third.out()).contains("{\"sent\":0", "\"inDoubt\":[\"2.eml\"]");
            server.verify();
        }
        assertThat(rows(outcomes))
                .filteredOn(row -> row.startsWith("mail 2.eml"))
                .singleElement()
                .asString()
                .startsWith("mail 2.eml IN_DOUBT begun by a run that ended");
    }

    @Test
    @DisplayName("a half-written mark is taken away and its mail is sent, for it was not handed over; so with a header")
    void halfWrittenMark() throws IOException {
        Path mails = mails(folder, 2);
        try (ScriptedServer server = ScriptedServer.play(OPEN
                + accepted(1, 2)
                + QUIT
                + NEXT
                + OPEN
                + accepted(2)
                + QUIT
                + NEXT
                + OPEN
                + accepted(1, 2)
                + QUIT)) {
            assertThat(run(server, mails).exitCode()).isZero();
            cut(",begun,2.eml", 1);
            assertThat(run(server, mails).exitCode()).isZero();
            cut("time,row", 1);
            assertThat(run(server, mails).exitCode()).isZero();
            server.verify();
        }
    }

    @Test
    @DisplayName("a file of another size, another folder and an mbox that changed are errors that send nothing")
    void changedInput() throws IOException {
        Path mails = mails(folder, 2);
        Path mbox = Files.writeString(folder.resolve("in.mbox"), mbox(1, 2));
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + accepted(1, 2) + QUIT + NEXT + OPEN + accepted(1, 2) + QUIT)) {
            assertThat(run(server, mails).exitCode()).isZero();
            Files.writeString(mails.resolve("2.eml"), message(22));
            expectError(run(server, mails), "\"2.eml\" has 27 octets and had 25");
            expectError(run(server, mails(folder.resolve("other"), 2)), "tells of", "other");
            expectError(run(server, mbox), "tells of the mail \"1.eml\"");

            outcomes = folder.resolve("mbox.csv");
            assertThat(run(server, mbox).exitCode()).isZero();
            Files.writeString(mbox, mbox(3, 2, 1));
            expectError(run(server, mbox), "up to mail 2 is not what it had");
            Files.writeString(mbox, mbox(1));
            expectError(run(server, mbox), "has 1 mail and had at least 2");
            server.verify();
        }
    }

    private static void expectError(SendAllRun run, String... parts) {
        assertThat(run.exitCode()).isEqualTo(66);
        assertThat(run.err()).contains(parts).contains("nothing was sent", "--outcomes");
    }

    @Test
    @DisplayName("a file that nobody has may be mended between two runs")
    void mended() throws IOException {
        Path mails = mails(folder, 1);
        Files.writeString(mails.resolve("1.eml"), "Subject: to nobody\n\nhi\n");
        try (ScriptedServer server = ScriptedServer.play(OPEN + QUIT + NEXT + OPEN + accepted(1) + QUIT)) {
            assertThat(run(server, mails).exitCode()).isEqualTo(65);
            mails(folder, 1);
            assertThat(run(server, mails).exitCode()).isZero();
            server.verify();
        }
    }

    @Test
    @DisplayName("mails appended to an mbox are sent by the next run, wherever the file is by then")
    void appended() throws IOException {
        Path mbox = Files.writeString(folder.resolve("in.mbox"), mbox(1, 2));
        Path moved = Files.writeString(folder.resolve("moved"), mbox(1, 2, 3));
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + accepted(1, 2) + QUIT + NEXT + OPEN + accepted(3) + QUIT)) {
            assertThat(run(server, mbox).exitCode()).isZero();
            SendAllRun second = run(server, moved);
            assertThat(second.exitCode()).as(second.err()).isZero();
            server.verify();
        }
    }

    @Test
    @DisplayName("an outcomes file that another run holds is an error that sends nothing")
    void lock() throws IOException {
        Path mails = mails(folder, 1);
        try (ScriptedServer server = ScriptedServer.play(OPEN);
                FileChannel other = FileChannel.open(outcomes, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(other.tryLock()).isNotNull();
            SendAllRun run = run(server, mails);
            assertThat(run.exitCode()).isEqualTo(75);
            assertThat(run.err()).contains("outcomes.csv\" is in use by another run; nothing was sent");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    @DisplayName("rows that nobody wrote are an error that sends nothing")
    void spoiltRows() throws IOException {
        Path mails = mails(folder, 1);
        Files.writeString(outcomes, OutcomeRow.header() + "x,y\r\n");
        try (ScriptedServer server = ScriptedServer.play(OPEN)) {
            SendAllRun run = run(server, mails);
            assertThat(run.exitCode()).isEqualTo(73);
            assertThat(run.err()).contains("row 1 of the outcomes file");
            assertThat(server.connections()).isZero();
        }
    }
}
