// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.security.auth.Destroyable;

/**
 * Tokens of an OAuth 2.0 token endpoint (RFC 6749 section 3.2). A token is kept until 60 seconds before its expiry; one whose lifetime the
 * server did not tell is asked for anew at each authentication. Thread-safe: one request at a time, which the others wait for.
 *
 * <p>TLS is verified against the platform's trust store, no redirect is followed, connecting and answering have 10 seconds each. The
 * client secret goes into the Authorization header ({@code client_secret_basic}).
 *
 * <pre>{@code
 * TokenSupplier tokens = OAuthTokens.refreshToken(
 *         URI.create("https://oauth2.googleapis.com/token"), clientId, Optional.of(clientSecret), refreshToken);
 * }</pre>
 */
public final class OAuthTokens implements TokenSupplier, Destroyable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TokenState state;
    private final HttpExchange http;
    private final Consumer<char[]> rotated;

    private OAuthTokens(TokenState state, HttpExchange http, Consumer<char[]> rotated) {
        this.state = state;
        this.http = http;
        this.rotated = rotated;
    }

    /**
     * Tokens for a user who once consented (RFC 6749 section 6).
     *
     * @param tokenEndpoint https, or http on this machine
     * @param clientId the application's id
     * @param clientSecret the application's secret, copied; absent for a public client
     * @param refreshToken what the consent gave, copied; one that the server sends later takes its place
     * @param scopes what the token may do; none means what was consented to
     * @return the supplier
     * @throws IllegalArgumentException if the endpoint is not safe, or a text is empty
     */
    public static OAuthTokens refreshToken(
            URI tokenEndpoint, String clientId, Optional<char[]> clientSecret, char[] refreshToken, String... scopes) {
        return of(
                new TokenRequests(tokenEndpoint, clientId, clientSecret, Optional.of(refreshToken), scopes),
                Clock.systemUTC(),
                System::nanoTime);
    }

    /**
     * Tokens for the application itself (RFC 6749 section 4.4).
     *
     * @param tokenEndpoint https, or http on this machine
     * @param clientId the application's id
     * @param clientSecret the application's secret, copied
     * @param scopes what the token may do
     * @return the supplier
     * @throws IllegalArgumentException if the endpoint is not safe, or a text is empty
     */
    public static OAuthTokens clientCredentials(
            URI tokenEndpoint, String clientId, char[] clientSecret, String... scopes) {
        return of(
                new TokenRequests(tokenEndpoint, clientId, Optional.of(clientSecret), Optional.empty(), scopes),
                Clock.systemUTC(),
                System::nanoTime);
    }

    static OAuthTokens of(TokenRequests requests, Clock clock, LongSupplier nanoTime) {
        return new OAuthTokens(
                new TokenState(requests, clock, nanoTime), new HttpExchange(PATIENCE, PATIENCE), refreshToken -> {});
    }

    /**
     * Sets how long the token endpoint may take.
     *
     * @param connect for connecting
     * @param answer for the whole answer
     * @return a changed copy, which shares the secrets, the kept token and their destruction
     * @throws IllegalArgumentException if one is not at least a millisecond and at most a day
     */
    public OAuthTokens withTimeouts(Duration connect, Duration answer) {
        return new OAuthTokens(state, new HttpExchange(checked(connect), checked(answer)), rotated);
    }

    /**
     * Tells when the server replaced the refresh token, which a program stores that is to start again: many servers accept the old one no more.
     *
     * @param listener gets the new refresh token in an array that is overwritten when it returns; called under a lock, in order
     * @return a changed copy, which shares the secrets, the kept token and their destruction
     */
    public OAuthTokens withRotationListener(Consumer<char[]> listener) {
        return new OAuthTokens(state, http, listener);
    }

    private static Duration checked(Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("a timeout is a millisecond to a day, not " + timeout);
        }
        return timeout;
    }

    /**
     * The kept token, or one asked for now.
     *
     * @return a copy
     * @throws TokenException if the token endpoint gave none
     * @throws IOException if the thread was interrupted
     * @throws IllegalStateException if this supplier was destroyed
     */
    @Override
    public AccessToken token() throws IOException {
        return state.token(http, rotated, false);
    }

    /**
     * A token asked for now, whatever is kept.
     *
     * @return the token, never empty
     * @throws TokenException if the token endpoint gave none
     * @throws IOException if the thread was interrupted
     * @throws IllegalStateException if this supplier was destroyed
     */
    @Override
    public Optional<AccessToken> refreshed() throws IOException {
        return Optional.of(state.token(http, rotated, true));
    }

    /** Overwrites the secrets and the kept token; may be called again. */
    @Override
    public void destroy() {
        state.destroy();
    }

    @Override
    public boolean isDestroyed() {
        return state.isDestroyed();
    }

    /** {@return the host asked, and no secret} */
    @Override
    public String toString() {
        return "tokens of " + Text.bounded(state.host());
    }
}
