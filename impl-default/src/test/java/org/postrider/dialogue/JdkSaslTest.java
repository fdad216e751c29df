// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.AuthPolicy;
import org.postrider.AuthenticationException;
import org.postrider.Credentials;
import org.postrider.Provider;
import org.postrider.Providers;
import org.postrider.Service;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.spi.AuthMechanismFactory;

class JdkSaslTest {

    private static final Providers WITH_JDK = Providers.builtIn().withLast(Providers.jdkSasl());

    /** The platform's own server side of a mechanism. */
    private static LiveServer.Answers answers(String mechanism, String quality) {
        SaslServer[] exchange = new SaslServer[1];
        return (line, connection) -> {
            if (line.isEmpty() && exchange[0] == null) {
                return "220 hi\r\n";
            }
            if (line.startsWith("EHLO")) {
                return "250-srv\r\n250 AUTH " + mechanism + "\r\n";
            }
            if (line.equals("QUIT")) {
                return "221 bye\r\n";
            }
            if (line.equals("*")) {
                return "501 cancelled\r\n";
            }
            if (line.startsWith("AUTH")) {
                exchange[0] = Sasl.createSaslServer(
                        mechanism, "smtp", "127.0.0.1", Map.of(Sasl.QOP, quality), JdkSaslTest::known);
                return challenge(exchange[0], new byte[0]);
            }
            return exchange[0].isComplete()
                    ? "235 2.7.0 welcome\r\n"
                    : challenge(exchange[0], Base64.getDecoder().decode(line));
        };
    }

    private static String challenge(SaslServer exchange, byte[] response) {
        try {
            byte[] challenge = exchange.evaluateResponse(response);
            return exchange.isComplete() && challenge == null
                    ? "235 2.7.0 welcome\r\n"
                    : "334 " + Base64.getEncoder().encodeToString(challenge) + "\r\n";
        } catch (SaslException e) {
            return "535 5.7.8 no\r\n";
        }
    }

    private static void known(Callback[] callbacks) {
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                name.setName("ana");
            } else if (callback instanceof PasswordCallback password) {
                password.setPassword("pencil".toCharArray());
            } else if (callback instanceof RealmCallback realm) {
                realm.setText("127.0.0.1");
            } else if (callback instanceof AuthorizeCallback authorize) {
                authorize.setAuthorized(true);
            }
        }
    }

    private static Session open(LiveServer server, String password, AuthPolicy policy, Providers providers)
            throws SmtpException {
        return Session.builder(server.uri())
                .localName("me.test")
                .providers(providers)
                .credentials(Credentials.password("ana", password.toCharArray()))
                .authPolicy(policy)
                .open();
    }

    @Test
    @DisplayName(
            "DIGEST-MD5 of the platform succeeds and is refused against the platform's own server, once named (R134)")
    void digestMd5() throws SmtpException {
        AuthPolicy named = AuthPolicy.defaults().withMechanisms("DIGEST-MD5");
        try (LiveServer server = LiveServer.inClear(c -> answers("DIGEST-MD5", "auth"))) {
            try (Session session = open(server, "pencil", named, WITH_JDK)) {
                assertThat(session.isAuthenticated()).isTrue();
            }
            assertThatThrownBy(() -> open(server, "wrong", named, WITH_JDK))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("535");
            assertThatThrownBy(() -> open(server, "pencil", AuthPolicy.defaults(), WITH_JDK))
                    .hasMessageContaining("only if it is named");
            assertThatThrownBy(() -> open(server, "pencil", named, Providers.builtIn()))
                    .hasMessageContaining("no provider supplies it");
        }
    }

    @Test
    @DisplayName("a mechanism that insists on a security layer of its own is refused (R107)")
    void securityLayer() {
        try (LiveServer server = LiveServer.inClear(c -> answers("DIGEST-MD5", "auth-int"))) {
            assertThatThrownBy(
                            () -> open(server, "pencil", AuthPolicy.defaults().withMechanisms("DIGEST-MD5"), WITH_JDK))
                    .isInstanceOf(AuthenticationException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GSSAPI", "DIGEST-MD5", "NTLM"})
    @DisplayName(
            "the platform's mechanisms are there once the provider is added, and do not take over built-in names (R134)")
    void names(String mechanism) {
        assertThat(WITH_JDK.providerOf(AuthMechanismFactory.class, mechanism).map(Provider::id))
                .contains("jdk-sasl");
        assertThat(Providers.builtIn().get(AuthMechanismFactory.class, mechanism))
                .isEmpty();
        assertThat(WITH_JDK.providerOf(AuthMechanismFactory.class, "PLAIN").map(Provider::id))
                .contains("postrider");
        assertThat(Providers.jdkSasl().services()).extracting(Service::name).contains("PLAIN");
    }
}
