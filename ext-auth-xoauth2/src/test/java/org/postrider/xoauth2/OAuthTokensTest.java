// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.mockwebserver.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OAuthTokensTest {

    private static final String[] JSON = {"Content-Type", "application/json"};
    private static final String ID = "app";
    private static final char[] SECRET = "s3cr~t/canary".toCharArray();

    private final TwoClocks clocks = new TwoClocks();
    private AuthorizationServer server = AuthorizationServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    /** The wall clock, and the one that only runs forward; moved by hand. */
    private static final class TwoClocks extends Clock {

        private Instant now = Instant.now();
        private long nanos = Long.MAX_VALUE - 5;

        void pass(Duration time) {
            now = now.plus(time);
            nanos += time.toNanos();
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private OAuthTokens clientCredentials() {
        return OAuthTokens.of(
                new TokenRequests(server.tokenEndpoint(), ID, Optional.of(SECRET), Optional.empty(), "mail"),
                clocks,
                () -> clocks.nanos);
    }

    private static String text(AccessToken token) {
        return new String(token.copyValue());
    }

    @Test
    @DisplayName("client credentials get a token: the secret in the header, grant and scopes in the form (R132)")
    void clientCredentialsGrant() throws IOException, InterruptedException, ParseException {
        OAuthTokens tokens = OAuthTokens.clientCredentials(server.tokenEndpoint(), ID, SECRET, "mail", "send");
        Instant before = Instant.now();
        server.nextTokenLives(3600);
        AccessToken token = tokens.token();
        assertThat(SignedJWT.parse(text(token)).getJWTClaimsSet().getAudience()).contains("audience");
        assertThat(token.expiry().orElseThrow())
                .isBetween(before.plusSeconds(3590), Instant.now().plusSeconds(3600));
        RecordedRequest request = server.requests().get(0);
        assertThat(AuthorizationServer.form(request))
                .containsExactlyInAnyOrderEntriesOf(Map.of("grant_type", "client_credentials", "scope", "mail send"));
        String authorization = Objects.requireNonNull(request.getHeader("Authorization"));
        assertThat(new String(Base64.getDecoder().decode(authorization.substring(6)), StandardCharsets.UTF_8))
                .isEqualTo("app:s3cr%7Et%2Fcanary");
    }

    @Test
    @DisplayName("a refresh token gets an access token, with client secret and without (R132)")
    void refreshTokenGrant() throws Exception {
        String refreshToken = server.consent();
        for (Optional<char[]> secret : List.of(Optional.of(SECRET), Optional.<char[]>empty())) {
            OAuthTokens tokens =
                    OAuthTokens.refreshToken(server.tokenEndpoint(), ID, secret, refreshToken.toCharArray(), "mail");
            SignedJWT.parse(text(tokens.token()));
            RecordedRequest request = server.requests().get(0);
            assertThat(request.getHeader("Authorization") != null).isEqualTo(secret.isPresent());
            assertThat(AuthorizationServer.form(request))
                    .containsEntry("grant_type", "refresh_token")
                    .containsEntry("refresh_token", refreshToken)
                    .containsEntry("scope", "mail");
        }
    }

    @Test
    @DisplayName("a token is kept until 60 seconds before its expiry and handed out in copies (R132)")
    void kept() throws Exception {
        OAuthTokens tokens = clientCredentials();
        server.nextTokenLives(3600);
        AccessToken first = tokens.token();
        long lifetime =
                Duration.between(clocks.now, first.expiry().orElseThrow()).toSeconds();
        assertThat(lifetime).isBetween(3595L, 3600L);
        String text = text(first);
        first.destroy();
        clocks.pass(Duration.ofSeconds(lifetime - 61));
        assertThat(text(tokens.token())).isEqualTo(text);
        assertThat(server.requests()).hasSize(1);
        clocks.pass(Duration.ofSeconds(1));
        assertThat(text(tokens.token())).isNotEqualTo(text);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @DisplayName("a token is stale as soon as one clock says so: the machine slept, or its clock was set back (R132)")
    void eitherClock() throws Exception {
        OAuthTokens tokens = clientCredentials();
        tokens.token();
        clocks.now = clocks.now.plus(Duration.ofHours(2));
        tokens.token();
        assertThat(server.requests()).hasSize(2);
        clocks.nanos += Duration.ofHours(2).toNanos();
        tokens.token();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @DisplayName("a token that lives a minute or for an unknown time is used and not kept (R132)")
    void shortLived() throws Exception {
        OAuthTokens tokens = clientCredentials();
        server.nextTokenLives(60);
        tokens.token();
        server.answerNext(200, "{\"access_token\":\"unknown\",\"token_type\":\"Bearer\"}", JSON);
        AccessToken token = tokens.token();
        assertThat(text(token)).isEqualTo("unknown");
        assertThat(token.expiry()).isEmpty();
        tokens.token();
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    @DisplayName("a lifetime beyond reason overflows nothing, and one below zero is refused (A41)")
    void absurdLifetime() throws IOException {
        OAuthTokens tokens = clientCredentials();
        server.answerNext(
                200,
                "{\"access_token\":\"eternal\",\"token_type\":\"bearer\",\"expires_in\":9223372036854775807}",
                JSON);
        assertThat(text(tokens.token())).isEqualTo("eternal");
        assertThat(text(tokens.token())).isEqualTo("eternal");
        clocks.pass(Duration.ofDays(367));
        server.answerNext(200, "{\"access_token\":\"past\",\"token_type\":\"bearer\",\"expires_in\":-9}", JSON);
        assertThatThrownBy(tokens::token).isInstanceOf(TokenException.class);
    }

    @Test
    @DisplayName("a refreshed token is asked for whatever is kept, and kept in its place (R132)")
    void refreshed() throws Exception {
        OAuthTokens tokens = clientCredentials();
        String first = text(tokens.token());
        String second = text(tokens.refreshed().orElseThrow());
        assertThat(second).isNotEqualTo(first);
        assertThat(text(tokens.token())).isEqualTo(second);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    @DisplayName("threads that come together wait for one request (R132)")
    void oneRequest() throws Exception {
        OAuthTokens tokens = clientCredentials();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<String> task = () -> text(tokens.token());
            List<String> given = new ArrayList<>();
            for (Future<String> each : threads.invokeAll(java.util.Collections.nCopies(8, task))) {
                given.add(each.get());
            }
            assertThat(given).hasSize(8).containsOnly(given.get(0));
            assertThat(server.requests()).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    @DisplayName("a refresh token that the server replaced is told, and alone used from then on (R132, A45)")
    void rotated() throws Exception {
        server.close();
        server = AuthorizationServer.rotating();
        String first = server.consent();
        List<String> stored = new ArrayList<>();
        List<char[]> arrays = new ArrayList<>();
        OAuthTokens tokens = OAuthTokens.refreshToken(
                        server.tokenEndpoint(), ID, Optional.of(SECRET), first.toCharArray())
                .withRotationListener(refreshToken -> {
                    stored.add(new String(refreshToken));
                    arrays.add(refreshToken);
                });
        tokens.token();
        tokens.refreshed();
        assertThat(stored).hasSize(2).doesNotContain(first).doesNotHaveDuplicates();
        assertThat(server.requests())
                .extracting(request -> AuthorizationServer.form(request).get("refresh_token"))
                .containsExactly(first, stored.get(0));
        assertThat(arrays).allSatisfy(array -> assertThat(array).containsOnly('\0'));
    }

    @Test
    @DisplayName("a refresh token that stays the same is not told")
    void notRotated() throws Exception {
        List<String> stored = new ArrayList<>();
        OAuthTokens.refreshToken(
                        server.tokenEndpoint(),
                        ID,
                        Optional.of(SECRET),
                        server.consent().toCharArray())
                .withRotationListener(refreshToken -> stored.add("told"))
                .token();
        assertThat(stored).isEmpty();
    }

    @Test
    @DisplayName("destroyed secrets get no token (A45)")
    void destroyed() throws IOException {
        OAuthTokens tokens = clientCredentials();
        OAuthTokens sharing = tokens.withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1));
        tokens.token();
        tokens.destroy();
        assertThat(sharing.isDestroyed()).isTrue();
        assertThatThrownBy(sharing::token).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(tokens::refreshed).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("toString names the host and no secret (A74)")
    void shown() {
        assertThat(OAuthTokens.refreshToken(
                        URI.create("https://oauth2.googleapis.com/token"),
                        ID,
                        Optional.of(SECRET),
                        "refresh".toCharArray()))
                .hasToString("tokens of oauth2.googleapis.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://login.example.com/token",
                "http://127.0.0.1.example.com/token",
                "http://localhost.example.com/token",
                "http://10.0.0.1/token",
                "ftp://localhost/token",
                "https:///token",
                "//localhost/token",
                "/token",
                "mailto:ana@example.com",
                "https://user:c4n4ry@login.example.com/token",
                "https://login.example.com/token#c4n4ry"
            })
    @DisplayName("an endpoint where secrets could be read is refused (A42)")
    void unsafeEndpoint(String endpoint) {
        assertThatThrownBy(() -> OAuthTokens.clientCredentials(URI.create(endpoint), ID, SECRET))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("c4n4ry");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.microsoftonline.com/tenant/oauth2/v2.0/token",
                "HTTPS://login.example.com/token?tenant=a",
                "http://LOCALHOST:8080/token",
                "http://127.0.0.2/token",
                "http://[::1]/token"
            })
    @DisplayName("https, and http on this machine, are taken (A42)")
    void safeEndpoint(String endpoint) {
        assertThat(OAuthTokens.clientCredentials(URI.create(endpoint), ID, SECRET)
                        .isDestroyed())
                .isFalse();
    }

    @Test
    @DisplayName("empty ids, secrets and tokens and timeouts without end are refused")
    void emptyTexts() {
        URI endpoint = server.tokenEndpoint();
        char[] none = {};
        assertThatThrownBy(() -> OAuthTokens.clientCredentials(endpoint, "", SECRET))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OAuthTokens.clientCredentials(endpoint, ID, none))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OAuthTokens.refreshToken(endpoint, ID, Optional.empty(), none))
                .isInstanceOf(IllegalArgumentException.class);
        for (Duration timeout : List.of(Duration.ZERO, Duration.ofDays(2))) {
            assertThatThrownBy(() -> clientCredentials().withTimeouts(timeout, Duration.ofSeconds(1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> clientCredentials().withTimeouts(Duration.ofSeconds(1), timeout))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
