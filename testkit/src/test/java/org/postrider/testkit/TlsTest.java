// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    @DisplayName("A whole dialogue inside TLS: the script and received() see what was said, nothing comes in clear")
    void implicit(String version) throws Exception {
        String script = "@tls " + version + """

                S: 220 ready
                C: EHLO a
                S: 250-b
                S: 250 SIZE
                C^ data
                @unread
                S: 354 go
                C.
                S: 250 kept
                C~ QU.*
                C! x
                C* 2
                @quiet 20ms
                S: 221 bye
                C<EOF
                """;
        ScriptedServer server = Plays.verifiedInTls(script, client -> {
            client.handshake(Contexts.CLIENT);
            assertThat(client.readOnce()).isEqualTo("220 ready\r\n");
            client.send("EHLO a\r\n");
            assertThat(client.readOnce()).isEqualTo("250-b\r\n250 SIZE\r\n");
            client.send("DATA\r\n").readOnce();
            client.send("Hi\r\n.\r\n").readOnce();
            client.send("QUIT\r\nxyz");
            assertThat(client.readOnce()).isEqualTo("221 bye\r\n");
            assertThat(client.session().getProtocol()).isEqualTo("TLSv" + version);
        });
        assertThat(server.received()).asString(ISO_8859_1).isEqualTo("EHLO a\r\nDATA\r\nHi\r\n.\r\nQUIT\r\nxyz");
        assertThat(server.content(0)).asString(ISO_8859_1).isEqualTo("Hi\r\n");
        assertThat(server.reads()).containsExactly(8, 6, 7, 9);
        assertThat(server.receivedInClear()).isEmpty();
        assertThat(server.tlsSessions())
                .singleElement()
                .extracting(SSLSession::getProtocol)
                .isEqualTo("TLSv" + version);
    }

    @Test
    @DisplayName("STARTTLS: what was said before the handshake is in clear, what is said after it is not")
    void startTls() throws Exception {
        ScriptedServer server =
                Plays.verifiedInTls("S: 220 ready\nC: STARTTLS\nS: 220 go\n@tls\nC: AUTH x\nS: 235 ok\n", client -> {
                    client.readOnce();
                    client.send("STARTTLS\r\n").readOnce();
                    client.handshake(Contexts.CLIENT).send("AUTH x\r\n");
                    assertThat(client.readOnce()).isEqualTo("235 ok\r\n");
                });
        assertThat(server.received()).asString(ISO_8859_1).isEqualTo("STARTTLS\r\nAUTH x\r\n");
        assertThat(server.receivedInClear()).asString(ISO_8859_1).isEqualTo("STARTTLS\r\n");
    }

    @Test
    @DisplayName("A ClientHello that was read before @tls belongs to the handshake, and to no record of the dialogue")
    void clientHelloAhead() throws Exception {
        SSLEngine engine = Contexts.CLIENT.createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(2 * engine.getSession().getPacketBufferSize())
                .put("STARTTLS\r\n".getBytes(ISO_8859_1));
        engine.wrap(ByteBuffer.allocate(0), hello);
        ScriptedServer server = Plays.verifiedInTls("C: STARTTLS\nS: 220 go\n@tls refused\n", client -> {
            client.send(Arrays.copyOf(hello.array(), 50));
            assertThat(client.readOnce()).isEqualTo("220 go\r\n");
            client.send(Arrays.copyOfRange(hello.array(), 50, hello.position()));
            assertThat(client.read(1)).as("the type of a handshake record").containsExactly(22);
        });
        assertThat(server.received()).asString(ISO_8859_1).isEqualTo("STARTTLS\r\n");
        assertThat(server.receivedInClear()).asString(ISO_8859_1).isEqualTo("STARTTLS\r\n");
        assertThat(server.reads()).containsExactly(10);
    }

    @Test
    @DisplayName("@tls offers one version alone where it names one")
    void oneVersion() throws Exception {
        ScriptedServer server = Plays.verifiedInTls(
                "@tls 1.2 refused\n",
                client -> assertThatThrownBy(() -> client.handshake(Contexts.CLIENT, "TLSv1.3"))
                        .isInstanceOf(SSLException.class)
                        .hasMessageContaining("protocol_version"));
        assertThat(server.tlsSessions()).isEmpty();
        Plays.verifiedInTls(
                "@tls 1.3 refused\n",
                client -> assertThatThrownBy(() -> client.handshake(Contexts.CLIENT, "TLSv1.2"))
                        .isInstanceOf(SSLException.class));
        Plays.verifiedInTls("@tls 1.3 1.2\n", client -> client.handshake(Contexts.CLIENT, "TLSv1.2"));
    }

    @Test
    @DisplayName("The sessions know version, requested name and client certificate, in the order of connections")
    void sessions() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.play("@tls 1.2\n@next\nC: A\n@next\n@tls need-cert 1.3\n", Contexts.SERVER)) {
            try (TlsClient client = new TlsClient(server)) {
                client.handshake(Contexts.CLIENT);
            }
            try (TlsClient client = new TlsClient(server)) {
                client.send("A\r\n");
            }
            try (TlsClient client = new TlsClient(server)) {
                client.handshake(Contexts.CLIENT_WITH_CERTIFICATE);
            }
            server.verify();
            assertThat(server.tlsSessions()).extracting(SSLSession::getProtocol).containsExactly("TLSv1.2", "TLSv1.3");
            assertThat(((ExtendedSSLSession) server.tlsSessions().get(0)).getRequestedServerNames())
                    .containsExactly(new SNIHostName("mail.test"));
            X509Certificate shown =
                    (X509Certificate) server.tlsSessions().get(1).getPeerCertificates()[0];
            assertThat(shown.getSubjectX500Principal().getName()).contains("CN=Test Client");
            assertThat(server.uri("smtps").toString()).isEqualTo("smtps://127.0.0.1:" + server.port());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    @DisplayName("@tls need-cert is a mismatch for a client without a certificate, unless that is what is expected")
    void needCert(String version) throws Exception {
        assertThat(Plays.mismatchInTls("@tls need-cert " + version + "\nC: A\n", TlsTest::handshakeInVain))
                .contains("script line 1 (@tls need-cert " + version, "did not come to TLS", "certificate");
        Plays.verifiedInTls("@tls need-cert refused " + version + "\n", TlsTest::handshakeInVain);
    }

    /** In TLS 1.3 the client learns only when it reads that the server has not taken its part of the handshake. */
    private static void handshakeInVain(TlsClient client) {
        assertThatThrownBy(() -> client.handshake(Contexts.CLIENT).readOnce()).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    @DisplayName("@tls refused passes where the client does not take the certificate, and only there")
    void refused(String version) throws Exception {
        String script = "@tls refused " + version + "\nC<EOF\n";
        ScriptedServer server = Plays.verifiedInTls(
                script,
                client -> assertThatThrownBy(() -> client.handshake(Contexts.STRANGER))
                        .isInstanceOf(SSLException.class));
        assertThat(server.tlsSessions()).isEmpty();
        assertThat(server.receivedInClear()).isEmpty();
        assertThat(Plays.mismatchInTls(
                        "@tls " + version,
                        client -> assertThatThrownBy(() -> client.handshake(Contexts.STRANGER))
                                .isInstanceOf(SSLException.class)))
                .contains("script line 1 (@tls " + version + ")", "Received fatal alert: certificate_unknown");
        assertThat(Plays.mismatchInTls(script, client -> client.handshake(Contexts.CLIENT)))
                .contains("script line 1 (@tls refused " + version, "went through with the TLS handshake");
    }

    @Test
    @DisplayName("@tls refused passes where the client closes or resets instead of a handshake")
    void refusedByClose() throws Exception {
        Plays.verifiedInTls("@tls refused\n", TlsClient::truncate);
        Plays.verifiedInTls("@tls refused\n", TlsClient::reset);
        assertThat(Plays.mismatchInTls("@tls\n", TlsClient::truncate))
                .contains("did not come to TLS: the client closed (FIN)");
        assertThat(Plays.mismatchInTls("@tls\n", TlsClient::reset))
                .contains("did not come to TLS: the client reset the connection (RST)");
    }

    @Test
    @DisplayName("A server that cannot do its part is not taken for a client that refuses")
    void serverWithoutKey() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("@tls refused\n", Contexts.STRANGER)) {
            try (TlsClient client = new TlsClient(server)) {
                assertThatThrownBy(() -> client.handshake(Contexts.CLIENT)).isInstanceOf(SSLException.class);
            }
            assertThat(Plays.report(server)).contains("the server could not go on with TLS");
        }
    }

    @Test
    @DisplayName("A handshake that does not come, or does not go on, ends at the step's limit")
    void deadline() throws Exception {
        assertThat(Plays.mismatchInTls("@limit 100ms\n@tls\n", TlsClient::rest))
                .contains("script line 2 (@tls)", "no ClientHello within 100 ms");
        assertThat(Plays.mismatchInTls(
                        "@limit 100ms\n@tls refused\n",
                        client -> client.sendInClear("\26\3\1").rest()))
                .contains("no ClientHello within 100 ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    @DisplayName("A mismatch inside TLS is as readable as in clear, and the client still gets an orderly end")
    void mismatch(String version) throws Exception {
        String report = Plays.mismatchInTls("S: 220 go\n@tls " + version + "\nS: 220 ready\nC: EHLO a\n", client -> {
            client.readOnce();
            client.handshake(Contexts.CLIENT).readOnce();
            client.send("EHLO b\r\n");
            assertThat(client.rest()).isEmpty();
        });
        assertThat(report).isEqualTo("""
                script line 4 (C: EHLO a), connection 1: the client sent something else
                  expected: EHLO a\\r\\n
                  came:     EHLO b\\r\\n
                                 ^ octet 6
                  dialogue so far:
                    -- connection 1 --
                    S: 220 go\\r\\n
                    -- TLS --
                    S: 220 ready\\r\\n""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    @DisplayName("Content of 10 MiB passes both ways")
    void large(String version) throws Exception {
        byte[] line = "0123456789abcde\r\n".getBytes(ISO_8859_1);
        byte[] content = new byte[line.length * 620_000];
        for (int i = 0; i < content.length; i += line.length) {
            System.arraycopy(line, 0, content, i, line.length);
        }
        ScriptedServer server =
                Plays.verifiedInTls("@tls " + version + "\nC.\n@repeat 620000 S: 0123456789abcde\n@close\n", client -> {
                    client.handshake(Contexts.CLIENT).send(content).send(".\r\n");
                    assertThat(Arrays.equals(client.read(content.length), content))
                            .isTrue();
                    assertThat(client.rest()).isEmpty();
                });
        assertThat(Arrays.equals(server.content(0), content)).isTrue();
    }
}
