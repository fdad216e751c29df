// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Reply;
import org.postrider.spi.AuthFailure;
import org.postrider.spi.AuthMechanism;

class RetryTest {

    private static final Reply REFUSED = Reply.of(535, "5.7.8 Username and Password not accepted");

    /** Counts what is asked of it. */
    private static final class Renewing implements TokenSupplier {

        private final AccessToken fresh = AccessToken.of("fresh".toCharArray());
        private int asked;

        @Override
        public AccessToken token() {
            return AccessToken.of("stale".toCharArray());
        }

        @Override
        public Optional<AccessToken> refreshed() throws IOException {
            asked++;
            return Optional.of(fresh);
        }
    }

    private static AuthMechanism refusedWith(String json, TokenSupplier supplier, String name) throws AuthFailure {
        AuthMechanism mechanism = Exchanges.of(name, OAuthCredentials.of("u", supplier));
        mechanism.initialResponse();
        if (!json.isEmpty()) {
            mechanism.respond(Exchanges.octets(json));
        }
        return mechanism;
    }

    @ParameterizedTest
    @ValueSource(strings = {"OAUTHBEARER", "XOAUTH2"})
    @DisplayName(
            "after a 535 the same mechanism is tried once with a refreshed token, and not a third time (R132, A43)")
    void onceMore(String name) throws AuthFailure {
        Renewing supplier = new Renewing();
        AuthMechanism first = refusedWith("{\"status\":\"401\"}", supplier, name);
        String sentFirst = new String(
                Exchanges.of(name, OAuthCredentials.of("u", supplier))
                        .initialResponse()
                        .orElseThrow(),
                StandardCharsets.UTF_8);
        AuthMechanism second = first.retryAfter(REFUSED).orElseThrow();
        first.dispose();
        assertThat(second.initialResponse().orElseThrow())
                .isEqualTo(Exchanges.octets(sentFirst.replace("stale", "fresh")));
        assertThat(second.isComplete()).isTrue();
        assertThat(second.retryAfter(REFUSED)).isEmpty();
        assertThat(supplier.asked).isOne();
        second.dispose();
        assertThat(supplier.fresh.isDestroyed()).isTrue();
    }

    @Test
    @DisplayName("a refreshed token is destroyed also if it is never sent (A45)")
    void unusedRefreshedToken() throws AuthFailure {
        Renewing supplier = new Renewing();
        refusedWith("", supplier, "XOAUTH2").retryAfter(REFUSED).orElseThrow().dispose();
        assertThat(supplier.fresh.isDestroyed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        // Microsoft says nothing but this.
        "535, 5.7.3 Authentication unsuccessful [FR3P281CA0094.DEUP281.PROD.OUTLOOK.COM], '', 1",
        "535, 5.7.8 no, '{\"status\":\"400\"}', 1",
        "554, 5.7.0 no, '{\"status\":\"400\"}', 1",
        "554, 5.7.0 no, '{\"status\":401}', 1",
        "554, 5.7.0 no, '{\"status\":\"invalid_token\"}', 1",
        "554, 5.7.0 no, '{\"status\":\"insufficient_scope\"}', 0",
        "554, 5.7.0 no, '', 0",
        "534, 5.7.9 another mechanism, '{\"status\":\"400\"}', 0",
        "454, 4.7.0 later, '{\"status\":\"400\"}', 0",
        "421, 4.7.0 bye, '', 0",
    })
    @DisplayName(
            "the supplier is asked for another token only where the refusal is permanent and about the token (R132, A43)")
    void when(int code, String text, String json, int asked) throws AuthFailure {
        Renewing supplier = new Renewing();
        Optional<AuthMechanism> retry = refusedWith(json, supplier, "XOAUTH2").retryAfter(Reply.of(code, text));
        assertThat(supplier.asked).isEqualTo(asked);
        assertThat(retry.stream()).hasSize(asked);
    }

    @Test
    @DisplayName("a fixed token is not sent twice (R132, A43)")
    void fixedToken() throws AuthFailure {
        AuthMechanism mechanism = Exchanges.of("XOAUTH2", OAuthCredentials.ofToken("u", "t".toCharArray()));
        mechanism.initialResponse();
        assertThat(mechanism.retryAfter(REFUSED)).isEmpty();
    }

    @Test
    @DisplayName("a supplier that fails to refresh leaves the server's refusal as the answer (R132)")
    void refreshFails() throws AuthFailure {
        TokenSupplier supplier = new TokenSupplier() {
            @Override
            public AccessToken token() {
                return AccessToken.of("t".toCharArray());
            }

            @Override
            public Optional<AccessToken> refreshed() throws IOException {
                throw new IOException("revoked");
            }
        };
        assertThat(refusedWith("", supplier, "XOAUTH2").retryAfter(REFUSED)).isEmpty();
    }
}
