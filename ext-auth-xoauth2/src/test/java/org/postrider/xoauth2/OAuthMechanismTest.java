// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Provider;
import org.postrider.Service;
import org.postrider.spi.AuthFailure;
import org.postrider.spi.AuthMechanism;
import org.postrider.spi.AuthMechanismFactory;

class OAuthMechanismTest {

    private static final String RFC_TOKEN = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";
    private static final String GOOGLE_TOKEN = "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg";

    private static OAuthCredentials credentials(String user, String token) {
        return OAuthCredentials.ofToken(user, token.toCharArray());
    }

    private static String initialResponse(AuthMechanism mechanism) throws AuthFailure {
        return new String(mechanism.initialResponse().orElseThrow(), StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName(
            "the provider is found and brings OAUTHBEARER before XOAUTH2, for OAuth credentials and protected connections (R129)")
    void provider() {
        assertThat(ServiceLoader.load(Provider.class)).hasAtLeastOneElementOfType(XOAuth2Provider.class);
        XOAuth2Provider provider = new XOAuth2Provider();
        assertThat(provider.id()).isEqualTo("xoauth2");
        assertThat(provider.services()).extracting(Service::name).containsExactly("OAUTHBEARER", "XOAUTH2");
        assertThat(Exchanges.factory("OAUTHBEARER").strength()).isEqualTo(210);
        assertThat(Exchanges.factory("XOAUTH2").strength()).isEqualTo(200);
        for (String name : List.of("OAUTHBEARER", "XOAUTH2")) {
            AuthMechanismFactory factory = Exchanges.factory(name);
            assertThat(factory.credentialTypes()).containsExactly(OAuthCredentials.class);
            assertThat(factory.revealsSecret()).isTrue();
            assertThat(factory.provesServer()).isFalse();
            assertThat(factory.needsChannelBinding()).isFalse();
            assertThat(factory.onlyIfNamed()).isFalse();
        }
    }

    @Test
    @DisplayName("OAUTHBEARER sends the octets of RFC 7628's example and is complete with them (R129)")
    void rfcExample() throws AuthFailure {
        AuthMechanism mechanism =
                Exchanges.of("OAUTHBEARER", credentials("user@example.com", RFC_TOKEN), "server.example.com", 143);
        assertThat(mechanism.isComplete()).isFalse();
        assertThat(Base64.getEncoder()
                        .encodeToString(mechanism.initialResponse().orElseThrow()))
                .isEqualTo("bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyI"
                        + "HZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB");
        assertThat(mechanism.isComplete()).isTrue();
        assertThat(mechanism.failureDetails()).isEmpty();
    }

    @Test
    @DisplayName("OAUTHBEARER escapes comma and equals sign in the user and sends other characters as UTF-8 (R129)")
    void escapedUser() throws AuthFailure {
        assertThat(initialResponse(Exchanges.of("OAUTHBEARER", credentials("a=b,jürgen", "t"))))
                .isEqualTo("n,a=a=3Db=2Cjürgen,\1host=server.example.com\1port=587\1auth=Bearer t\1\1");
    }

    @Test
    @DisplayName("OAUTHBEARER names no port where there is none (R129)")
    void noPort() throws AuthFailure {
        assertThat(initialResponse(Exchanges.of("OAUTHBEARER", credentials("u", "t"), "localhost", -1)))
                .isEqualTo("n,a=u,\1host=localhost\1auth=Bearer t\1\1");
    }

    @Test
    @DisplayName("XOAUTH2 sends the octets of Google's example and is complete with them (R131)")
    void googleExample() throws AuthFailure {
        AuthMechanism mechanism = Exchanges.of("XOAUTH2", credentials("someuser@example.com", GOOGLE_TOKEN));
        assertThat(Base64.getEncoder()
                        .encodeToString(mechanism.initialResponse().orElseThrow()))
                .isEqualTo(
                        "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJo"
                                + "ZG1semRHRXVZMjl0Q2cBAQ==");
        assertThat(mechanism.isComplete()).isTrue();
    }

    @Test
    @DisplayName("XOAUTH2 sends comma and equals sign in the user as they are (R131)")
    void plainUser() throws AuthFailure {
        assertThat(initialResponse(Exchanges.of("XOAUTH2", credentials("a=b,c", "t"))))
                .isEqualTo("user=a=b,c\1auth=Bearer t\1\1");
    }

    @Test
    @DisplayName("OAUTHBEARER acknowledges an error by one Ctrl-A and is not complete (R130, P185)")
    void acknowledgedByCtrlA() throws AuthFailure {
        AuthMechanism mechanism = Exchanges.of("OAUTHBEARER", credentials("u", "t"));
        mechanism.initialResponse();
        assertThat(mechanism.respond(Exchanges.octets("{\"status\":\"invalid_token\"}")))
                .containsExactly(1);
        assertThat(mechanism.isComplete()).isFalse();
    }

    @Test
    @DisplayName(
            "XOAUTH2 acknowledges an error by an empty line, never by the token again, and is not complete (R131, P185)")
    void acknowledgedByNothing() throws AuthFailure {
        AuthMechanism mechanism = Exchanges.of("XOAUTH2", credentials("u", "t"));
        mechanism.initialResponse();
        assertThat(mechanism.respond(Exchanges.octets("{\"status\":\"400\"}"))).isEmpty();
        assertThat(mechanism.isComplete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"OAUTHBEARER", "XOAUTH2"})
    @DisplayName("a second challenge after the error ends the exchange (A40)")
    void secondChallenge(String name) throws AuthFailure {
        AuthMechanism mechanism = Exchanges.of(name, credentials("u", "t"));
        mechanism.initialResponse();
        mechanism.respond(Exchanges.octets("{}"));
        assertThat(mechanism.isComplete()).isFalse();
        assertThatThrownBy(() -> mechanism.respond(new byte[0]))
                .isInstanceOf(AuthFailure.class)
                .hasMessageContaining("once more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OAUTHBEARER", "XOAUTH2"})
    @DisplayName("a server that asks for the token it was given gets it once more, and then no more (S2)")
    void asksAgain(String name) throws AuthFailure {
        AuthMechanism mechanism = Exchanges.of(name, credentials("u", "t"));
        byte[] token = mechanism.initialResponse().orElseThrow().clone();
        assertThat(mechanism.respond(new byte[0])).isEqualTo(token);
        assertThat(mechanism.isComplete()).isTrue();
        assertThat(mechanism.respond(new byte[0])).isNotEqualTo(token);
        assertThat(mechanism.isComplete()).isFalse();
        AuthMechanism other = Exchanges.of(name, credentials("u", "t"));
        other.initialResponse();
        assertThat(other.respondToText("Go ahead")).isEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OAUTHBEARER", "XOAUTH2"})
    @DisplayName("an error document that is not in base64 is read too (S1)")
    void documentAsText(String name) throws AuthFailure {
        AuthMechanism mechanism = Exchanges.of(name, credentials("u", "t"));
        byte[] token = mechanism.initialResponse().orElseThrow().clone();
        assertThat(mechanism.respondToText("{\"status\":\"401\"}")).isNotEqualTo(token);
        assertThat(mechanism.failureDetails()).containsEntry("status", "401");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OAUTHBEARER", "XOAUTH2"})
    @DisplayName("the supplier is asked at each authentication, and not before the exchange begins (R132)")
    void askedEachTime(String name) throws AuthFailure {
        List<String> given = new ArrayList<>();
        OAuthCredentials credentials = OAuthCredentials.of("u", () -> {
            given.add("token" + given.size());
            return AccessToken.of(given.get(given.size() - 1).toCharArray());
        });
        AuthMechanism first = Exchanges.of(name, credentials);
        AuthMechanism second = Exchanges.of(name, credentials);
        assertThat(given).isEmpty();
        assertThat(initialResponse(first)).contains("auth=Bearer token0\1\1");
        assertThat(initialResponse(second)).contains("auth=Bearer token1\1\1");
    }

    @Test
    @DisplayName(
            "a supplier without a token ends the exchange before anything is sent; its failure is named, not its cause (R132, A75)")
    void supplierFails() {
        AuthMechanism mechanism = Exchanges.of("XOAUTH2", OAuthCredentials.of("u", () -> {
            throw new IOException("the vault is\r\nsealed", new IOException("canary"));
        }));
        assertThatThrownBy(mechanism::initialResponse)
                .isInstanceOf(AuthFailure.class)
                .hasMessageContaining("IOException: the vault is\\x0D\\x0Asealed")
                .hasNoCause();
        assertThat(mechanism.isComplete()).isFalse();
        mechanism.dispose();
    }

    @Test
    @DisplayName(
            "disposing wipes the octets sent and destroys the supplier's token, whatever became of the exchange (A45)")
    void wiped() throws AuthFailure {
        AccessToken token = AccessToken.of("secret".toCharArray());
        AuthMechanism mechanism = Exchanges.of("XOAUTH2", OAuthCredentials.of("u", () -> token));
        byte[] sent = mechanism.initialResponse().orElseThrow();
        mechanism.dispose();
        assertThat(sent).containsOnly(0);
        assertThat(token.isDestroyed()).isTrue();
        Exchanges.of("XOAUTH2", OAuthCredentials.of("u", () -> token)).dispose();
    }

    @Test
    @DisplayName("a host that would end its field is not sent (R129)")
    void hostileHost() {
        assertThatThrownBy(() -> Exchanges.of("OAUTHBEARER", credentials("u", "t"), "h\1auth=Bearer x", 25))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
