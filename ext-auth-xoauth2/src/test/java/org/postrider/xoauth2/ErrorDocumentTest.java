// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.spi.AuthFailure;
import org.postrider.spi.AuthMechanism;

class ErrorDocumentTest {

    private static Map<String, String> details(String json) throws AuthFailure {
        return details(Exchanges.octets(json));
    }

    private static Map<String, String> details(byte[] challenge) throws AuthFailure {
        AuthMechanism mechanism =
                Exchanges.of("OAUTHBEARER", OAuthCredentials.ofToken("u", "c4n4ry/t0ken".toCharArray()));
        mechanism.initialResponse();
        mechanism.respond(challenge);
        Map<String, String> details = mechanism.failureDetails();
        mechanism.dispose();
        return details;
    }

    @Test
    @DisplayName("Google's error document is decoded (R131, P185)")
    void google() throws AuthFailure {
        assertThat(details(Base64.getDecoder()
                        .decode(
                                "eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIG1hYyIsInNjb3BlIjoiaHR0cHM6Ly9tYWlsLmdvb2d"
                                        + "sZS5jb20vIn0K")))
                .containsExactly(
                        Map.entry("status", "401"),
                        Map.entry("schemes", "bearer mac"),
                        Map.entry("scope", "https://mail.google.com/"));
    }

    @Test
    @DisplayName("RFC 7628's error document is decoded with its other members, and its URL is text (R130, A41)")
    void rfc() throws AuthFailure {
        assertThat(details("{\"status\":\"invalid_token\",\"scope\":\"example_scope\",\"openid-configuration\":"
                        + "\"https://example.com/.well-known/openid-configuration\"}"))
                .containsExactly(
                        Map.entry("status", "invalid_token"),
                        Map.entry("scope", "example_scope"),
                        Map.entry("openid-configuration", "https://example.com/.well-known/openid-configuration"));
    }

    @Test
    @DisplayName("a number and a truth value are kept as text, nested members are not (R130)")
    void otherTypes() throws AuthFailure {
        assertThat(details("{\"status\":400,\"retry\":false,\"deep\":{\"a\":\"b\"},\"list\":[\"c\"],\"none\":null}"))
                .containsExactly(Map.entry("status", "400"), Map.entry("retry", "false"));
    }

    @Test
    @DisplayName("control characters and direction overrides in keys and values are escaped (A41)")
    void escaped() throws AuthFailure {
        assertThat(details("{\"sta\\u001btus\":\"a\\r\\n250 ok\\u202e\"}"))
                .containsExactly(Map.entry("sta\\x1Btus", "a\\x0D\\x0A250 ok\\u202E"));
    }

    @Test
    @DisplayName("keys and values are cut at 300 characters, escapes included (A41)")
    void bounded() throws AuthFailure {
        details("{\"" + "k".repeat(400) + "\":\"" + "\\u0001".repeat(300) + "\",\"b\":\"" + "v".repeat(300) + "\"}")
                .forEach((key, value) -> {
                    assertThat(key).hasSizeLessThanOrEqualTo(300);
                    assertThat(value).hasSizeBetween(295, 300);
                    assertThat(key.length() + value.length()).isGreaterThan(300);
                });
        assertThat(details("{\"b\":\"" + "v".repeat(300) + "\"}")).containsEntry("b", "v".repeat(300));
        assertThat(details("{\"b\":\"" + "v".repeat(301) + "\"}")).containsEntry("b", "v".repeat(297) + "...");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no json", "[\"a\"]", "{\"status\":", "\"401\""})
    @DisplayName("what is no JSON object is kept as it is under the key error (A41)")
    void malformed(String text) throws AuthFailure {
        assertThat(details(text)).containsExactly(Map.entry("error", text));
    }

    @Test
    @DisplayName("octets that are no UTF-8 are shown, escaped (A41)")
    void notUtf8() throws AuthFailure {
        assertThat(details(new byte[] {(byte) 0xff, 0x1b})).containsExactly(Map.entry("error", "\ufffd\\x1B"));
    }

    @Test
    @DisplayName("4,096 octets are read, one more is too long (R130, A41)")
    void tooLong() throws AuthFailure {
        String padded = "{\"status\":\"401\"" + " ".repeat(4096 - 16) + "}";
        assertThat(details(padded)).containsExactly(Map.entry("status", "401"));
        assertThat(details(padded + " ")).containsExactly(Map.entry("error", "too long"));
    }

    @Test
    @DisplayName("deep nesting does no harm (A41)")
    void deep() throws AuthFailure {
        assertThat(details("{\"a\":" + "[".repeat(4000))).containsOnlyKeys("error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"c4n4ry/t0ken\":\"x c4n4ry\\/t0ken y\"}", "bad c4n4ry/t0ken c4n4ry/t0ken"})
    @DisplayName("a token that the server repeats is hidden (A41, A75)")
    void repeatedToken(String text) throws AuthFailure {
        assertThat(details(text).toString()).contains("***").doesNotContain("c4n4ry");
    }

    @Test
    @DisplayName("a token so short that it stands in words by chance garbles nothing (R130)")
    void shortToken() throws AuthFailure {
        AuthMechanism mechanism = Exchanges.of("XOAUTH2", OAuthCredentials.ofToken("u", "t".toCharArray()));
        mechanism.initialResponse();
        mechanism.respond(Exchanges.octets("{\"status\":\"401\"}"));
        assertThat(mechanism.failureDetails()).containsExactly(Map.entry("status", "401"));
    }
}
