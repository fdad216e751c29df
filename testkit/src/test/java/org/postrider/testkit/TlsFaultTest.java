// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsFaultTest {

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    @DisplayName("@close ends TLS by close_notify, @truncate does not, @reset resets")
    void endings(String version) throws Exception {
        String script = "@tls " + version + "\nC: A\nS: 421 going\n";
        Plays.verifiedInTls(script + "@close\n", client -> {
            client.handshake(Contexts.CLIENT).send("A\r\nB\r\n");
            assertThat(client.rest()).isEqualTo("421 going\r\n");
        });
        Plays.verifiedInTls(script + "@truncate\n", client -> {
            client.handshake(Contexts.CLIENT).send("A\r\nB\r\n");
            assertThat(client.read(11)).asString(ISO_8859_1).isEqualTo("421 going\r\n");
            assertThatThrownBy(client::rest)
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("Remote host terminated");
        });
        Plays.verifiedInTls("@tls " + version + "\nC: A\n@reset\n", client -> {
            client.handshake(Contexts.CLIENT).send("A\r\n");
            assertThatThrownBy(client::rest).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        });
    }

    @Test
    @DisplayName("@shutdown sends close_notify and FIN, and goes on reading")
    void shutdown() throws Exception {
        Plays.verifiedInTls("@tls 1.3\nS: 220 ready\n@shutdown\nC: QUIT\n", client -> {
            assertThat(client.handshake(Contexts.CLIENT).rest()).isEqualTo("220 ready\r\n");
            client.send("QUIT\r\n");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    @DisplayName("C<CLOSE_NOTIFY tells a client that ends TLS from one that only closes; C<EOF takes both")
    void clientsEnd(String version) throws Exception {
        String script = "@tls " + version + "\nS: 221 bye\n";
        for (String end : new String[] {"C<EOF\n", "C<CLOSE_NOTIFY\nC<EOF\n", "C<CLOSE_NOTIFY\n", ""}) {
            Plays.verifiedInTls(
                    script + end, client -> client.handshake(Contexts.CLIENT).readOnce());
        }
        Plays.verifiedInTls(script + "C<EOF\n", client -> {
            client.handshake(Contexts.CLIENT).readOnce();
            client.truncate();
        });
        assertThat(Plays.mismatchInTls(script + "C<CLOSE_NOTIFY\n", client -> {
                    client.handshake(Contexts.CLIENT).readOnce();
                    client.truncate();
                }))
                .contains("script line 3 (C<CLOSE_NOTIFY)", "closed without close_notify (FIN)");
        assertThat(Plays.mismatchInTls(script + "C<CLOSE_NOTIFY\n", client -> {
                    client.handshake(Contexts.CLIENT).readOnce();
                    client.reset();
                }))
                .contains("closed without close_notify (RST)");
        assertThat(Plays.mismatchInTls(script + "C<CLOSE_NOTIFY\n", client -> {
                    client.handshake(Contexts.CLIENT).readOnce();
                    client.send("NOOP\r\n").rest();
                }))
                .contains("octets where it should have closed", "came:     NOOP\\r\\n");
        assertThat(Plays.mismatchInTls("@limit 100ms\n" + script + "C<CLOSE_NOTIFY\n", client -> {
                    client.handshake(Contexts.CLIENT).readOnce();
                    client.rest();
                }))
                .contains("no close_notify within 100 ms");
    }

    @Test
    @DisplayName("A client that waits for the server's close_notify before FIN gets it from @close")
    void bothCloseNotify() throws Exception {
        Plays.verifiedInTls("@tls 1.3\nC<CLOSE_NOTIFY\n@close\n", client -> {
            client.handshake(Contexts.CLIENT).closeNotify();
            assertThat(client.rest()).isEmpty();
        });
    }

    @Test
    @DisplayName("close_notify where octets were expected is a mismatch at once, and without FIN it is no close")
    void closeNotifyEarly() throws Exception {
        assertThat(Plays.mismatchInTls("@tls 1.3\nC: QUIT\n", client -> {
                    client.handshake(Contexts.CLIENT).send("QU").closeNotify().truncate();
                    assertThat(client.rest()).isEmpty();
                }))
                .contains("the client closed TLS (close_notify)", "came:     QU\n");
        assertThat(Plays.mismatchInTls("@tls 1.3\n@limit 100ms\nC<EOF\n", client -> {
                    client.handshake(Contexts.CLIENT).closeNotify();
                    assertThat(client.rest()).isEmpty();
                }))
                .contains("did not close within 100 ms", "C: (close_notify)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    @DisplayName("@silence and @endless wait inside TLS for the client to go, too")
    void waiting(String version) throws Exception {
        String script = "@tls " + version + "\n";
        Plays.verifiedInTls(
                script + "@silence\n",
                client -> client.handshake(Contexts.CLIENT).send("QUIT\r\n"));
        Plays.verifiedInTls(script + "S: 220 ready\n@silence\n", client -> {
            client.handshake(Contexts.CLIENT).readOnce();
            client.reset();
        });
        assertThat(Plays.mismatchInTls(
                        script + "@limit 100ms\n@silence\n",
                        client -> client.handshake(Contexts.CLIENT).rest()))
                .contains("neither closed nor reset within 100 ms");
        Plays.verifiedInTls(script + "@endless S! x\n", client -> {
            client.handshake(Contexts.CLIENT).send("NOOP\r\n");
            assertThat(client.read(1_000_000)).asString(ISO_8859_1).isEqualTo("x".repeat(1_000_000));
        });
    }

    @Test
    @DisplayName("@slice cuts inside TLS as well: a piece is a record")
    void slices() throws Exception {
        Plays.verifiedInTls("@tls\n@slice 4 every 20ms\nS: 220 ready\n", client -> {
            assertThat(client.handshake(Contexts.CLIENT).readOnce()).isEqualTo("220 ");
            assertThat(client.readOnce()).isEqualTo("read");
            assertThat(client.readOnce()).isEqualTo("y\r\n");
        });
    }

    @Test
    @DisplayName("A client that does not read stalls the server inside TLS until the limit")
    void stalled() throws Exception {
        try (ScriptedServer server =
                        ScriptedServer.play("@tls\n@limit 300ms\n@repeat 9999999 S: 250-x\n", Contexts.SERVER);
                TlsClient client = new TlsClient(server)) {
            client.handshake(Contexts.CLIENT).readOnce();
            assertThat(Plays.report(server)).contains("did not take this within 300 ms");
        }
    }

    @Test
    @DisplayName("A handshake ends when the server is closed")
    void closedInHandshake() throws Exception {
        ScriptedServer server = ScriptedServer.play("@mark here\n@tls\n", Contexts.SERVER);
        try (TlsClient client = new TlsClient(server)) {
            client.sendInClear("\26");
            server.awaitStep("here");
            server.close();
            assertThatThrownBy(server::verify).hasMessageContaining("the server was closed here");
        }
    }
}
