// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptedServerTest {

    @Test
    @DisplayName("a dialogue that is kept to verifies, and what the client sent can be looked at")
    void kept() throws IOException {
        try (ScriptedServer server = ScriptedServer.play("""
                # a comment

                S: 220 ready
                C: EHLO me
                S: 250-srv
                S: 250 SIZE
                C^ quit
                S: 221 bye
                """)) {
            try (Client client = new Client(server)) {
                assertThat(client.read(11)).isEqualTo("220 ready\r\n");
                client.send("EHLO me\r\n");
                assertThat(client.read(19)).isEqualTo("250-srv\r\n250 SIZE\r\n");
                client.send("QuiT\r\n");
                assertThat(client.read(9)).isEqualTo("221 bye\r\n");
            }
            server.verify();
            assertThat(server.received()).asString().isEqualTo("EHLO me\r\nQuiT\r\n");
            assertThat(server.reads()).containsExactly(9, 6);
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.peers().get(0).getAddress().isLoopbackAddress()).isTrue();
            assertThat(server.uri()).isEqualTo(URI.create("smtp://127.0.0.1:" + server.port()));
            assertThat(server.uri("lmtp").getScheme()).isEqualTo("lmtp");
        }
    }

    @Test
    @DisplayName("a mismatch names the line, shows both sides escaped, and points at the first octet that differs")
    void mismatch() throws IOException {
        try (ScriptedServer server = ScriptedServer.play("S: 220 hi\nC: MAIL FROM:<a@b>\n");
                Client client = new Client(server)) {
            client.send("MAIL FROM: <a@b>\r\nmore");
            assertThatThrownBy(server::verify)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("line 2 of the script (C: MAIL FROM:<a@b>): octet 10 differs")
                    .hasMessageContaining("expected: MAIL FROM:<a@b>\\r\\n")
                    .hasMessageContaining("but came: MAIL FROM: <a@b>\\r\\n")
                    .hasMessageContaining("\n                      ^")
                    .hasMessageContaining("S: 220 hi\\r\\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUIT\n", "QUIT\r", "QUIT \r\n", "quit\r\n", "QUIT\r\nX", "", "QU"})
    @DisplayName("one octet less, more or other is a mismatch")
    void octetForOctet(String sent) throws IOException {
        try (ScriptedServer server = ScriptedServer.play("@limit 300ms\nC: QUIT\n");
                Client client = new Client(server)) {
            client.send(sent).endOutput();
            assertThatThrownBy(server::verify).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    @DisplayName("octets behind the end of the script, and a script that is not played to its end, are mismatches")
    void ends() throws IOException {
        try (ScriptedServer server = ScriptedServer.play("S: hi\n");
                Client client = new Client(server)) {
            client.read(4);
            client.send("NOOP\r\n");
            assertThatThrownBy(server::verify).hasMessageContaining("more than the script has: NOOP\\r\\n");
        }
        try (ScriptedServer server = ScriptedServer.play("@limit 200ms\nC: QUIT\n");
                Client client = new Client(server)) {
            assertThat(client).isNotNull();
            assertThatThrownBy(server::verify).hasMessageContaining("within 200 ms, only silence");
        }
        try (ScriptedServer server = ScriptedServer.play("C: QUIT\nS: bye\nC: QUIT\n")) {
            try (Client client = new Client(server)) {
                client.send("QUIT\r\n").read(5);
            }
            assertThatThrownBy(server::verify).hasMessageContaining("line 3").hasMessageContaining("closed after");
        }
    }

    @Test
    @DisplayName("raw steps understand escapes, patterns and counts take what they say")
    void rawSteps() throws IOException {
        try (ScriptedServer server =
                ScriptedServer.play("S! a\\r\\n\\0\\xFF\\\\\\t\\u20AC\nC! x\\ny\nC~ EHLO [a-z]+\nC* 5\nC: end\n")) {
            try (Client client = new Client(server)) {
                assertThat(client.read(10)).isEqualTo("a\r\n\0\u00FF\\\t\u00E2\u0082\u00AC");
                client.send("x\nyEHLO abc\r\n12345end\r\n");
            }
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play("C~ EHLO [a-z]+\n");
                Client client = new Client(server)) {
            client.send("EHLO 1\r\n");
            assertThatThrownBy(server::verify).hasMessageContaining("came: EHLO 1\\r\\n");
        }
    }

    @Test
    @DisplayName("content is taken up to its end mark, however it is cut, dots as they were on the wire")
    void content() throws IOException {
        String large = "x".repeat(78) + "\r\n";
        try (ScriptedServer server = ScriptedServer.play("C.\nS: ok\nC.\nC.\nC: QUIT\n")) {
            try (Client client = new Client(server)) {
                for (char c : "..a\r\n.\n.\r\rb\r\n.\r\n".toCharArray()) {
                    client.send(String.valueOf(c));
                }
                client.read(4);
                client.send(".\r\n" + large.repeat(50_000) + ".\r\nQUIT\r\n");
            }
            server.verify();
            assertThat(server.content(0)).asString().isEqualTo("..a\r\n.\n.\r\rb\r\n");
            assertThat(server.content(1)).isEmpty();
            assertThat(server.content(2)).hasSize(50_000 * 80);
        }
        try (ScriptedServer server = ScriptedServer.play("C.\n")) {
            try (Client client = new Client(server)) {
                client.send("a\r\n.\r");
            }
            assertThatThrownBy(server::verify).hasMessageContaining("without the end of the content");
        }
    }

    @Test
    @DisplayName("close, half-close and reset are what the client sees")
    void endings() throws IOException {
        try (ScriptedServer server =
                ScriptedServer.play("C: a\nS: x\n@close\n@next\nS: y\n@shutdown\nC: b\n@next\nC: c\n@reset\n")) {
            try (Client client = new Client(server)) {
                assertThat(client.send("a\r\n").read(3)).isEqualTo("x\r\n");
                assertThat(client.read()).isEqualTo(-1);
            }
            try (Client client = new Client(server)) {
                client.read(3);
                assertThat(client.read()).isEqualTo(-1);
                client.send("b\r\n");
            }
            try (Client client = new Client(server)) {
                client.send("c\r\n");
                assertThatThrownBy(client::read).isInstanceOf(SocketException.class);
            }
            server.verify();
            assertThat(server.connections()).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("an expected end is a close or a reset, and nothing else")
    void expectedEnd() throws IOException {
        try (ScriptedServer server = ScriptedServer.play("C: a\nC<EOF\n@next\nC<EOF\n@next\nC<EOF\n")) {
            try (Client client = new Client(server)) {
                client.send("a\r\n");
            }
            new Client(server).reset();
            try (Client client = new Client(server)) {
                client.send("b");
                assertThatThrownBy(server::verify).hasMessageContaining("more than the script has: b");
            }
        }
    }

    @Test
    @DisplayName("latches let script and test wait for each other")
    void latches() throws IOException {
        try (ScriptedServer server = ScriptedServer.play("C: a\n@mark got\n@await go\nS: x\n")) {
            try (Client client = new Client(server)) {
                client.send("a\r\n");
                server.awaitStep("got");
                server.signal("go");
                assertThat(client.read(3)).isEqualTo("x\r\n");
            }
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play("@limit 100ms\n@await never\n");
                Client client = new Client(server)) {
            assertThat(client).isNotNull();
            assertThatThrownBy(server::verify).hasMessageContaining("did not signal");
        }
    }

    @Test
    @DisplayName("slices, repeats and pauses change how octets come, not which")
    void pace() throws IOException {
        try (ScriptedServer server =
                ScriptedServer.play("@slice 1 every 1ms\nS: abc\n@slice off\n@pause 10ms\n@repeat 3 S: z\n")) {
            try (Client client = new Client(server)) {
                assertThat(client.read(14)).isEqualTo("abc\r\nz\r\nz\r\nz\r\n");
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a client that runs ahead is found out")
    void runsAhead() throws IOException {
        try (ScriptedServer server = ScriptedServer.play("C: a\n@quiet 5s\nS: x\n");
                Client client = new Client(server)) {
            client.send("a\r\n").send("b\r\n");
            assertThatThrownBy(server::verify).hasMessageContaining("too early: b\\r\\n");
        }
        try (ScriptedServer server = ScriptedServer.play("C: a\n@unread\nS: x\n");
                Client client = new Client(server)) {
            client.send("a\r\nb\r\n");
            assertThatThrownBy(server::verify).hasMessageContaining("too early: b\\r\\n");
        }
        try (ScriptedServer server = ScriptedServer.play("C: a\n@unread\n@quiet 20ms\nS: x\n")) {
            try (Client client = new Client(server)) {
                client.send("a\r\n").read(3);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("an endless answer goes on until the client is gone; silence and a stopped reader wait for it")
    void endless() throws IOException {
        try (ScriptedServer server = ScriptedServer.play(
                "@endless S! 250-x\\r\\n\n@next\nC: a\n@silence\n@next\n@limit 100ms\n@stopread\n")) {
            try (Client client = new Client(server)) {
                assertThat(client.read(70)).isEqualTo("250-x\r\n".repeat(10));
            }
            try (Client client = new Client(server)) {
                client.send("a\r\n").send("whatever");
            }
            try (Client client = new Client(server)) {
                client.send("x");
            }
            server.verify();
            assertThat(new String(server.received(), StandardCharsets.US_ASCII)).isEqualTo("a\r\nwhatever");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: 1",
                "S",
                "@nosuch",
                "@pause",
                "@pause 5",
                "C* x",
                "S! \\q",
                "S! \\x1",
                "C~ (",
                "@repeat x S: a"
            })
    @DisplayName("a malformed script is refused with its line")
    void malformed(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScriptedServer.play("S: ok\n" + line + "\n"))
                .withMessageContaining("line 2 of the script");
    }

    @Test
    @DisplayName("it can listen on another address of this machine")
    void otherAddress() {
        try (ScriptedServer server = ScriptedServer.play("S: x\n", InetAddress.getLoopbackAddress())) {
            assertThat(server.host()).isEqualTo("127.0.0.1");
        }
    }
}
