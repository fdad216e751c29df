// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.benchmarks.peers.contestant.Contestant;
import org.postrider.benchmarks.peers.contestant.Mail;
import org.postrider.benchmarks.peers.contestant.Task;
import org.postrider.benchmarks.sink.Counts;
import org.postrider.benchmarks.sink.Received;
import org.postrider.benchmarks.sink.Sink;

class ContestantTest {

    /** Who composes a message of its own and does not take one that is there. */
    private static final Set<String> COMPOSERS = Set.of("vertx", "simple-java-mail");

    private static final Set<String> BY_BDAT =
            Set.of("eager", "stream", "transfer", "nio", "postrider-chunking", "postrider-eager", "postrider-window");
    private static final String BODY = "x".repeat(76) + "\r\n.dot\r\n..\r\n.\r\n\r\nlast line\r\n";
    private static final int MAILS = 3;

    private final Sink sink = Sink.start(true);

    ContestantTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        sink.close();
    }

    static Stream<Named<Entry>> contestants() {
        return Roster.ALL.stream()
                .filter(entry -> entry.program() instanceof JvmProgram)
                .map(entry -> Named.of(entry.id(), entry));
    }

    @ParameterizedTest
    @MethodSource("contestants")
    @DisplayName(
            "sends three mails to two recipients on one connection, and the sink has envelope and content as they were given")
    void threeMails(Entry entry, @TempDir Path folder) throws Exception {
        Mail mail = mail(entry, folder);
        Contestant contestant = new Task("127.0.0.1", sink.port(), mail, 2)
                .open(((JvmProgram) entry.program()).contestant().getName());
        for (int i = 0; i < MAILS; i++) {
            contestant.send();
        }
        contestant.finish();
        Counts counts = sink.counts();
        contestant.close();

        assertThat(counts.connections()).isEqualTo(1);
        assertThat(counts.messages()).isEqualTo(MAILS);
        assertThat(counts.recipients()).isEqualTo(MAILS * 2);
        assertThat(sink.received()).hasSize(MAILS).allSatisfy(received -> {
            assertThat(received.mail()).startsWith("FROM:<sender@example.org>");
            assertThat(received.recipients())
                    .map(Object::toString)
                    .containsExactly("TO:<r1@example.com>", "TO:<r2@example.com>");
            assertThat(received.data()).isEqualTo(!BY_BDAT.contains(entry.id()));
        });
        if (COMPOSERS.contains(entry.id())) {
            assertThat(sink.received())
                    .allSatisfy(received -> assertThat(body(received)).isEqualTo(BODY));
        } else {
            String message = new String(Mail.ofBody(BODY, 2).octets(), StandardCharsets.US_ASCII);
            assertThat(sink.received()).extracting(Received::content).containsOnly(message);
        }
    }

    private static Mail mail(Entry entry, Path folder) throws IOException {
        Mail mail = Mail.ofBody(BODY, 2);
        if (entry.can(Work.SMALL)) {
            return mail;
        }
        return Mail.ofFile(Files.write(folder.resolve("message"), mail.octets()), 2);
    }

    private static String body(Received received) {
        return received.content().substring(received.content().indexOf("\r\n\r\n") + 4);
    }

    @Test
    @DisplayName("a mail has exactly the size that was asked for, in lines of 76 characters")
    void size() {
        for (Work work : List.of(Work.SMALL, Work.MEDIUM)) {
            String message = new String(Mail.ofSize(work.size, 1).octets(), StandardCharsets.US_ASCII);
            assertThat(message).hasSize(work.size).endsWith("\r\n");
            assertThat(message.lines().skip(10).limit(20)).allMatch(line -> line.length() == 76);
        }
    }
}
