// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client shows to get a token, and the requests made of it. Used under the lock of {@link TokenState}. The library makes strings of the
 * secrets for each request, which cannot be wiped; they live no longer than the request.
 */
final class TokenRequests {

    private final URI endpoint;
    private final ClientID client;
    private final char @Nullable [] secret;
    private final @Nullable Scope scope;
    private char @Nullable [] refreshToken;

    TokenRequests(
            URI endpoint, String clientId, Optional<char[]> secret, Optional<char[]> refreshToken, String... scopes) {
        this.endpoint = TokenEndpoint.checked(endpoint);
        if (clientId.isBlank()) {
            throw new IllegalArgumentException("the client id is empty");
        }
        this.client = new ClientID(clientId);
        this.secret = secret.map(text -> copied(text, "client secret")).orElse(null);
        this.refreshToken =
                refreshToken.map(text -> copied(text, "refresh token")).orElse(null);
        this.scope = scopes.length == 0 ? null : new Scope(scopes);
    }

    private static char[] copied(char[] text, String what) {
        if (text.length == 0) {
            throw new IllegalArgumentException("the " + what + " is empty");
        }
        return text.clone();
    }

    String host() {
        return endpoint.getHost();
    }

    HTTPRequest next() {
        AuthorizationGrant grant = refreshToken == null
                ? new ClientCredentialsGrant()
                : new RefreshTokenGrant(new RefreshToken(new String(refreshToken)));
        // In the header, since that is what every server must understand (RFC 6749 section 2.3.1).
        TokenRequest.Builder request = secret == null
                ? new TokenRequest.Builder(endpoint, client, grant)
                : new TokenRequest.Builder(
                        endpoint, new ClientSecretBasic(client, new Secret(new String(secret))), grant);
        if (scope != null) {
            request.scope(scope);
        }
        return request.build().toHTTPRequest();
    }

    /** Whether the refresh token is another from now on (RFC 6749 section 6). */
    boolean rotate(char[] newRefreshToken) {
        char[] old = refreshToken;
        if (old == null || Arrays.equals(old, newRefreshToken)) {
            return false;
        }
        refreshToken = newRefreshToken.clone();
        Arrays.fill(old, '\0');
        return true;
    }

    /** Text of a server without the secrets, should it repeat them. */
    String shown(String text) {
        String shown = text;
        for (char[] each : secrets()) {
            shown = Text.hiding(each, shown);
        }
        return Text.bounded(shown);
    }

    void destroy() {
        secrets().forEach(each -> Arrays.fill(each, '\0'));
    }

    private List<char[]> secrets() {
        char[] none = {};
        return List.of(secret == null ? none : secret, refreshToken == null ? none : refreshToken);
    }
}
