// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FaultTest {

    @Test
    @DisplayName("@close gives the client all that was sent and then FIN, even over octets it pipelined")
    void close() throws Exception {
        Plays.verified("C: A\nS: 421 going\n@close\n", client -> {
            client.send("A\r\nB\r\nC\r\n");
            assertThat(client.rest()).isEqualTo("421 going\r\n");
        });
    }

    @Test
    @DisplayName("@close ends in FIN and not in RST where octets of the client were never read")
    void closeOverUnread() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("@await sent\nS: 421 going\n@close\n")) {
            try (Client client = new Client(server)) {
                client.send("EHLO a\r\n");
                server.signal("sent");
                assertThat(client.rest()).isEqualTo("421 going\r\n");
            }
            server.verify();
            assertThat(server.received()).hasSize(8);
        }
    }

    @Test
    @DisplayName("@close may fall inside a line")
    void closeInsideALine() throws Exception {
        Plays.verified("S! 250 O\n@close\n", client -> assertThat(client.rest()).isEqualTo("250 O"));
    }

    @Test
    @DisplayName("@reset resets")
    void reset() throws Exception {
        Plays.verified("C: A\n@reset\n", client -> {
            client.send("A\r\n");
            assertThatThrownBy(client::rest).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        });
    }

    @Test
    @DisplayName("@shutdown ends the server's side alone: it goes on reading")
    void shutdown() throws Exception {
        Plays.verified("S: 220 ready\n@shutdown\nC: QUIT\n", client -> {
            assertThat(client.rest()).isEqualTo("220 ready\r\n");
            client.send("QUIT\r\n");
        });
        assertThat(Plays.mismatch("@shutdown\nC: QUIT\n", client -> client.send("NOOP\r\n")))
                .contains("line 2 (C: QUIT)", "came:     NOOP\\r\\n");
    }

    @Test
    @DisplayName("@silence drops what comes until the client closes or resets")
    void silence() throws Exception {
        Plays.verified("@silence\n", client -> client.send("QUIT\r\n"));
        Plays.verified("@silence\n", Client::reset);
        assertThat(Plays.mismatch("@limit 100ms\n@silence\n", Client::rest)).contains("neither closed nor reset");
    }

    @Test
    @DisplayName("@pause delays by its time, and the limit does not count it")
    void pause() throws Exception {
        long start = System.nanoTime();
        Plays.verified("@limit 50ms\n@pause 150ms\nS: 220 ready\n", Client::line);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(150_000_000L);
    }

    @Test
    @DisplayName("@slice cuts output into pieces, with a pause between, until it is off")
    void slices() throws Exception {
        long start = System.nanoTime();
        Plays.verified("@slice 4 every 30ms\nS: 220 ready\n@slice off\nC: A\nS: 250 whole line\n", client -> {
            assertThat(client.readOnce()).isEqualTo(4);
            assertThat(client.readOnce()).isEqualTo(4);
            assertThat(client.readOnce()).isEqualTo(3);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(60_000_000L);
            client.send("A\r\n");
            assertThat(client.readOnce()).isEqualTo(16);
        });
        Plays.verified(
                "@slice 1\nS: 220 ready\n", client -> assertThat(client.line()).isEqualTo("220 ready\r\n"));
    }

    @Test
    @DisplayName("The pauses of slices do not count against the limit")
    void sliceBeyondTheLimit() throws Exception {
        Plays.verified(
                "@limit 50ms\n@slice 2 every 40ms\nS: 220 ready\n",
                client -> assertThat(client.line()).isEqualTo("220 ready\r\n"));
    }

    @Test
    @DisplayName("@repeat sends a line many times")
    void repeat() throws Exception {
        Plays.verified("@repeat 100000 S: 250-x\n@repeat 2 S! y\n", client -> {
            assertThat(client.read(700_000)).isEqualTo("250-x\r\n".repeat(100_000));
            assertThat(client.read(2)).isEqualTo("yy");
        });
    }

    @Test
    @DisplayName("@repeat to a client that closes, or does not read, is a mismatch")
    void repeatToNobody() throws Exception {
        assertThat(Plays.mismatch("@repeat 9999999 S: 250-x\n", Client::line)).contains("could not be sent");
        try (ScriptedServer server = ScriptedServer.play("@limit 300ms\n@repeat 9999999 S: 250-x\n");
                Client client = new Client(server)) {
            assertThat(client.readOnce()).isPositive();
            assertThat(Plays.report(server)).contains("did not take this within 300 ms");
        }
    }

    @Test
    @DisplayName("@endless sends until the client closes or resets, and drops what comes meanwhile")
    void endless() throws Exception {
        Plays.verified("@endless S! x\n", client -> {
            assertThat(client.read(1_000_000)).isEqualTo("x".repeat(1_000_000));
            client.send("NOOP\r\n");
        });
        Plays.verified("@endless S: 250-x\n", client -> {
            assertThat(client.line()).isEqualTo("250-x\r\n");
            client.reset();
        });
        Plays.verified(
                "@slice 1 every 5ms\n@endless S! x\n",
                client -> assertThat(client.read(5)).isEqualTo("xxxxx"));
    }

    @Test
    @DisplayName("@endless ends with a mismatch after 64 MiB")
    void endlessIsBounded() throws Exception {
        String report = Plays.mismatch(
                "@endless S: 250-x\n", client -> assertThat(client.count()).isEqualTo(64L << 20));
        assertThat(report).contains("the client took 67108864 octets");
    }

    @Test
    @DisplayName("@stopread fills the client's buffers until it gives up")
    void stopRead() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("C: DATA\n@stopread\n")) {
            Client client = new Client(server);
            client.send("DATA\r\n");
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                try {
                    client.send(new byte[64 << 20]);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThatThrownBy(() -> writer.get(500, TimeUnit.MILLISECONDS))
                    .as("the write stalls")
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            client.reset();
            assertThat(writer).failsWithin(5, TimeUnit.SECONDS);
            server.verify();
            assertThat(server.received()).hasSizeLessThan(64 << 20);
        }
    }

    @Test
    @DisplayName("@stopread goes on to the next connection once the client makes it")
    void stopReadThenNext() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("@stopread\n@next\nS: 220 ready\n")) {
            new Client(server).close();
            try (Client client = new Client(server)) {
                assertThat(client.line()).isEqualTo("220 ready\r\n");
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("@stopread is a mismatch if the client neither closes nor resets")
    void stopReadAndStay() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("@limit 100ms\n@stopread\n");
                Client client = new Client(server)) {
            client.send("QUIT\r\n");
            assertThat(Plays.report(server)).contains("line 2 (@stopread)", "neither closed nor reset within 100 ms");
        }
    }

    @Test
    @DisplayName("@quiet and @unread pass where the client waits")
    void quiet() throws Exception {
        Plays.verified("C: DATA\n@unread\n@quiet 50ms\nS: 354 go\nC: x\n", client -> {
            client.send("DATA\r\n");
            client.line();
            client.send("x\r\n");
        });
    }
}
