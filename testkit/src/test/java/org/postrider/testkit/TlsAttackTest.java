// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.net.ssl.SSLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TlsAttackTest {

    @Test
    @DisplayName("Replies injected behind the one to STARTTLS leave in clear with it, in one write")
    void injectedReply() throws Exception {
        Plays.verifiedInTls("C: STARTTLS\nS: 220 go\nS: 250 injected\n@tls\nS: 220 secure\n", client -> {
            client.send("STARTTLS\r\n");
            assertThat(client.readOnce()).isEqualTo("220 go\r\n250 injected\r\n");
            assertThat(client.handshake(Contexts.CLIENT).readOnce()).isEqualTo("220 secure\r\n");
        });
    }

    @Test
    @DisplayName("A client that pipelines a command behind STARTTLS in clear is found, and what it sent is shown")
    void pipelinedCommand() throws Exception {
        for (String terms : new String[] {"@tls", "@tls refused"}) {
            try (ScriptedServer server = ScriptedServer.play("C: STARTTLS\nS: 220 go\n" + terms, Contexts.SERVER)) {
                try (TlsClient client = new TlsClient(server)) {
                    client.send("STARTTLS\r\nEHLO a\r\n").readOnce();
                }
                assertThat(Plays.report(server))
                        .contains("script line 3 (" + terms, "octets outside of TLS", "came:     EHLO a\\r\\n");
                assertThat(server.receivedInClear()).asString(ISO_8859_1).isEqualTo("STARTTLS\r\nEHLO a\r\n");
                assertThat(server.received()).asString(ISO_8859_1).isEqualTo("STARTTLS\r\nEHLO a\r\n");
                assertThat(server.tlsSessions()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("A client that goes on in clear after it refused TLS is found")
    void fallback() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("@tls refused\nC<EOF\n", Contexts.SERVER)) {
            try (TlsClient client = new TlsClient(server)) {
                assertThatThrownBy(() -> client.handshake(Contexts.STRANGER)).isInstanceOf(SSLException.class);
                client.sendInClear("MAIL FROM:<>\r\n");
            }
            assertThat(Plays.report(server))
                    .contains("script line 2", "octets where it should have closed", "came:     MAIL FROM:<>\\r\\n");
            assertThat(server.receivedInClear()).asString(ISO_8859_1).isEqualTo("MAIL FROM:<>\r\n");
        }
    }

    @Test
    @DisplayName("Octets in clear inside TLS, or behind close_notify, are found")
    void clearInsideTls() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("@tls\nC: A\nC: QUIT\n", Contexts.SERVER)) {
            try (TlsClient client = new TlsClient(server)) {
                client.handshake(Contexts.CLIENT).send("A\r\n").sendInClear("QUIT\r\n");
            }
            assertThat(Plays.report(server)).contains("script line 3", "octets outside of TLS: QUIT\\r\\n");
            assertThat(server.receivedInClear()).asString(ISO_8859_1).startsWith("QUIT\r\n");
        }
        try (ScriptedServer server = ScriptedServer.play("@tls\nC<CLOSE_NOTIFY\nC<EOF\n", Contexts.SERVER)) {
            try (TlsClient client = new TlsClient(server)) {
                client.handshake(Contexts.CLIENT).closeNotify().sendInClear("QUIT\r\n");
            }
            assertThat(Plays.report(server)).contains("script line 3", "came:     QUIT\\r\\n");
            assertThat(server.receivedInClear()).asString(ISO_8859_1).isEqualTo("QUIT\r\n");
        }
    }

    @Test
    @DisplayName("A record that is none is a mismatch, and nothing behind it is taken for octets in clear")
    void brokenRecord() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("@tls\nC: A\nC: B\n", Contexts.SERVER)) {
            try (TlsClient client = new TlsClient(server)) {
                client.handshake(Contexts.CLIENT).send("A\r\n").sendInClear("\27\3\3\0\40" + "x".repeat(32));
            }
            assertThat(Plays.report(server)).contains("script line 3 (C: B)");
            assertThat(server.receivedInClear()).isEmpty();
        }
    }
}
