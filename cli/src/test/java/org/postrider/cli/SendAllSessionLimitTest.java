// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.cli.SendAllRun.OK;
import static org.postrider.cli.SendAllRun.OPEN;
import static org.postrider.cli.SendAllRun.QUIT;
import static org.postrider.cli.SendAllRun.accepted;
import static org.postrider.cli.SendAllRun.content;
import static org.postrider.cli.SendAllRun.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.ScriptedServer;

/** Servers that take so many mails in a session and no more. */
class SendAllSessionLimitTest extends SendAllFolder {

    private static final String NEXT = "@next\n";
    private static final String RESET = "C: RSET\n" + OK;
    private static final String FULL = "452 4.5.3 Too many messages sent";
    private static final String PIPELINING =
            "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250-PIPELINING\nS: 250 CHUNKING\n";
    private static final String MAIL = "C: MAIL FROM:<a@b>\n";

    private static String refused(String reply) {
        return MAIL + "S: " + reply + "\n" + RESET;
    }

    /** The mails of a folder go in the order of their names. */
    private static int[] names(int count, int from, int to) {
        return IntStream.rangeClosed(1, count)
                .boxed()
                .sorted((a, b) -> (a + ".eml").compareTo(b + ".eml"))
                .mapToInt(Integer::intValue)
                .skip(from)
                .limit(to - from)
                .toArray();
    }

    private void assertAllSent(SendAllRun run, int count) throws IOException {
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("sent " + count + ", refused 0, in doubt 0, not sent 0");
        assertThat(run.pauses()).as("there is nothing to wait for").isEmpty();
        assertThat(rows(outcomes)).noneMatch(row -> row.contains("REFUSED"));
    }

    @Test
    @DisplayName("a new session takes the mails above LIMITS MAILMAX (L5)")
    void mailMax() throws IOException {
        String open = "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 LIMITS MAILMAX=10\n";
        try (ScriptedServer server = ScriptedServer.play(open
                + accepted(names(25, 0, 10))
                + QUIT
                + NEXT
                + open
                + accepted(names(25, 10, 20))
                + QUIT
                + NEXT
                + open
                + accepted(names(25, 20, 25))
                + QUIT)) {
            SendAllRun run = run(server, 25);
            server.verify();
            assertAllSent(run, 25);
            assertThat(run.err()).contains("10 MAIL commands in a session", "; a new session follows");
        }
    }

    @Test
    @DisplayName(
            "a new session takes a recipient of one domain more than RCPTDOMAINMAX; a mail to too many is refused (L5)")
    void domainMax() throws IOException {
        String open = "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 LIMITS RCPTDOMAINMAX=1\n";
        Path mails = SendAllRun.mails(folder, 3);
        Files.writeString(mails.resolve("2.eml"), SendAllRun.message(2).replace("x2@y", "x2@z"));
        Files.writeString(mails.resolve("3.eml"), SendAllRun.message(3).replace("x3@y", "x3@y, x3@z"));
        try (ScriptedServer server = ScriptedServer.play(
                open + accepted(1) + QUIT + NEXT + open + content(2).replace("x2@y", "x2@z") + OK + QUIT)) {
            SendAllRun run = run(server, mails);
            server.verify();
            assertThat(run.exitCode()).as(run.err()).isEqualTo(10);
            assertThat(run.out()).contains("sent 2, refused 1, in doubt 0, not sent 0");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "452 4.4.5 Maximum number of messages per session exceeded",
                FULL,
                "452 Too many messages in this session"
            })
    @DisplayName("a new session takes the mails after a 452 that is about the session (L1, L6)")
    void noRoom(String reply) throws IOException {
        String full = refused(reply);
        try (ScriptedServer server = ScriptedServer.play(OPEN
                + accepted(names(25, 0, 10))
                + full
                + QUIT
                + NEXT
                + OPEN
                + accepted(names(25, 10, 20))
                + full
                + QUIT
                + NEXT
                + OPEN
                + accepted(names(25, 20, 25))
                + QUIT)) {
            SendAllRun run = run(server, 25);
            server.verify();
            assertAllSent(run, 25);
            assertThat(rows(outcomes)).anyMatch(line -> line.startsWith("mail 19.eml NOT_SENT 452"));
        }
    }

    @Test
    @DisplayName("a new session takes the mails after a 421 to MAIL, at once if mails were accepted before (V1)")
    void closing() throws IOException {
        String full = MAIL + "S: 421 too many messages in this connection\n@close\n";
        try (ScriptedServer server = ScriptedServer.play(OPEN
                + accepted(1, 2)
                + full
                + NEXT
                + OPEN
                + accepted(3, 4)
                + full
                + NEXT
                + OPEN
                + accepted(5)
                + QUIT)) {
            SendAllRun run = run(server, 5);
            server.verify();
            assertAllSent(run, 5);
        }
    }

    @Test
    @DisplayName("of a window every mail that came after the limit goes again, in order and once (L6)")
    void window() throws IOException {
        String transaction = MAIL + "C~ RCPT TO:<x.@y>\nC+\nC: RSET\n";
        String accepted = OK.repeat(4);
        String refused = "S: " + FULL + "\nS: 503 no\nS: 503 no\nS: 250 ok\n";
        try (ScriptedServer server = ScriptedServer.play(PIPELINING
                + transaction.repeat(4)
                + accepted.repeat(2)
                + refused.repeat(2)
                + QUIT
                + NEXT
                + PIPELINING
                + transaction.repeat(2)
                + accepted.repeat(2)
                + QUIT)) {
            SendAllRun run = run(server, 4, "--window", "4");
            server.verify();
            assertAllSent(run, 4);
        }
    }

    @Test
    @DisplayName(
            "a mail that is refused by 452 as the first of its session is refused, and the next one is tried in it (L6)")
    void firstOfItsSession() throws IOException {
        try (ScriptedServer server = ScriptedServer.play(OPEN + refused(FULL) + refused(FULL) + accepted(3) + QUIT)) {
            SendAllRun run = run(server, 3);
            server.verify();
            assertThat(run.exitCode()).isEqualTo(10);
            assertThat(run.out()).contains("sent 1, refused 2, in doubt 0, not sent 0");
        }
    }

    @Test
    @DisplayName("a 452 that turns out to be about a mail costs one session, and the same 452 later costs none (L6)")
    void aboutTheMail() throws IOException {
        try (ScriptedServer server = ScriptedServer.play(OPEN
                + accepted(1)
                + refused(FULL)
                + QUIT
                + NEXT
                + OPEN
                + refused(FULL)
                + accepted(3)
                + refused(FULL)
                + accepted(5)
                + QUIT)) {
            SendAllRun run = run(server, 5);
            server.verify();
            assertThat(run.exitCode()).isEqualTo(10);
            assertThat(run.out()).contains("sent 3, refused 2, in doubt 0, not sent 0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"452 4.3.1 no space", "450 4.5.3 later", "451 4.4.5 later", "552 5.5.3 no"})
    @DisplayName("another refusal of MAIL is one of the mail, also after others were accepted (L6)")
    void otherRefusals(String reply) throws IOException {
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + accepted(1) + refused(reply) + content(3) + OK + QUIT)) {
            SendAllRun run = run(server, 3);
            server.verify();
            assertThat(run.out()).contains("sent 2, refused 1, in doubt 0, not sent 0");
        }
    }
}
