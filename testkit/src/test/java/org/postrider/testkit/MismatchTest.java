// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MismatchTest {

    @Test
    @DisplayName("The report shows line, expectation, what came, the first octet that differs, and the dialogue")
    void wholeReport() throws Exception {
        String report = Plays.mismatch("""
                S: 220 ready
                C: EHLO a
                S: 250-b
                S: 250 SIZE
                C: MAIL FROM:<a@example.org> SIZE=120
                """, client -> {
            client.line();
            client.send("EHLO a\r\n");
            client.line();
            client.send("MAIL FROM:<a@example.org>\t\u00e9\0\\\r\n");
            client.rest();
        });
        assertThat(report).isEqualTo("""
                script line 5 (C: MAIL FROM:<a@example.org> SIZE=120), connection 1: the client sent something else
                  expected: MAIL FROM:<a@example.org> SIZE=120\\r\\n
                  came:     MAIL FROM:<a@example.org>\\t\\xE9\\0\\\\\\r\\n
                                                     ^ octet 26
                  dialogue so far:
                    -- connection 1 --
                    S: 220 ready\\r\\n
                    C: EHLO a\\r\\n
                    S: 250-b\\r\\n
                    S: 250 SIZE\\r\\n""");
    }

    @Test
    @DisplayName("A shorter line is a mismatch at once, not after the step limit")
    void shorterLine() throws Exception {
        long start = System.nanoTime();
        String report = Plays.mismatch("C: EHLO [127.0.0.1]\n", client -> {
            client.send("EHLO\r\n");
            assertThat(client.rest()).isEmpty();
        });
        assertThat(report).contains("came:     EHLO\\r\\n\n", "\n                ^ octet 5\n", "dialogue so far:");
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    }

    @Test
    @DisplayName("The caret stands below the difference also where the octets before it are escaped")
    void caretBelowEscapes() throws Exception {
        String report = Plays.mismatch("C! a\\r\\x01b\n", client -> client.send("a\r\1c\n"));
        assertThat(report).contains("""
                          expected: a\\r\\x01b
                          came:     a\\r\\x01c\\n
                                           ^ octet 4
                        """);
    }

    @Test
    @DisplayName("Long octets are cut around the difference")
    void longLines() throws Exception {
        String report = Plays.mismatch(
                "C: " + "a".repeat(5000) + "\n", client -> client.send("a".repeat(4000) + "b".repeat(5000) + "\r\n"));
        assertThat(report).contains("octet 4001", "expected: ...aaa", "came:     ...aaa");
        assertThat(report.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(220));
        assertThat(caretColumn(report)).isEqualTo(line(report, "  came:").indexOf('b'));
    }

    @Test
    @DisplayName("The dialogue is cut to its last twenty lines")
    void longDialogue() throws Exception {
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            script.append("S: 250-line ").append(i).append('\n');
        }
        String report = Plays.mismatch(script + "C: A\n", client -> client.send("B\r\n"));
        assertThat(report).contains("250-line 80\\r\\n", "250-line 99\\r\\n").doesNotContain("250-line 79\\r\\n");
    }

    @Test
    @DisplayName("A client that closes early is told by FIN, with what it sent before")
    void closesEarly() throws Exception {
        String report = Plays.mismatch("C: QUIT\n", client -> client.send("QU"));
        assertThat(report).contains("closed the connection (FIN)", "came:     QU\n", "^ octet 3");
    }

    @Test
    @DisplayName("A reset where octets were expected is a mismatch")
    void resetsEarly() throws Exception {
        assertThat(Plays.mismatch("C: QUIT\n", Client::reset)).contains("reset the connection (RST)");
        assertThat(Plays.mismatch("C~ QUIT\n", Client::reset)).contains("reset the connection (RST)");
        assertThat(Plays.mismatch("C* 4\n", Client::reset)).contains("reset the connection (RST)");
        assertThat(Plays.mismatch("C.\n", Client::reset)).contains("reset the connection (RST)");
        assertThat(Plays.mismatch("@quiet 2s\n", Client::reset)).contains("reset the connection (RST)");
    }

    @Test
    @DisplayName("Octets that do not come within the limit are a mismatch")
    void tooLate() throws Exception {
        String report = Plays.mismatch("@limit 100ms\nC: QUIT\n", client -> {
            client.send("QUIT\r");
            client.rest();
        });
        assertThat(report)
                .contains("script line 2", "did not send this within 100 ms", "came:     QUIT\\r\n", "octet 6");
    }

    @Test
    @DisplayName("Octets beyond the script are a mismatch")
    void beyondTheScript() throws Exception {
        String report = Plays.mismatch("C: QUIT\n", client -> client.send("QUIT\r\nNOOP\r\n"));
        assertThat(report)
                .contains(
                        "the end of the connection's script",
                        "octets where it should have closed",
                        "came:     NOOP\\r\\n");
    }

    @Test
    @DisplayName("A client that does not close is a mismatch")
    void doesNotClose() throws Exception {
        String report = Plays.mismatch("@limit 100ms\nS: 220 ready\n", client -> {
            client.line();
            client.rest();
        });
        assertThat(report).contains("did not close within 100 ms");
        assertThat(Plays.mismatch("@limit 100ms\nC<EOF\n", Client::rest)).contains("C<EOF", "did not close within");
    }

    @Test
    @DisplayName("Octets where the client should close are a mismatch")
    void octetsAtEof() throws Exception {
        String report = Plays.mismatch("C<EOF\n", client -> client.send("NOOP\r\n"));
        assertThat(report).contains("script line 1 (C<EOF)", "expected: FIN", "came:     NOOP\\r\\n");
    }

    @Test
    @DisplayName("A script that was not reached to its end is a mismatch")
    void notReached() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("@limit 100ms\nS: 220 ready\n@next\nS: 220 again\n")) {
            try (Client client = new Client(server)) {
                client.line();
            }
            assertThat(Plays.report(server)).contains("line 4", "connection 2", "no client connected within 100 ms");
        }
    }

    @Test
    @DisplayName("A connection that stays open while the next one is made is a mismatch")
    void firstStaysOpen() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("@limit 100ms\nS: 220 ready\n@next\nS: 220 again\n");
                Client first = new Client(server);
                Client second = new Client(server)) {
            assertThat(first.line()).isEqualTo("220 ready\r\n");
            assertThat(second.rest()).isEmpty();
            assertThat(Plays.report(server)).contains("connection 1", "did not close within");
        }
    }

    @Test
    @DisplayName("A connection that the script does not have is closed and a mismatch")
    void oneConnectionTooMany() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("S: 220 ready\n")) {
            try (Client client = new Client(server)) {
                client.line();
            }
            try (Client client = new Client(server)) {
                assertThat(client.rest()).isEmpty();
            }
            assertThat(Plays.report(server)).isEqualTo("the client connected 2 times, the script has 1 connection");
        }
    }

    @Test
    @DisplayName("C~ reports the pattern and the line, C^ the octet")
    void patternAndCase() throws Exception {
        assertThat(Plays.mismatch("C~ EHLO \\S+\n", client -> client.send("EHLO a b\r\n")))
                .contains("expected: a line that matches EHLO \\\\S+", "came:     EHLO a b\\r\\n");
        assertThat(Plays.mismatch("C^ mail\n", client -> client.send("MAIX\r\n")))
                .contains("came:     MAIX\\r\\n", "^ octet 4");
        assertThat(Plays.mismatch("C~ .*\n", client -> client.send("EHLO a"))).contains("(FIN)", "came:     EHLO a\n");
    }

    @Test
    @DisplayName("C* and C. report what is missing")
    void octetsAndContent() throws Exception {
        assertThat(Plays.mismatch("C* 10\n", client -> client.send("abcd")))
                .contains("(FIN)", "10 octets, of which 6 are missing", "came:     abcd\n");
        assertThat(Plays.mismatch("C.\n", client -> client.send("text\r\n.\n")))
                .contains("(FIN)", "content and CRLF . CRLF", "came:     text\\r\\n.\\n\n");
        assertThat(Plays.mismatch("@limit 100ms\nC.\n", client -> {
                    client.send("text\n.\n");
                    client.rest();
                }))
                .contains("did not send this within 100 ms");
    }

    @Test
    @DisplayName("@quiet and @unread show a client that runs ahead")
    void runsAhead() throws Exception {
        assertThat(Plays.mismatch("C: DATA\n@quiet 5s\n", client -> client.send("DATA\r\nSubject: x\r\n")))
                .contains("should be quiet", "came:     Subject: x\\r\\n");
        assertThat(Plays.mismatch("C: DATA\n@unread\nS: 354 go\n", client -> client.send("DATA\r\nQUIT\r\n")))
                .contains("has sent octets already", "came:     QUIT\\r\\n");
    }

    @Test
    @DisplayName("A close before the script's end fails verify()")
    void closedServer() throws Exception {
        ScriptedServer server = ScriptedServer.play("S: 220 ready\nC: QUIT\n");
        try (Client client = new Client(server)) {
            client.line();
            server.close();
            server.close();
            assertThat(client.rest()).isEmpty();
        }
        assertThat(Plays.report(server)).contains("line 2 (C: QUIT)", "the server was closed here");
        assertThatThrownBy(() -> new Client(server)).isInstanceOf(java.net.ConnectException.class);
    }

    @Test
    @DisplayName("verify() may be asked again, and after close()")
    void verifyTwice() throws Exception {
        ScriptedServer server = ScriptedServer.play("S: 220 ready\n");
        try (server;
                Client client = new Client(server)) {
            client.line();
            client.endOutput();
            server.verify();
            server.verify();
        }
        server.verify();
    }

    @Test
    @DisplayName("verify() in an interrupted thread fails and leaves the interrupt")
    void interrupted() {
        try (ScriptedServer server = ScriptedServer.play("S: 220 ready\n")) {
            Thread.currentThread().interrupt();
            assertThat(Plays.report(server)).contains("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static String line(String report, String start) {
        return report.lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
    }

    private static int caretColumn(String report) {
        return report.lines()
                .filter(line -> line.contains("^ octet"))
                .findFirst()
                .orElseThrow()
                .indexOf('^');
    }
}
