// SPDX-License-Identifier: Apache-2.0
package org.postrider.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postrider.Envelope;
import org.postrider.Message;
import org.postrider.Session;
import org.postrider.Timeouts;

/** Postfix's smtp-sink, and a relay before it that sees what is on the wire. */
class SmtpSinkTest {

    private static final Message HI = Message.ofText("hi\n");

    private static Path program() {
        List<Path> places = Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin")
                .map(folder -> Path.of(folder, "smtp-sink"))
                .filter(Files::isExecutable)
                .toList();
        if (places.isEmpty()) {
            System.out.println("interop: tests against smtp-sink are skipped; interop/packages installs it");
        }
        Assumptions.assumeFalse(places.isEmpty());
        return places.get(0);
    }

    private interface Client {
        void use(Session session) throws Exception;
    }

    private static Process start(String address, String... options) throws IOException {
        List<String> command = Stream.of(
                        Stream.of(program().toString()),
                        "root".equals(System.getProperty("user.name"))
                                ? Stream.of("-u", "nobody")
                                : Stream.<String>of(),
                        Stream.of(options),
                        Stream.of(address, "10"))
                .flatMap(part -> part)
                .toList();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static List<String> turns(Client client, String... options) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process sink = start("127.0.0.1:" + port, options);
        try (Relay relay = new Relay(port)) {
            awaitListening(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            try (Session session = Session.builder("smtp://127.0.0.1:" + relay.port())
                    .localName("me.test")
                    .timeouts(Timeouts.ofAll(Duration.ofSeconds(10)))
                    .open()) {
                client.use(session);
            }
            return relay.turns();
        } finally {
            sink.destroy();
            sink.waitFor();
        }
    }

    @Test
    @DisplayName(
            "by LMTP over a Unix socket: two thousand mails in one session, each with twenty verdicts (P203, P204, R184)")
    void lmtp() throws Exception {
        Path socket = Files.createTempDirectory("sink").resolve("socket");
        Envelope.Builder envelope = Envelope.from("a@b");
        for (int i = 0; i < 20; i++) {
            envelope.to("r" + i % 15 + "@y");
        }
        Message message = Message.ofText(
                "Subject: volume\n\n" + "x".repeat(70).concat("\n").repeat(50));
        Process sink = start("unix:" + socket, "-L");
        try {
            awaitListening(UnixDomainSocketAddress.of(socket));
            try (Session session = Session.builder("lmtp://" + socket)
                    .timeouts(Timeouts.ofAll(Duration.ofSeconds(10)))
                    .open()) {
                for (int i = 0; i < 2000; i++) {
                    assertThat(session.send(envelope.build(), message).accepted())
                            .hasSize(20);
                }
            }
        } finally {
            sink.destroy();
            sink.waitFor();
            Files.deleteIfExists(socket);
            Files.delete(socket.getParent());
        }
    }

    private static void awaitListening(SocketAddress address) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (System.nanoTime() < end) {
            try (SocketChannel probe = SocketChannel.open(address)) {
                assertThat(probe.isConnected()).isTrue();
                return;
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
        throw new AssertionError("smtp-sink does not listen");
    }

    @Test
    @DisplayName(
            "MAIL, all RCPT and DATA reach the server in one piece, the dot is a piece of its own, and no QUIT before its time (R137-R139)")
    void groups() throws Exception {
        List<String> turns = turns(session -> {
            session.send(Envelope.from("a@b").to("x@y").to("z@y").build(), HI);
            session.send(Envelope.fromNobody().to("x@y").build(), HI);
        });
        assertThat(turns)
                .containsExactly(
                        "EHLO me.test\r\n",
                        "MAIL FROM:<a@b>\r\nRCPT TO:<x@y>\r\nRCPT TO:<z@y>\r\nDATA\r\n",
                        "hi\r\n.\r\n",
                        "MAIL FROM:<>\r\nRCPT TO:<x@y>\r\nDATA\r\n",
                        "hi\r\n.\r\n",
                        "QUIT\r\n");
    }

    @Test
    @DisplayName("to a server without PIPELINING each command goes alone (R137)")
    void lockstep() throws Exception {
        List<String> turns =
                turns(session -> session.send(Envelope.from("a@b").to("x@y").build(), HI), "-p");
        assertThat(turns)
                .containsExactly(
                        "EHLO me.test\r\n",
                        "MAIL FROM:<a@b>\r\n",
                        "RCPT TO:<x@y>\r\n",
                        "DATA\r\n",
                        "hi\r\n.\r\n",
                        "QUIT\r\n");
    }

    @Test
    @DisplayName("a thousand recipients go in few pieces, each below any socket buffer (R146)")
    void manyRecipients() throws Exception {
        Envelope.Builder envelope = Envelope.from("a@b");
        for (int i = 0; i < 1000; i++) {
            envelope.to("recipient" + i + "@example.org");
        }
        List<String> turns = turns(session -> session.send(envelope.build(), HI));
        String commands = String.join("", turns.subList(1, turns.size() - 2));
        assertThat(commands.split("RCPT TO:", -1)).hasSize(1001);
        assertThat(turns).allMatch(turn -> turn.length() <= 16 * 1024);
        assertThat(turns).hasSizeLessThan(600);
    }
}
