// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.benchmarks.sink.Counts;
import org.postrider.benchmarks.sink.Received;
import org.postrider.benchmarks.sink.Sink;

/** What {@code bench} sends, against a server that takes everything, and what it refuses to do. */
class BenchTest {

    private static URI uri(Sink sink) {
        return URI.create("smtp://127.0.0.1:" + sink.port());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " --send-all", " --window 5", " --eager", " --chunking", " --no-pipelining", " --rate 100000"
            })
    @DisplayName(
            "each way of sending sends as many messages in as many sessions as was said, and counts them without the warm-up")
    void counts(String way) throws IOException {
        try (Sink sink = Sink.start(false)) {
            BenchOutcome bench = BenchOutcome.at(
                    uri(sink), "--sessions 3 --messages 40 --warmup 7 --size 2k --rcpts 2 --json" + way);
            assertThat(bench.exitCode()).as(bench.err() + bench.out()).isZero();
            assertThat(bench.out())
                    .contains("\"accepted\":40,", "\"refused\":0,", "\"notSent\":0,", "\"sessionsOpened\":3,")
                    .contains("\"sessionsLost\":0,");
            Counts counts = sink.counts();
            assertThat(counts.messages()).isEqualTo(47);
            assertThat(counts.recipients()).isEqualTo(94);
            // One more opens and closes first, to warm up.
            assertThat(counts.connections()).isEqualTo(4);
        }
    }

    @Test
    @DisplayName("a message is as large as was said, canonical, with a header of its own, to recipients of their own")
    void content() throws IOException {
        try (Sink sink = Sink.start(true)) {
            BenchOutcome bench = BenchOutcome.at(
                    uri(sink),
                    "--sessions 2 --messages 20 --warmup 3 --size 999 --rcpts 2 --from s%d@a.example --to r%d@b.example --window 4");
            assertThat(bench.exitCode()).as(bench.err()).isZero();
            Set<String> ids = new HashSet<>();
            for (Received received : sink.received()) {
                assertThat(received.mail()).matches("FROM:<s[12]@a\\.example>.*");
                assertThat(received.recipients()).containsExactly("TO:<r1@b.example>", "TO:<r2@b.example>");
                assertThat(received.content()).hasSize(999).endsWith("\r\n");
                assertThat(received.content().replace("\r\n", "")).doesNotContain("\r", "\n");
                List<String> lines = List.of(received.content().split("\r\n"));
                assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(76));
                assertThat(lines).contains("To: <r1@b.example>", "").anyMatch(line -> line.startsWith("Date: "));
                assertThat(lines).anyMatch(line -> line.matches("From: <s[12]@a\\.example>"));
                ids.add(lines.get(0));
            }
            assertThat(ids).hasSize(23).allMatch(id -> id.matches("Message-ID: <[0-9.a-f]+@example\\.org>"));
        }
    }

    @Test
    @DisplayName("all sessions send at the same time")
    void parallel() throws IOException {
        try (MeetingServer server = MeetingServer.of(4)) {
            BenchOutcome bench = BenchOutcome.at(server.uri(), "--sessions 4 --messages 4 --warmup 0");
            assertThat(bench.exitCode()).as(bench.out()).isZero();
        }
    }

    @Test
    @DisplayName("LMTP over a Unix socket is loaded as SMTP is")
    void lmtp(@TempDir Path folder) throws IOException {
        Path socket = folder.resolve("socket");
        try (Sink sink = Sink.startUnix(socket, false)) {
            BenchOutcome bench = BenchOutcome.at(
                    URI.create("lmtp://" + socket.toUri().getRawPath()), "--messages 5 --warmup 1 --rcpts 3");
            assertThat(bench.exitCode()).as(bench.err()).isZero();
            assertThat(sink.counts().recipients()).isEqualTo(18);
        }
    }

    @Test
    @DisplayName("a duration ends a run that has no number of messages")
    void duration() throws IOException {
        try (Sink sink = Sink.start(false)) {
            BenchOutcome bench = BenchOutcome.at(uri(sink), "--duration 0.1 --warmup 2 --json");
            assertThat(bench.exitCode()).as(bench.err()).isZero();
            assertThat(bench.out()).contains("\"messages\":null,\"durationSeconds\":0.1,", "\"notSent\":0,");
            assertThat(bench.number("accepted")).isPositive();
            assertThat(bench.number("seconds")).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--sessions 0, --sessions 0",
        "--messages 0, --messages 0",
        "--rcpts -1, --rcpts -1",
        "--warmup -1, --warmup -1",
        "--duration 0, --duration 0",
        "--rate 0, --rate 0",
        "--rate 5 --window 3, leave out --rate",
        "--rate 5 --send-all, leave out --rate",
        "--size 100, --size 100 leaves no room for the header; give",
        "--size 4x, '4x'",
        "--size 3000m, '3000m'",
        "--rcpts 2 --to a@b, rcpt%d@example.org",
        "--to a@@b, a@@b",
        "--window 1001, 1001",
        "--chart x.gif, no kind of picture",
        "--rcpts 2000000000, not within 1 and 10000",
        "--sessions 10001, not within 1 and 10000",
        "--size 1024m --sessions 1000, 'MiB; give less, or more heap by JAVA_OPTS=-Xmx'",
        "--tls perhaps, perhaps"
    })
    @DisplayName("what cannot be meant is told with the value and what to give instead, before anything is connected")
    void usage(String options, String told) {
        BenchOutcome bench = BenchOutcome.at(URI.create("smtp://127.0.0.1:1"), options);
        assertThat(bench.exitCode()).isEqualTo(64);
        assertThat(bench.err()).contains(told);
    }

    @Test
    @DisplayName("without a server the exit code is that of send, and --json tells it in an object")
    void noServer() throws IOException {
        assertThat(BenchOutcome.of("bench").exitCode()).isEqualTo(64);
        int unused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = socket.getLocalPort();
        }
        URI nobody = URI.create("smtp://127.0.0.1:" + unused);
        for (String warmUp : List.of("--warmup 0", "--warmup 1")) {
            BenchOutcome bench = BenchOutcome.at(nobody, "--sessions 2 --json " + warmUp);
            assertThat(bench.exitCode()).isEqualTo(69);
            assertThat(bench.out()).contains("ConnectionFailedException");
        }
    }
}
