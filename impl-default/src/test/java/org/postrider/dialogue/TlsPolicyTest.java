// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.AuthPolicy;
import org.postrider.AuthenticationException;
import org.postrider.Credentials;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.TlsPolicy;
import org.postrider.Transport;
import org.postrider.spi.Dialect;

class TlsPolicyTest {

    private final StringBuilder received = new StringBuilder();
    private final List<String> notSecured = new ArrayList<>();

    private static String answer(String line) {
        if (line.startsWith("EHLO")) {
            return "250-srv\r\n250 AUTH PLAIN\r\n";
        }
        return line.isEmpty()
                ? "220 memory\r\n"
                : line.startsWith("AUTH") ? "235 ok\r\n" : line.equals("QUIT") ? "221 bye\r\n" : "250 ok\r\n";
    }

    private Session.Builder to(String server, Transport.Protection protection) {
        return Session.builder(server)
                .localName("me.test")
                .listener(new SessionListener() {
                    @Override
                    public void notSecured(String reason) {
                        notSecured.add(reason);
                    }
                })
                .providers(Providers.builtIn()
                        .withLast(new MemoryTransport.Provider(
                                Dialect.smtp(), protection, TlsPolicyTest::answer, received)));
    }

    @ParameterizedTest
    @CsvSource({
        "memory://h:25, NONE, false, false",
        "memory://h:587, NONE, false, true",
        "memory://h, NONE, false, true",
        "memory://h:25, NONE, true, true",
        "memory://h:587, LOCAL, true, false",
        "memory://h:587, ENCRYPTED, true, false",
        "memory://h:587, VERIFIED, true, false"
    })
    @DisplayName(
            "by default TLS is required with credentials and on port 587, but for a peer on this machine and where it is there already"
                    + " (R86, R87, A24, A28, G27, G29)")
    void byDefault(String server, Transport.Protection protection, boolean credentials, boolean required)
            throws Exception {
        Session.Builder builder = to(server, protection);
        if (credentials) {
            builder.credentials(Credentials.password("u", "p".toCharArray()))
                    .authPolicy(AuthPolicy.defaults().allowPlaintextAuth());
        }
        if (required) {
            assertThatThrownBy(builder::open).isInstanceOf(ExtensionNotSupportedException.class);
            assertThat(received.toString()).doesNotContain("AUTH").contains("QUIT");
        } else {
            builder.open().close();
            assertThat(notSecured).hasSize(protection == Transport.Protection.NONE ? 1 : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"NONE, false", "LOCAL, false", "ENCRYPTED, true", "VERIFIED, true"})
    @DisplayName("a mechanism that reveals the password needs TLS even on this machine (P184, R110, R115, A35)")
    void plaintext(Transport.Protection protection, boolean sent) throws Exception {
        Session.Builder builder = to("memory://h:25", protection)
                .tls(TlsPolicy.DISABLED)
                .credentials(Credentials.password("u", "p".toCharArray()));
        if (sent) {
            builder.open().close();
        } else {
            assertThatThrownBy(builder::open).isInstanceOf(AuthenticationException.class);
        }
        assertThat(received.toString().contains("AUTH PLAIN AHUAcA==")).isEqualTo(sent);
    }

    @Test
    @DisplayName("credentials wait with the greeting when that is left for later (P81)")
    void later() throws Exception {
        try (Session session = to("memory://h:25", Transport.Protection.VERIFIED)
                .greeting(org.postrider.Greeting.LATER)
                .credentials(Credentials.password("u", "p".toCharArray()))
                .open()) {
            assertThat(received.toString()).doesNotContain("AUTH");
            session.greetIfNeeded();
            session.greetIfNeeded();
            assertThat(session.isAuthenticated()).isTrue();
        }
        assertThat(received.toString().split("AUTH", -1)).hasSize(2);
    }
}
