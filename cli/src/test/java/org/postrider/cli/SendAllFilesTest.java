// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.cli.SendAllRun.OPEN;
import static org.postrider.cli.SendAllRun.QUIT;
import static org.postrider.cli.SendAllRun.accepted;
import static org.postrider.cli.SendAllRun.mails;
import static org.postrider.cli.SendAllRun.message;
import static org.postrider.cli.SendAllRun.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.ScriptedServer;

/** Which files are read and written, and how. */
class SendAllFilesTest extends SendAllFolder {

    @ParameterizedTest
    @ValueSource(strings = {":", "!", ";"})
    @DisplayName("a mail of a Maildir stays the same when its flags change, whatever stands before them (B3)")
    void flags(String separator) throws IOException {
        Path cur = Files.createDirectories(folder.resolve("Maildir/cur"));
        Path mail = Files.writeString(cur.resolve("1.host" + separator + "2,"), message(1));
        try (ScriptedServer server = ScriptedServer.play(OPEN + accepted(1) + QUIT)) {
            assertThat(run(server, folder.resolve("Maildir")).exitCode()).isZero();
            Files.move(mail, cur.resolve("1.host" + separator + "2,RS"));
            assertThat(run(server, folder.resolve("Maildir")).out()).contains("sent 0", "done before 1");
            server.verify();
        }
    }

    @Test
    @DisplayName("drafts and trash of a Maildir are left out, and that is said (B4)")
    void draftsAndTrash() throws IOException {
        Path maildir = folder.resolve("Maildir");
        Path cur = Files.createDirectories(maildir.resolve("cur"));
        Files.writeString(cur.resolve("1:2,RS"), message(1));
        Files.writeString(cur.resolve("2:2,D"), message(2));
        Files.writeString(cur.resolve("3!2,ST"), message(3));
        try (ScriptedServer server = ScriptedServer.play(OPEN + accepted(1) + QUIT)) {
            SendAllRun run = run(server, maildir);
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.err()).contains("2 mails left out, as drafts or trash");
            Files.delete(cur.resolve("1:2,RS"));
            outcomes = folder.resolve("other.csv");
            SendAllRun none = run(server, maildir);
            assertThat(none.exitCode()).isEqualTo(66);
            assertThat(none.err()).contains("2 mails left out, as drafts or trash");
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bogus", "bogus://h", "smtp://h:port", "smtp://127.0.0.1:1"})
    @DisplayName("a run that begins no mail leaves no outcomes file (B6)")
    void nothingLeft(String server) throws IOException {
        Path mails = mails(folder, 1);
        SendAllRun run = SendAllRun.of(
                List.of("send-all", "--server", server, "--outcomes", outcomes.toString(), mails.toString()));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(server.endsWith(":1") ? 69 : 64);
        assertThat(outcomes).doesNotExist();
        assertThat(run.out()).doesNotContain("outcomes in");
    }

    @Test
    @DisplayName("the lists of exit codes have those of signals, and never 1 (B7)")
    void exitCodes() {
        for (String command : List.of("send", "send-all", "probe", "bench")) {
            Map<String, String> codes = Objects.requireNonNull(
                            Main.commandLine().getSubcommands().get(command))
                    .getCommandSpec()
                    .usageMessage()
                    .exitCodeList();
            assertThat(codes).as(command).containsKey("129, 130, 143").doesNotContainKey("1");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    @DisplayName(
            "only its owner can read and write the outcomes file, and a file that was there keeps its permissions (K14)")
    void permissions() throws IOException {
        Path mails = mails(folder, 1);
        try (ScriptedServer server = ScriptedServer.play(OPEN + accepted(1) + QUIT)) {
            assertThat(run(server, mails).exitCode()).isZero();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(outcomes)))
                    .isEqualTo("rw-------");
            Files.setPosixFilePermissions(outcomes, PosixFilePermissions.fromString("rw-r-----"));
            assertThat(run(server, mails).exitCode()).isZero();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(outcomes)))
                    .isEqualTo("rw-r-----");
            server.verify();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    @DisplayName("outcomes are not written through a symbolic link, whether it leads to a file or to none (K14)")
    void outcomesThroughLink() throws IOException {
        Path mails = mails(folder, 1);
        Path target = folder.resolve("target");
        Files.createSymbolicLink(outcomes, target);
        for (boolean there : new boolean[] {false, true}) {
            if (there) {
                Files.createFile(target);
            }
            SendAllRun run = SendAllRun.of(List.of(
                    "send-all", "--server", "smtp://127.0.0.1:1", "--outcomes", outcomes.toString(), mails.toString()));
            assertThat(run.exitCode()).as(run.err()).isEqualTo(73);
            assertThat(run.err()).contains("is a symbolic link", "nothing was sent");
            assertThat(Files.exists(target, LinkOption.NOFOLLOW_LINKS)).isEqualTo(there);
            assertThat(outcomes).isSymbolicLink();
        }
        assertThat(target).isEmptyFile();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    @DisplayName(
            "what a symbolic link in the folder leads to is not mailed; the link is reported and the others are sent (K14)")
    void linkAmongMails() throws IOException {
        Path mails = mails(folder, 3);
        Path elsewhere = Files.move(mails.resolve("2.eml"), folder.resolve("elsewhere.eml"));
        Files.createSymbolicLink(mails.resolve("2.eml"), elsewhere);
        try (ScriptedServer server = ScriptedServer.play(OPEN + accepted(1, 3) + QUIT)) {
            assertThat(run(server, mails).exitCode()).isEqualTo(10);
            server.verify();
        }
        assertThat(rows(outcomes))
                .anySatisfy(row -> assertThat(row).startsWith("mail 2.eml NOT_SENT \"2.eml\" is a symbolic link"));
    }
}
