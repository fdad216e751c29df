// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.http.OAuth2HttpRequest;
import no.nav.security.mock.oauth2.http.OAuth2HttpResponse;
import no.nav.security.mock.oauth2.http.Route;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import okhttp3.Headers;
import okhttp3.mockwebserver.RecordedRequest;
import org.jspecify.annotations.Nullable;

/** An authorization server in this process. */
final class AuthorizationServer implements AutoCloseable {

    private static final String ISSUER = "issuer";

    private final Canned canned = new Canned();
    private final MockOAuth2Server server;

    private AuthorizationServer(String settings) {
        server = new MockOAuth2Server(OAuth2Config.Companion.fromJson("{" + settings + "}"), canned);
        server.start();
    }

    static AuthorizationServer start() {
        return new AuthorizationServer("");
    }

    static AuthorizationServer rotating() {
        return new AuthorizationServer("\"rotateRefreshToken\":true");
    }

    /** By TLS, with a certificate that nobody vouches for. */
    static AuthorizationServer selfSigned() {
        return new AuthorizationServer("\"httpServer\":{\"type\":\"MockWebServerWrapper\",\"ssl\":{}}");
    }

    URI tokenEndpoint() {
        return server.tokenEndpointUrl(ISSUER).uri();
    }

    void nextTokenLives(long seconds) {
        server.enqueueCallback(new DefaultOAuth2TokenCallback(
                ISSUER, "subject", "JWT", List.of("audience"), Map.<String, Object>of(), seconds));
    }

    /** An answer that it would not give by itself. */
    void answerNext(int status, String body, String... headers) {
        canned.add(new OAuth2HttpResponse(Headers.of(headers), status, body, null));
    }

    /** Comes before the server's own logic as long as answers are prepared. */
    private static final class Canned implements Route {

        private final Queue<OAuth2HttpResponse> answers = new ConcurrentLinkedQueue<>();

        void add(OAuth2HttpResponse answer) {
            answers.add(answer);
        }

        @Override
        public boolean match(OAuth2HttpRequest request) {
            return !answers.isEmpty();
        }

        @Override
        public OAuth2HttpResponse invoke(OAuth2HttpRequest request) {
            return answers.remove();
        }
    }

    /** The requests since the last call. */
    List<RecordedRequest> requests() throws InterruptedException {
        List<RecordedRequest> requests = new ArrayList<>();
        while (true) {
            RecordedRequest request = next();
            if (request == null) {
                return requests;
            }
            requests.add(request);
        }
    }

    private @Nullable RecordedRequest next() {
        try {
            return server.takeRequest(1, TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return null;
        }
    }

    static Map<String, String> form(RecordedRequest request) {
        return pairs(request.getBody().readUtf8());
    }

    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new HashMap<>();
        for (String pair : text.split("&")) {
            String[] parts = pair.split("=", 2);
            pairs.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return pairs;
    }

    /** What a user's consent in a browser ends in (RFC 6749 section 4.1). */
    String consent() throws IOException, InterruptedException, ParseException {
        HttpClient browser = HttpClient.newHttpClient();
        String redirect = "http%3A%2F%2Flocalhost%2Fback";
        URI page = URI.create(server.authorizationEndpointUrl(ISSUER)
                + "?response_type=code&client_id=app&scope=openid&state=s&nonce=n&redirect_uri=" + redirect);
        String location = browser.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                .headers()
                .firstValue("location")
                .orElseThrow();
        String code = pairs(URI.create(location).getRawQuery()).getOrDefault("code", "");
        String answer = browser.send(
                        HttpRequest.newBuilder(tokenEndpoint())
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString("grant_type=authorization_code&client_id=app"
                                        + "&client_secret=s&redirect_uri=" + redirect + "&code=" + code))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        requests();
        return String.valueOf(JSONObjectUtils.parseKeepingOrder(answer).get("refresh_token"));
    }

    @Override
    public void close() {
        server.shutdown();
    }
}
