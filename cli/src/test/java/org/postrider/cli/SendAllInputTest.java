// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.postrider.cli.SendAllRun.OPEN;
import static org.postrider.cli.SendAllRun.QUIT;
import static org.postrider.cli.SendAllRun.accepted;
import static org.postrider.cli.SendAllRun.content;
import static org.postrider.cli.SendAllRun.mails;
import static org.postrider.cli.SendAllRun.message;
import static org.postrider.cli.SendAllRun.rows;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postrider.testkit.ScriptedServer;

class SendAllInputTest extends SendAllFolder {

    private static final String SEPARATOR = "From a@b Mon Nov 23 10:00:00 2026\n";

    /** A file whose name has octets that are no UTF-8. */
    private static Path latin1(Path mails, String escaped) throws IOException {
        try {
            return Path.of(URI.create(mails.toUri() + escaped));
        } catch (IllegalArgumentException e) {
            assumeTrue(false, "this file system knows no such names: " + e);
            throw new InvalidPathException(escaped, String.valueOf(e.getMessage()));
        }
    }

    @Test
    @DisplayName("files whose names the locale cannot decode are mails of their own, and stay so for the next run")
    void undecodableNames() throws IOException {
        Path mails = Files.createDirectories(folder.resolve("mails"));
        Files.writeString(latin1(mails, "%E4.eml"), message(1));
        Files.writeString(latin1(mails, "%F6.eml"), message(2));
        Files.writeString(latin1(mails, "%C3%BC.eml"), message(3));
        try (ScriptedServer server = ScriptedServer.play(OPEN + accepted(1, 2, 3) + QUIT)) {
            assertThat(run(server, mails).out()).contains("sent 3");
            assertThat(run(server, mails).out()).contains("sent 0", "done before 3");
            server.verify();
        }
        assertThat(rows(outcomes)).contains("begun %E4.eml 25", "begun %F6.eml 25", "begun \u00fc.eml 25");
    }

    @Test
    @DisplayName("two files of one name but for flags are an error that names both and sends nothing")
    void sameName() throws IOException {
        Path mails = folder.resolve("Maildir");
        Files.createDirectories(mails.resolve("new"));
        Files.createDirectories(mails.resolve("cur"));
        Files.writeString(mails.resolve("new/1.host"), message(1));
        Files.writeString(mails.resolve("cur/1.host:2,S"), message(2));
        try (ScriptedServer server = ScriptedServer.play(OPEN)) {
            SendAllRun run = run(server, mails);
            assertThat(run.exitCode()).isEqualTo(66);
            assertThat(run.err()).contains("new/1.host\" and \"", "cur/1.host:2,S\"", "nothing was sent");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    @DisplayName("a folder with cur alone is a Maildir, and cur by itself has names without flags as well")
    void curAlone() throws IOException {
        Path cur = Files.createDirectories(folder.resolve("Maildir/cur"));
        Path mail = Files.writeString(cur.resolve("1.host:2,"), message(1));
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + accepted(1) + QUIT + "@next\n" + OPEN + accepted(1) + QUIT)) {
            assertThat(run(server, cur).exitCode()).isZero();
            Path seen = Files.move(mail, cur.resolve("1.host:2,S"));
            assertThat(run(server, cur).out()).contains("sent 0", "done before 1");
            outcomes = folder.resolve("maildir.csv");
            assertThat(run(server, folder.resolve("Maildir")).exitCode()).isZero();
            Files.move(seen, cur.resolve("1.host:2,RS"));
            assertThat(run(server, folder.resolve("Maildir")).out()).contains("sent 0", "done before 1");
            server.verify();
        }
    }

    @Test
    @DisplayName("an mbox in a folder is not sent and told with what to do about it, and the others are sent")
    void mboxInFolder() throws IOException {
        Path mails = mails(folder, 3);
        Files.writeString(mails.resolve("2.eml"), "\uFEFF\n" + SEPARATOR + message(2) + "\n" + SEPARATOR + message(4));
        try (ScriptedServer server = ScriptedServer.play(OPEN + accepted(1, 3) + QUIT)) {
            assertThat(run(server, mails).exitCode()).isEqualTo(10);
            server.verify();
        }
        assertThat(rows(outcomes))
                .contains(
                        "mail 2.eml NOT_SENT \"2.eml\" is an mbox of several mails; give it to send-all by itself, not in a folder;"
                                + " nothing was sent");
    }

    @Test
    @DisplayName("an mbox is one behind a byte order mark and empty lines too, each mail to its own recipient")
    void leadingLines() throws IOException {
        String mbox = "\n" + SEPARATOR + message(1) + "\n" + SEPARATOR + message(2);
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + accepted(1, 2) + QUIT + "@next\n" + OPEN + accepted(1, 2) + QUIT)) {
            for (String start : new String[] {"\uFEFF", "\r\n\n"}) {
                outcomes = folder.resolve(start.length() + ".csv");
                Path file = Files.writeString(folder.resolve("in.mbox"), start + mbox);
                SendAllRun run = run(server, file);
                assertThat(run.exitCode()).as(run.err()).isZero();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("From in a body cuts no mail unless an empty line is before it")
    void fromInBody() throws IOException {
        Path mbox = Files.writeString(
                folder.resolve("in.mbox"), SEPARATOR + message(1) + "From here\n\n" + SEPARATOR + message(2));
        String first = content(1).replace("C: .\n", "C: From here\nC: .\n") + SendAllRun.OK;
        try (ScriptedServer server = ScriptedServer.play(OPEN + first + accepted(2) + QUIT)) {
            SendAllRun run = run(server, mbox);
            assertThat(run.exitCode()).as(run.err()).isZero();
            server.verify();
        }
    }

    @Test
    @DisplayName("an mbox without empty lines before its From_ lines is refused by line before anything is sent; "
            + "--mbox-separator sends each mail to its own recipients (B1)")
    void noEmptyLine() throws IOException {
        Path mbox = Files.writeString(
                folder.resolve("in.mbox"), SEPARATOR + message(1) + SEPARATOR + message(2) + SEPARATOR + message(3));
        try (ScriptedServer server = ScriptedServer.play(OPEN + accepted(1, 2, 3) + QUIT)) {
            SendAllRun refused = run(server, mbox);
            assertThat(refused.exitCode()).as(refused.err()).isEqualTo(66);
            assertThat(refused.err())
                    .contains("in.mbox\": line 6 begins a mail, or is text of the one before it", "--mbox-separator")
                    .contains("nothing was sent");
            assertThat(server.connections()).isZero();
            SendAllRun run = run(server, mbox, "--mbox-separator", "dated-from");
            assertThat(run.exitCode()).as(run.err()).isZero();
            server.verify();
        }
    }

    @Test
    @DisplayName("prose that begins with From after an empty line is refused by line before anything is sent; "
            + "--mbox-separator leaves it in its mail (B2)")
    void prose() throws IOException {
        String more = "\nFrom now on we meet\nat noon\n";
        Path mbox = Files.writeString(
                folder.resolve("in.mbox"), SEPARATOR + message(1) + more + "\n" + SEPARATOR + message(2));
        String first = content(1).replace("C: .\n", "C: \nC: From now on we meet\nC: at noon\nC: .\n") + SendAllRun.OK;
        try (ScriptedServer server = ScriptedServer.play(OPEN + first + accepted(2) + QUIT)) {
            SendAllRun refused = run(server, mbox);
            assertThat(refused.exitCode()).as(refused.err()).isEqualTo(66);
            assertThat(refused.err()).contains("line 7 ", "it ends in no date");
            assertThat(server.connections()).isZero();
            SendAllRun run = run(server, mbox, "--mbox-separator=dated-from");
            assertThat(run.exitCode()).as(run.err()).isZero();
            server.verify();
        }
    }

    @Test
    @DisplayName("an mbox that ended without a line end is the same when mails are appended")
    void appendedBehindNoLineEnd() throws IOException {
        Path mbox = Files.writeString(folder.resolve("in.mbox"), (SEPARATOR + message(1)).stripTrailing());
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + accepted(1) + QUIT + "@next\n" + OPEN + accepted(2) + QUIT)) {
            assertThat(run(server, mbox).exitCode()).isZero();
            Files.writeString(mbox, SEPARATOR + message(1) + "\n" + SEPARATOR + message(2));
            SendAllRun second = run(server, mbox);
            assertThat(second.exitCode()).as(second.err()).isZero();
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "a file that vanishes while others are sent is not sent and costs no other mail; it is sent when found again")
    void vanishes() throws Exception {
        Path maildir = folder.resolve("Maildir");
        Files.createDirectories(maildir.resolve("new"));
        Path cur = Files.createDirectories(maildir.resolve("cur"));
        for (int i = 1; i <= 3; i++) {
            Files.writeString(maildir.resolve("new/" + i), message(i));
        }
        try (ScriptedServer server = ScriptedServer.play("S: 220 hi\nC: EHLO me.test\n@mark begun\n@await moved\n"
                + "S: 250 srv\n" + accepted(1, 3) + QUIT + "@next\n" + OPEN + accepted(2) + QUIT)) {
            Thread reader = new Thread(() -> {
                try {
                    server.awaitStep("begun");
                    Files.move(maildir.resolve("new/2"), cur.resolve("2:2,S"));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                } finally {
                    server.signal("moved");
                }
            });
            reader.start();
            SendAllRun run = run(server, maildir);
            reader.join();
            assertThat(run.exitCode()).as(run.err()).isEqualTo(10);
            assertThat(run.out()).contains("sent 2, refused 1, in doubt 0, not sent 0");
            SendAllRun second = run(server, maildir);
            assertThat(second.exitCode()).as(second.err()).isZero();
            server.verify();
        }
        assertThat(rows(outcomes)).anySatisfy(row -> assertThat(row).startsWith("mail 2 NOT_SENT the message (2)"));
    }

    @Test
    @DisplayName(
            "a folder without mails, and outcomes in the input itself, are errors; outcomes that are not read are not")
    void places() throws IOException {
        Path mails = Files.createDirectories(folder.resolve("mails"));
        Path empty = Files.createFile(folder.resolve("empty"));
        try (ScriptedServer server = ScriptedServer.play(OPEN + accepted(1) + QUIT)) {
            SendAllRun none = run(server, mails);
            assertThat(none.exitCode()).isEqualTo(66);
            assertThat(none.err()).contains("no mail is in", "nothing was sent");
            assertThat(SendAllRun.of(server, empty, empty.toString()).exitCode())
                    .isEqualTo(64);
            mails(folder, 1);
            outcomes = Files.createDirectories(mails.resolve("sub")).resolve("o.csv");
            assertThat(run(server, mails).exitCode()).isZero();
            outcomes = mails.resolve(".outcomes");
            Files.copy(mails.resolve("sub/o.csv"), outcomes);
            assertThat(run(server, mails).out()).contains("done before 1");
            server.verify();
        }
    }
}
