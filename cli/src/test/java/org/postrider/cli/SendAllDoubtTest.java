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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postrider.Message;
import org.postrider.testkit.ScriptedServer;

/** What becomes of mails in doubt. */
class SendAllDoubtTest extends SendAllFolder {

    private static final String NEXT = "@next\n";
    private static final String ID = "Message-ID: <2@b>\n";

    /** A mail with a Message-ID whose verdict does not come. */
    private static String lost() {
        return content(2).replace("C: From: a@b\n", "C: Message-ID: <2@b>\nC: From: a@b\n") + "@close\n";
    }

    private static String again() {
        return lost().replace("@close\n", OK);
    }

    private Path withId() throws IOException {
        Path mails = mails(folder, 3);
        Files.writeString(mails.resolve("2.eml"), ID + message(2));
        return mails;
    }

    @Test
    @DisplayName(
            "the row and the remark of a mail in doubt have its From, To and Message-ID, also when a later run repeats it (B5)")
    void facts() throws IOException {
        Path mails = withId();
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + accepted(1) + lost() + NEXT + OPEN + accepted(3) + QUIT)) {
            for (int i = 0; i < 2; i++) {
                SendAllRun run = run(server, mails);
                assertThat(run.exitCode()).as(run.err()).isEqualTo(74);
                assertThat(run.err())
                        .contains("in doubt: \"2.eml\"", "From \"a@b\", To \"x2@y\", Message-ID \"<2@b>\"")
                        .contains("--retry-in-doubt \"2.eml\"");
            }
            server.verify();
        }
        assertThat(rows(outcomes))
                .anySatisfy(
                        row -> assertThat(row).startsWith("mail 2.eml IN_DOUBT").endsWith(" a@b x2@y <2@b>"));
    }

    @Test
    @DisplayName("a mail that was begun by a run that was killed is listed with them too (B5)")
    void killed() throws IOException {
        Path mails = withId();
        try (ScriptedServer server = ScriptedServer.play(OPEN + accepted(1) + again() + accepted(3) + QUIT)) {
            assertThat(run(server, mails).exitCode()).isZero();
            String text = Files.readString(outcomes);
            Files.writeString(outcomes, text.substring(0, text.indexOf(",recipient,2.eml") + 1));
            SendAllRun run = SendAllRun.of(SendAllRun.arguments(server, outcomes, mails.toString(), "--window=0"));
            assertThat(run.err()).contains("in doubt: \"2.eml\"", "Message-ID \"<2@b>\"");
        }
        assertThat(rows(outcomes)).anySatisfy(row -> assertThat(row).endsWith(" a@b x2@y <2@b>"));
    }

    @Test
    @DisplayName("--retry-in-doubt sends the mail it names again, and no other in doubt; after that it is done (B5)")
    void retry() throws IOException {
        Path mails = withId();
        try (ScriptedServer server = ScriptedServer.play(OPEN + content(1) + "@close\n" + NEXT + OPEN + lost() + NEXT
                + OPEN + accepted(3) + QUIT + NEXT + OPEN + again() + QUIT)) {
            assertThat(run(server, mails).exitCode()).isEqualTo(74);
            SendAllRun retried = run(server, mails, "--retry-in-doubt", "2.eml");
            assertThat(retried.exitCode()).as(retried.err()).isEqualTo(74);
            assertThat(retried.out()).contains("sent 1, refused 0, in doubt 1, not sent 0, done before 1");
            SendAllRun after = run(server, mails);
            assertThat(after.out()).contains("sent 0, refused 0, in doubt 1, not sent 0, done before 2");
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "--retry-in-doubt of a mail that is not in doubt, or that changed, is an error that sends nothing (B5)")
    void notInDoubt() throws IOException {
        Path mails = withId();
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + accepted(1) + lost() + NEXT + OPEN + accepted(3) + QUIT)) {
            assertThat(run(server, mails).exitCode()).isEqualTo(74);
            for (String id : new String[] {"1.eml", "4.eml"}) {
                SendAllRun other = run(server, mails, "--retry-in-doubt=2.eml", "--retry-in-doubt=" + id);
                assertThat(other.exitCode()).as(other.err()).isEqualTo(64);
                assertThat(other.err()).contains("no mail \"" + id + "\" of this input is in doubt");
            }
            Files.writeString(mails.resolve("2.eml"), ID + message(22));
            SendAllRun changed = run(server, mails, "--retry-in-doubt=2.eml");
            assertThat(changed.exitCode()).as(changed.err()).isEqualTo(66);
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "From, To and Message-ID are unfolded, decoded and cut, and a header without an end is read to a limit (B5)")
    void header() {
        String text = "TO : x@y,\n\tz@w\r\nfrom: J\u00FCrgen <a@b>\r\nTo: second@y\n\nMessage-ID: <no>\n";
        MailFacts facts = MailFacts.of(Message.of(text.getBytes(StandardCharsets.UTF_8)));
        assertThat(facts).isEqualTo(new MailFacts("J\u00FCrgen <a@b>", "x@y, z@w", ""));
        assertThat(MailFacts.of(Message.of(new byte[1 << 20]))).isEqualTo(MailFacts.NONE);
        assertThat(MailFacts.of(Message.ofFile(folder.resolve("none")))).isEqualTo(MailFacts.NONE);
    }
}
