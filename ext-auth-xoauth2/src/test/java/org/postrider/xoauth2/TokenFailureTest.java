// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TokenFailureTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final AuthorizationServer server = AuthorizationServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private static OAuthTokens tokens(URI endpoint) {
        return OAuthTokens.refreshToken(
                endpoint, "app", Optional.of("c4n4rySecret".toCharArray()), "c4n4ryRefresh".toCharArray());
    }

    private static TokenException failure(OAuthTokens tokens) {
        TokenException e = catchThrowableOfType(TokenException.class, tokens::token);
        assertThat(e).isNotNull();
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain("c4n4ry");
        return e;
    }

    @Test
    @DisplayName(
            "a refresh token that the server does not know is invalid_grant, with what the server says of it (R132, A75)")
    void invalidGrant() {
        TokenException e = failure(tokens(server.tokenEndpoint()));
        assertThat(e.error()).isEqualTo("invalid_grant");
        assertThat(e).hasMessageContaining("localhost answered 400: invalid_grant");
    }

    @Test
    @DisplayName("an error is escaped and bounded, and a secret in it hidden (A41, A75)")
    void hostileError() {
        server.answerNext(
                400,
                "{\"error\":\"invalid_grant\",\"error_description\":\"c4n4ryRefresh, c4n4rySecret " + "x".repeat(900)
                        + "\"}",
                "Content-Type",
                "application/json");
        TokenException e = failure(tokens(server.tokenEndpoint()));
        assertThat(e.error()).isEqualTo("invalid_grant");
        assertThat(e.description()).startsWith("***, *** xxx").endsWith("...").hasSize(300);
        assertThat(e).hasMessageEndingWith("(" + e.description() + ")");
    }

    @ParameterizedTest
    @CsvSource({"invalid_client, invalid_client", "invalid\\u001b[2J, ''"})
    @DisplayName("control characters of an error reach nobody, and a code of them is none (A41)")
    void controlCharacters(String sent, String told) {
        server.answerNext(
                401,
                "{\"error\":\"" + sent + "\",\"error_description\":\"a\\r\\nb\\u202e\"}",
                "Content-Type",
                "application/json");
        TokenException e = failure(tokens(server.tokenEndpoint()));
        assertThat(e.error()).isEqualTo(told);
        assertThat(e).hasMessageContaining("answered 401");
        assertThat(e.getMessage() + e.description()).doesNotContainPattern("[\\p{Cntrl}\u202e]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | text/html | <html>c4n4ry</html>",
                "200 | application/json | c4n4ry",
                "200 | application/json | {\"access_token\":\"c4n4ry",
                "200 | application/json | {\"token_type\":\"Bearer\"}",
                "200 | application/json | {\"access_token\":\"\",\"token_type\":\"Bearer\"}",
                "200 | application/json | {\"access_token\":\"c4n4ry\"}",
                "200 | application/json | {\"access_token\":\"c4n4ry\",\"token_type\":\"DPoP\"}",
                "200 | application/json | {\"access_token\":\"c4n4ry\\r\\nRSET\",\"token_type\":\"Bearer\"}",
                "200 | application/json | {\"access_token\":\"c4n4ry\",\"token_type\":\"Bearer\",\"expires_in\":\"c4n4ry\"}",
                "200 | '' | {\"access_token\":\"c4n4ry\",\"token_type\":\"Bearer\"}",
                "204 | application/json | ''",
                "400 | application/json | [\"c4n4ry\"]",
                "500 | text/plain | c4n4ry",
                "503 | '' | ''"
            })
    @DisplayName(
            "an answer that is no token and no OAuth error is told by its status, and nothing of it shown (A41, A75)")
    void unreadable(int status, String type, String body) {
        server.answerNext(status, body, type.isEmpty() ? new String[0] : new String[] {"Content-Type", type});
        TokenException e = failure(tokens(server.tokenEndpoint()));
        assertThat(e).hasMessageContaining("answered " + status).hasNoCause();
        assertThat(e.error()).isEmpty();
        assertThat(e.description()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    @DisplayName("a redirect is not followed (A42)")
    void redirect(int status) throws Exception {
        try (AuthorizationServer other = AuthorizationServer.start()) {
            server.answerNext(status, "", "Location", other.tokenEndpoint().toString());
            assertThat(failure(tokens(server.tokenEndpoint()))).hasMessageContaining("answered " + status);
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    @DisplayName("an answer without end is given up (A41)")
    void tooLong() {
        server.answerNext(200, "{\"a\":\"" + "x".repeat(BoundedBody.LIMIT) + "\"}", "Content-Type", "application/json");
        assertThat(failure(tokens(server.tokenEndpoint()))).hasMessageContaining("longer than 65536 octets");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"})
    @DisplayName("a server that does not answer, or not to the end, is given up in time (R132)")
    void hangs(String begun) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Socket> accepted = CompletableFuture.supplyAsync(() -> {
                try {
                    Socket client = socket.accept();
                    client.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
                    return client;
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            OAuthTokens tokens = tokens(endpoint(socket));
            long start = System.nanoTime();
            assertThat(failure(tokens.withTimeouts(SHORT, SHORT))).hasMessageContaining("Timeout");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG.dividedBy(2));
            accepted.join().close();
        }
    }

    @Test
    @DisplayName("a server that nobody runs is told by name (R132)")
    void nobodyThere() throws IOException {
        URI endpoint;
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            endpoint = endpoint(socket);
        }
        assertThat(failure(tokens(endpoint))).hasMessageContaining("127.0.0.1 could not be asked: ConnectException");
    }

    @Test
    @DisplayName("a server whose certificate nobody vouches for gets no request (A42)")
    void unverifiedTls() throws Exception {
        try (AuthorizationServer stranger = AuthorizationServer.selfSigned()) {
            assertThat(stranger.tokenEndpoint()).hasScheme("https");
            assertThat(failure(tokens(stranger.tokenEndpoint())))
                    .hasMessageContaining("localhost could not be asked: SSLHandshakeException");
            assertThat(stranger.requests()).isEmpty();
        }
    }

    @Test
    @DisplayName("a thread that queues behind a dead server waits no longer than a request may last (R132)")
    void queued() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            OAuthTokens tokens = tokens(endpoint(socket));
            CountDownLatch begun = new CountDownLatch(1);
            Thread first = new Thread(() -> {
                begun.countDown();
                assertThatThrownBy(tokens.withTimeouts(LONG, LONG)::token).isInstanceOf(InterruptedIOException.class);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            });
            first.start();
            begun.await();
            socket.accept();
            assertThat(failure(tokens.withTimeouts(SHORT, SHORT))).hasMessageContaining("another thread");
            first.interrupt();
            first.join(LONG.toMillis());
            assertThat(first.isAlive()).isFalse();
        }
    }

    private static URI endpoint(ServerSocket socket) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/token");
    }
}
