// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DialogueTest {

    @Test
    @DisplayName("A client that follows the script is verified, and its octets and reads are kept")
    void aClientThatFollows() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("""
                # a comment, and a blank line

                S: 220 ready
                C: EHLO [127.0.0.1]
                S: 250-mail.example.org
                S: 250 PIPELINING
                C: QUIT
                S: 221 bye
                C<EOF
                """)) {
            try (Client client = new Client(server)) {
                assertThat(client.line()).isEqualTo("220 ready\r\n");
                client.send("EHLO [127.0.0.1]\r\n");
                assertThat(client.line()).isEqualTo("250-mail.example.org\r\n");
                assertThat(client.line()).isEqualTo("250 PIPELINING\r\n");
                client.send("QUIT\r\n");
                assertThat(client.line()).isEqualTo("221 bye\r\n");
            }
            server.verify();
            assertThat(server.received()).asString(UTF_8).isEqualTo("EHLO [127.0.0.1]\r\nQUIT\r\n");
            assertThat(server.reads()).containsExactly(18, 6);
            assertThat(server.connections()).isOne();
        }
    }

    @Test
    @DisplayName("A group of commands that is one write is one read")
    void groupIsOneRead() throws Exception {
        String group = "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n";
        try (ScriptedServer server = ScriptedServer.play("""
                C: MAIL FROM:<a@example.org>
                C: RCPT TO:<b@example.net>
                C: DATA
                """)) {
            try (Client client = new Client(server)) {
                client.send(group);
            }
            server.verify();
            assertThat(server.reads()).containsExactly(group.length());
        }
    }

    @Test
    @DisplayName("Adjacent S lines, comments between them or not, arrive as one segment")
    void adjacentLinesAreOneWrite() throws Exception {
        Plays.verified("""
                S: 250-one
                # still the same write
                S: 250-two
                S! 250 thr
                S! ee\\r\\n
                """, client -> assertThat(client.readOnce()).isEqualTo(29));
    }

    @Test
    @DisplayName("S! and C! understand escapes and add nothing; S: and C: take a backslash as it is")
    void escapes() throws Exception {
        Plays.verified("""
                S! a\\r\\n\\t\\0\\\\\\xfF\\u00e9\\uD83D\\uDE00
                C! b\\x00\\x80\\n
                S: 1\\r
                C: 2\\r
                """, client -> {
            assertThat(client.read(13)).isEqualTo("a\r\n\t\0\\\u00ff\u00c3\u00a9\u00f0\u009f\u0098\u0080");
            client.send("b\0\u0080\n");
            assertThat(client.line()).isEqualTo("1\\r\r\n");
            client.send("2\\r\r\n");
        });
    }

    @Test
    @DisplayName("S: is sent in UTF-8, and S: alone is an empty line")
    void utf8() throws Exception {
        Plays.verified(
                "S: gr\u00fc\u00df\nS:\n",
                client -> assertThat(client.read(10)).isEqualTo("gr\u00c3\u00bc\u00c3\u009f\r\n\r\n"));
    }

    @Test
    @DisplayName("C~ takes a line that matches as a whole")
    void regex() throws Exception {
        Plays.verified("C~ EHLO \\[.*\\]\n", client -> client.send("EHLO [127.0.0.1]\r\n"));
    }

    @Test
    @DisplayName("C~ does not end a line at a bare LF or a bare CR")
    void regexIsStrict() throws Exception {
        Plays.verified("C~ (?s)A.B.\\rC\n", client -> client.send("A\nB\r\rC\r\n"));
    }

    @Test
    @DisplayName("C^ ignores letter case")
    void ignoreCase() throws Exception {
        Plays.verified("C^ Mail From:<a@example.org>\n", client -> client.send("MAIL FROM:<A@example.org>\r\n"));
    }

    @Test
    @DisplayName("C* takes octets whatever they are, and no more")
    void octets() throws Exception {
        Plays.verified(
                "C* 70000\nC: QUIT\n", client -> client.send(new byte[70000]).send("QUIT\r\n"));
    }

    @Test
    @DisplayName("C. keeps content as it was on the wire, and ends at CRLF . CRLF alone")
    void content() throws Exception {
        String first = "a\r\n..\r\n\n.\r\nb\r.\r\n\n.\n\r.\r\r\n.\r\r\n.\nc\r\n.x\r\n";
        try (ScriptedServer server = ScriptedServer.play("C.\nS: 250 ok\nC.\nC: QUIT\n")) {
            assertThatThrownBy(() -> server.content(0)).isInstanceOf(IndexOutOfBoundsException.class);
            try (Client client = new Client(server)) {
                client.send(first + ".\r\n");
                client.line();
                client.send(".\r\nQUIT\r\n");
            }
            server.verify();
            assertThat(server.content(0)).asString(UTF_8).isEqualTo(first);
            assertThat(server.content(1)).isEmpty();
        }
    }

    @Test
    @DisplayName("C+ takes chunks up to the last one, answers those before it, and keeps their octets (R147, R152)")
    void chunks() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("C+\nS: 250 all\nC+\nC: QUIT\n")) {
            try (Client client = new Client(server)) {
                client.send("BDAT 5\r\n.\r\n\r\0BDAT 0\r\n");
                assertThat(client.line()).isEqualTo("250 ok\r\n");
                assertThat(client.line()).isEqualTo("250 ok\r\n");
                client.send("BDAT 7 LAST\r\nBDAT 1\r");
                assertThat(client.line()).isEqualTo("250 all\r\n");
                client.send("BDAT 0 LAST\r\nQUIT\r\n");
            }
            server.verify();
            assertThat(server.content(0)).asString(UTF_8).isEqualTo(".\r\n\r\0BDAT 1\r");
            assertThat(server.content(1)).isEmpty();
        }
    }

    @Test
    @DisplayName("A client may end its side and still read what follows")
    void clientHalfClose() throws Exception {
        Plays.verified("C: QUIT\nC<EOF\nS: 221 bye\n", client -> {
            client.send("QUIT\r\n").endOutput();
            assertThat(client.rest()).isEqualTo("221 bye\r\n");
        });
    }

    @Test
    @DisplayName("A reset by the client is a close where a close is expected")
    void resetAtTheEnd() throws Exception {
        Plays.verified("S: 220 ready\n", client -> {
            client.line();
            client.reset();
        });
        Plays.verified("S: 220 ready\nC<EOF\n", client -> {
            client.line();
            client.reset();
        });
    }

    @Test
    @DisplayName("The rest after @next is played with the next connection, and each peer is kept")
    void nextConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("S: 421 later\n@close\n@next\nS: 220 ready\nC: QUIT\n")) {
            int first;
            try (Client client = new Client(server)) {
                first = client.port();
                assertThat(client.rest()).isEqualTo("421 later\r\n");
            }
            try (Client client = new Client(server)) {
                assertThat(client.line()).isEqualTo("220 ready\r\n");
                client.send("QUIT\r\n");
                client.endOutput();
                assertThat(client.rest()).isEmpty();
                server.verify();
                assertThat(server.connections()).isEqualTo(2);
                assertThat(server.peers()).extracting(peer -> peer.getPort()).isEqualTo(List.of(first, client.port()));
            }
        }
    }

    @Test
    @DisplayName("A server has a host, a port and a URI of any scheme")
    void address() {
        try (ScriptedServer server = ScriptedServer.play("")) {
            assertThat(server.host()).isEqualTo("127.0.0.1");
            assertThat(server.port()).isBetween(1, 65535);
            assertThat(server.uri()).hasToString("smtp://127.0.0.1:" + server.port());
            assertThat(server.uri("lmtp")).hasToString("lmtp://127.0.0.1:" + server.port());
            assertThatThrownBy(() -> server.uri("no scheme")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @DisplayName("A server on ::1 has its host in brackets")
    void ipv6() throws Exception {
        InetAddress loopback = InetAddress.getByName("::1");
        Assumptions.assumeTrue(NetworkInterface.getByInetAddress(loopback) != null, "no IPv6 here");
        try (ScriptedServer server = ScriptedServer.play("S: 220 ready\n", loopback)) {
            assertThat(server.host()).isEqualTo("[::1]");
            assertThat(server.uri()).hasToString("smtp://[::1]:" + server.port());
            try (Client client = new Client(server)) {
                assertThat(client.line()).isEqualTo("220 ready\r\n");
            }
            server.verify();
        }
    }
}
