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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postrider.testkit.ScriptedServer;

class SendAllTest extends SendAllFolder {

    private static final String MBOX = "From a@b Mon Nov 23 10:00:00 2026\nFrom: a@b\nTo: x1@y\n\n"
            + ">From here\n>>From there\n>Fromage\n.caf\u00E9 From \n\n\n"
            + "From a@b Mon Nov 23 10:00:00 2026\nFrom: a@b\nTo: x2@y\n\nhi 2\n\n"
            + "From a@b Mon Nov 23 10:00:00 2026\r\nFrom: a@b\r\nTo: x3@y\r\n\r\nhi 3\r\n\r\n";

    private static final String MBOX_DIALOGUE = "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 8BITMIME\n"
            + "C: MAIL FROM:<a@b> BODY=8BITMIME\n" + OK + "C: RCPT TO:<x1@y>\n" + OK
            + "C: DATA\nS: 354 go\nC: From: a@b\nC: To: x1@y\nC: \n"
            + "C: From here\nC: >From there\nC: >Fromage\nC! ..caf\\xE9 From \\r\\n\nC: \nC: .\n" + OK + accepted(2, 3)
            + QUIT;

    @Test
    @DisplayName("the files of a folder are sent by their names over one session, hidden ones and folders are not")
    void folderOfMails() throws IOException {
        Path mails = mails(folder, 3);
        Files.createDirectory(mails.resolve("0"));
        try (ScriptedServer server = ScriptedServer.play(OPEN + accepted(1, 2, 3) + QUIT)) {
            SendAllRun run = run(server, mails);
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("sent 3, refused 0, in doubt 0, not sent 0, done before 0;");
            assertThat(run.err()).isEmpty();
            server.verify();
        }
        assertThat(rows(outcomes))
                .startsWith(
                        "row mail octets recipient delivery code enhanced text from to message_id",
                        "run " + mails.toRealPath(),
                        "begun 1.eml 25")
                .contains("recipient 1.eml x1@y DELIVERED 250 ok", "mail 1.eml DELIVERED 250 ok")
                .endsWith("mail 3.eml DELIVERED 250 ok");
    }

    @Test
    @DisplayName("of a Maildir new and cur are sent, and a mail that moves there between two runs is the same one")
    void maildir() throws IOException {
        Path mails = folder.resolve("Maildir");
        for (String name : new String[] {"cur", "new", "tmp"}) {
            Files.createDirectories(mails.resolve(name));
        }
        Files.writeString(mails.resolve("tmp/0.half"), "From: half");
        Files.writeString(mails.resolve("cur/2.host:2,S"), message(2));
        Path fresh = Files.writeString(mails.resolve("new/1.host"), message(1));
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + accepted(1, 2) + QUIT + "@next\n" + OPEN + accepted(3) + QUIT)) {
            assertThat(run(server, mails).exitCode()).isZero();
            Files.move(fresh, mails.resolve("cur/1.host:2,RS"));
            Files.writeString(mails.resolve("new/3.host"), message(3));
            assertThat(run(server, mails).out()).contains("sent 1, refused 0, in doubt 0, not sent 0, done before 2;");
            server.verify();
        }
    }

    @Test
    @DisplayName("an mbox is taken apart and unquoted as mboxrd has it, octet for octet")
    void mbox() throws IOException {
        Path mbox = Files.write(folder.resolve("in.mbox"), MBOX.getBytes(StandardCharsets.ISO_8859_1));
        try (ScriptedServer server = ScriptedServer.play(MBOX_DIALOGUE)) {
            SendAllRun run = run(server, mbox);
            assertThat(run.exitCode()).as(run.err()).isZero();
            server.verify();
        }
        assertThat(rows(outcomes)).contains("begun 1 66", "begun 2 25", "mail 3 DELIVERED 250 ok");
    }

    @Test
    @DisplayName("standard input is an mbox or one message, and is read to its end before anything is sent")
    void standardInput() throws IOException {
        InputStream before = System.in;
        try (ScriptedServer server = ScriptedServer.play(MBOX_DIALOGUE + "@next\n" + OPEN + accepted(4) + QUIT)) {
            System.setIn(new ByteArrayInputStream(MBOX.getBytes(StandardCharsets.ISO_8859_1)));
            assertThat(SendAllRun.of(server, outcomes, "-").exitCode()).isZero();
            System.setIn(new ByteArrayInputStream(message(4).getBytes(StandardCharsets.UTF_8)));
            assertThat(SendAllRun.of(server, folder.resolve("other.csv"), "-").exitCode())
                    .isZero();
            server.verify();
        } finally {
            System.setIn(before);
        }
    }

    @Test
    @DisplayName("--from and --to give each mail their envelope")
    void envelopeFromOptions() throws IOException {
        String envelope = "C: MAIL FROM:<f@b>\n" + OK + "C: RCPT TO:<q@y>\n" + OK + "C: RCPT TO:<r@y>\n" + OK;
        String script = envelope + "C: DATA\nS: 354 go\nC.\n" + OK;
        try (ScriptedServer server = ScriptedServer.play(OPEN + script + script + QUIT)) {
            SendAllRun run = run(server, 2, "--from=f@b", "--to=q@y", "--to=r@y");
            assertThat(run.exitCode()).as(run.err()).isZero();
            server.verify();
        }
    }

    @Test
    @DisplayName("a refusal is one row with code, enhanced code and text, and costs no other mail")
    void refusals() throws IOException {
        String refused = "C: MAIL FROM:<a@b>\n" + OK + "C: RCPT TO:<x2@y>\nS: 550-5.1.1 \"no\",\nS: 550 5.1.1 =user\n"
                + "C: RSET\n" + OK;
        try (ScriptedServer server = ScriptedServer.play(OPEN + accepted(1) + refused + content(3)
                + "S: 451 4.3.0 later\nC: RSET\n" + OK + accepted(4) + QUIT)) {
            SendAllRun run = run(server, 4, "--json");
            assertThat(run.exitCode()).as(run.err()).isEqualTo(10);
            assertThat(run.out())
                    .contains(
                            "{\"sent\":2,\"partly\":0,\"refused\":2,\"inDoubt\":[],\"notSent\":0,\"doneBefore\":0,\"refusedBefore\":0,\"seconds\":",
                            "\"interrupted\":false,\"error\":null}");
            server.verify();
        }
        assertThat(Files.readString(outcomes)).contains("550,5.1.1,\"5.1.1 \"\"no\"\",\n5.1.1 =user\",,,\r\n");
        assertThat(rows(outcomes))
                .contains(
                        "recipient 2.eml x2@y REFUSED 550 5.1.1 5.1.1 \"no\",\n5.1.1 =user",
                        "mail 3.eml REFUSED 451 4.3.0 4.3.0 later");
    }

    @Test
    @DisplayName("a mail that cannot be sent for a reason of its own has a row that says so, and costs no other mail")
    void unsendable() throws IOException {
        Path mails = mails(folder, 3);
        Files.writeString(mails.resolve("2.eml"), "Subject: nobody\n\nhi\n");
        try (ScriptedServer server = ScriptedServer.play(OPEN + accepted(1, 3) + QUIT)) {
            SendAllRun run = run(server, mails);
            assertThat(run.exitCode()).as(run.err()).isEqualTo(10);
            assertThat(run.out()).contains("sent 2, refused 1, in doubt 0, not sent 0");
            server.verify();
        }
        assertThat(rows(outcomes))
                .anySatisfy(row -> assertThat(row).startsWith("mail 2.eml NOT_SENT the message's header"));
    }

    @Test
    @DisplayName("--window has whole mails in flight")
    void window() throws IOException {
        String mail =
                "C~ MAIL FROM:<a@b>\nC~ RCPT TO:<x.@y>\nC: BDAT 29 LAST\nC: From: a@b\nC~ To: x.@y\nC: \nC~ hi .\n"
                        + "C: RSET\n";
        try (ScriptedServer server =
                ScriptedServer.play("S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250-PIPELINING\nS: 250 CHUNKING\n"
                        + mail.repeat(3) + "@quiet 50ms\n" + OK.repeat(12) + QUIT)) {
            SendAllRun run = run(server, 3, "--window=8");
            assertThat(run.exitCode()).as(run.err()).isZero();
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "no input is 66, outcomes among the mails are wrong usage, and a file that is something else stays as it is")
    void wrongPaths() throws IOException {
        Path mails = mails(folder, 1);
        Path other = Files.writeString(folder.resolve("other.csv"), "precious");
        try (ScriptedServer server = ScriptedServer.play(OPEN)) {
            SendAllRun none = SendAllRun.of(
                    server, outcomes, folder.resolve("none\u0007x").toString());
            assertThat(none.exitCode()).isEqualTo(66);
            assertThat(none.err()).contains("none\\u0007x", "nothing was sent");
            SendAllRun among = SendAllRun.of(server, mails.resolve("o.csv"), mails.toString());
            assertThat(among.exitCode()).isEqualTo(64);
            assertThat(among.err()).contains("would lie among the mails");
            SendAllRun foreign = SendAllRun.of(server, other, mails.toString());
            assertThat(foreign.exitCode()).isEqualTo(73);
            assertThat(foreign.err()).contains("other.csv", "was not touched");
            assertThat(server.connections()).isZero();
        }
        assertThat(Files.readString(other)).isEqualTo("precious");
    }
}
