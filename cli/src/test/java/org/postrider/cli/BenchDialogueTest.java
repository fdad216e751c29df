// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.ScriptedServer;

/** What {@code bench} makes of what servers say. */
class BenchDialogueTest {

    private static final String OPEN = "S: 220 hi\nC: EHLO me.test\nS: 250 srv\n";
    private static final String QUIT = "C: QUIT\nS: 221 bye\n";
    private static final String MAIL = "C: MAIL FROM:<bench@example.org>\n";
    private static final String RCPT = "C: RCPT TO:<rcpt1@example.org>\n";
    private static final String OK = "S: 250 ok\n";
    private static final String RSET = "C: RSET\n" + OK;
    private static final String CONTENT = "C: DATA\nS: 354 go\nC.\n";
    private static final String ACCEPTED = MAIL + OK + RCPT + OK + CONTENT + OK;

    private static BenchOutcome bench(ScriptedServer server, String options) {
        return BenchOutcome.at(server.uri(), "--warmup 0 " + options);
    }

    @Test
    @DisplayName("refused messages are counted by code and do not stop the run")
    void refusedByCode() {
        String script = OPEN + ACCEPTED + MAIL + "S: 451 later\n" + RSET + MAIL + OK + RCPT + "S: 550 no\n" + RSET
                + MAIL + OK + RCPT + OK + CONTENT + "S: 550 spam\n" + RSET + ACCEPTED + QUIT;
        try (ScriptedServer server = ScriptedServer.play(script)) {
            BenchOutcome bench = bench(server, "--messages 5");
            server.verify();
            assertThat(bench.exitCode()).isEqualTo(10);
            assertThat(bench.out())
                    .contains("accepted 2, refused 3 (451: 1, 550: 2), in doubt 0, not sent 0, sessions lost 0")
                    .contains("DataRefusedException: 1", "RecipientsRefusedException: 1", "SenderRefusedException: 1")
                    .contains("the first: ", "451 later");
        }
    }

    @ParameterizedTest
    @CsvSource({"451, 75", "550, 65", "530, 77"})
    @DisplayName("if nothing is accepted the exit code is that of the first refusal, and there is no latency to tell")
    void allRefused(int code, int exitCode) {
        String refused = MAIL + "S: " + code + " no\n" + RSET;
        try (ScriptedServer server = ScriptedServer.play(OPEN + refused + refused + QUIT)) {
            BenchOutcome bench = bench(server, "--messages 2 --json");
            server.verify();
            assertThat(bench.exitCode()).isEqualTo(exitCode);
            assertThat(bench.out()).contains("\"refusedByCode\":{\"" + code + "\":2}", "\"latencyMicros\":null");
        }
    }

    @Test
    @DisplayName("a message that only some recipients get is accepted, and its refusals are counted apart")
    void partly() {
        String second = "C: RCPT TO:<rcpt2@example.org>\nS: 452 full\n";
        try (ScriptedServer server = ScriptedServer.play(OPEN + MAIL + OK + RCPT + OK + second + CONTENT + OK + QUIT)) {
            BenchOutcome bench = bench(server, "--messages 1 --rcpts 2");
            server.verify();
            assertThat(bench.exitCode()).isEqualTo(10);
            assertThat(bench.out())
                    .contains(
                            "accepted 1 (1 not by all), refused 0", "recipients refused of accepted messages (452: 1)");
        }
    }

    @Test
    @DisplayName("a window has whole transactions in flight before the server says a word of them")
    void window() {
        String transaction = MAIL + RCPT + "C+\nC: RSET\n";
        try (ScriptedServer server = ScriptedServer.play("S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250-PIPELINING\n"
                + "S: 250 CHUNKING\n" + transaction.repeat(3) + OK.repeat(12) + QUIT)) {
            BenchOutcome bench = bench(server, "--messages 3 --window 3");
            server.verify();
            assertThat(bench.exitCode()).as(bench.out()).isZero();
            assertThat(bench.out()).contains("accepted 3,", "sendAll, window 3");
        }
    }

    @Test
    @DisplayName("--send-all sends the next envelope with the end of a content")
    void sendAll() {
        try (ScriptedServer server = ScriptedServer.play("S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 PIPELINING\n"
                + MAIL + RCPT + "C: DATA\n" + OK + OK + "S: 354 go\nC.\n" + MAIL + RCPT + "C: DATA\n" + OK + OK + OK
                + "S: 354 go\nC.\n" + OK + QUIT)) {
            BenchOutcome bench = bench(server, "--messages 2 --send-all");
            server.verify();
            assertThat(bench.exitCode()).as(bench.out()).isZero();
        }
    }

    @Test
    @DisplayName("TLS is shaken hands for in each session, and told with what it took")
    void tls() {
        HeldCertificate certificate =
                new HeldCertificate.Builder().commonName("home").build();
        SSLContext context = new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslContext();
        String session = "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n@tls 1.3\n"
                + "C: EHLO me.test\nS: 250 srv\n";
        try (ScriptedServer server =
                ScriptedServer.play(session + ACCEPTED.repeat(2) + QUIT + "C<CLOSE_NOTIFY\n", context)) {
            BenchOutcome bench = bench(server, "--messages 2 --insecure-no-verify --tls required --json");
            server.verify();
            assertThat(bench.exitCode()).as(bench.err()).isZero();
            assertThat(bench.out()).contains("\"tls\":\"TLSv1.3\"", "\"tls\":{\"min\":");
            assertThat(server.tlsSessions()).hasSize(1);
        }
    }

    @Test
    @DisplayName("a session that ends is opened again for the rest, and what was in it is in doubt")
    void lostSession() {
        String lost = MAIL + OK + RCPT + OK + CONTENT + "@close\n@next\n";
        try (ScriptedServer server = ScriptedServer.play(OPEN + ACCEPTED + lost + OPEN + ACCEPTED + ACCEPTED + QUIT)) {
            BenchOutcome bench = bench(server, "--messages 4");
            server.verify();
            assertThat(bench.exitCode()).isEqualTo(74);
            assertThat(bench.out())
                    .contains("accepted 3, refused 0, in doubt 1, not sent 0, sessions lost 1")
                    .contains("ConnectionLostException: 1", "opening 2 sessions");
        }
    }

    @Test
    @DisplayName("a session that ends within a series is opened again, and no message is lost count of")
    void lostSeries() {
        String first = "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 PIPELINING\n" + MAIL + RCPT + "C: DATA\n"
                + "S: 421 enough\n@close\n@next\n";
        try (ScriptedServer server = ScriptedServer.play(first + OPEN + ACCEPTED.repeat(2) + QUIT)) {
            BenchOutcome bench = bench(server, "--messages 3 --send-all");
            server.verify();
            assertThat(bench.exitCode()).isEqualTo(10);
            assertThat(bench.out()).contains("accepted 2, refused 0, in doubt 0, not sent 1, sessions lost 1");
        }
    }

    @Test
    @DisplayName("a server that refuses one message and closes by 421 at the next is asked about all of them (V3)")
    void refusesAndCloses() {
        String session = OPEN + MAIL + "S: 550 no\n" + RSET + MAIL + "S: 421 too many errors\n@close\n";
        try (ScriptedServer server = ScriptedServer.play((session + "@next\n").repeat(11) + session)) {
            BenchOutcome bench = bench(server, "--messages 24 --json");
            server.verify();
            assertThat(bench.exitCode()).isEqualTo(65);
            assertThat(bench.out())
                    .contains("\"refusedByCode\":{\"550\":12}", "\"notSent\":12", "\"sessionsLost\":12,");
        }
    }

    @Test
    @DisplayName("a server that ends ten sessions in a row without a verdict is left alone; the rest is not sent")
    void givesUp() {
        String session = OPEN + MAIL + "@close\n";
        try (ScriptedServer server = ScriptedServer.play((session + "@next\n").repeat(9) + session)) {
            BenchOutcome bench = bench(server, "--messages 50 --json");
            server.verify();
            assertThat(bench.exitCode()).isEqualTo(75);
            assertThat(bench.out())
                    .contains("\"accepted\":0,", "\"notSent\":50,", "\"failures\":{\"ConnectionLostException\":10}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--send-all"})
    @DisplayName(
            "a session that takes no more messages is closed, and another takes those that were kept back (L1, L5, L6)")
    void sessionLimit(String options) {
        String limits = "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 LIMITS MAILMAX=2\n";
        String full = MAIL + "S: 452 4.5.3 Too many messages sent\n" + RSET + QUIT;
        String closing = MAIL + "S: 421 4.7.0 Too many messages\n@close\n";
        for (String script : new String[] {
            limits + ACCEPTED.repeat(2) + QUIT + "@next\n" + limits + ACCEPTED + QUIT,
            OPEN + ACCEPTED.repeat(2) + full + "@next\n" + OPEN + ACCEPTED + QUIT,
            OPEN + ACCEPTED.repeat(2) + closing + "@next\n" + OPEN + ACCEPTED + QUIT
        }) {
            try (ScriptedServer server = ScriptedServer.play(script)) {
                BenchOutcome bench = bench(server, ("--messages 3 " + options).strip());
                server.verify();
                assertThat(bench.exitCode()).as(bench.out()).isZero();
                assertThat(bench.out()).contains("accepted 3, refused 0, in doubt 0, not sent 0, sessions lost 0");
            }
        }
    }
}
