// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.token.AccessTokenType;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a token endpoint gave (RFC 6749 section 5.1), in strings, since such the library made.
 *
 * @param value the access token
 * @param lifetime in seconds; 0 if it was not said
 * @param refreshToken another refresh token, if there is one
 */
record TokenAnswer(String value, long lifetime, Optional<String> refreshToken) {

    /** A server that says more has made a mistake, and sums of it would overflow. */
    private static final long LONGEST = 366L * 24 * 3600;

    private static final int OK = 200;

    /**
     * Reads an answer.
     *
     * @param safe makes text of the server safe to show
     */
    static TokenAnswer of(HTTPResponse response, String host, UnaryOperator<String> safe) throws TokenException {
        String answered = "the token endpoint at " + host + " answered " + response.getStatusCode();
        try {
            TokenResponse parsed = TokenResponse.parse(response);
            if (response.getStatusCode() != OK || !parsed.indicatesSuccess()) {
                throw refusal(parsed.toErrorResponse().getErrorObject(), answered, safe);
            }
            return of(parsed.toSuccessResponse().getTokens(), answered);
        } catch (ParseException | IllegalArgumentException e) {
            // Neither message nor cause: they may quote the answer, and so a token.
            throw TokenException.of(answered + " without a token that can be read");
        }
    }

    private static TokenException refusal(ErrorObject error, String answered, UnaryOperator<String> safe) {
        String code = error.getCode();
        String description = error.getDescription();
        return code == null
                ? TokenException.of(answered + " without an OAuth error")
                : TokenException.of(answered, safe.apply(code), description == null ? "" : safe.apply(description));
    }

    private static TokenAnswer of(Tokens tokens, String answered) throws TokenException {
        com.nimbusds.oauth2.sdk.token.AccessToken token = tokens.getAccessToken();
        if (!AccessTokenType.BEARER.equals(token.getType())
                || !BearerSyntax.isToken(token.getValue().toCharArray())) {
            throw TokenException.of(answered + " with a token that is no bearer token (RFC 6750)");
        }
        RefreshToken refresh = tokens.getRefreshToken();
        return new TokenAnswer(
                token.getValue(),
                Math.max(0, Math.min(token.getLifetime(), LONGEST)),
                Optional.ofNullable(refresh == null ? null : refresh.getValue()));
    }

    /** No token. */
    @Override
    public String toString() {
        return "answer of a token endpoint";
    }
}
