// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OAuthCredentialsTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a\1auth=Bearer x", "a\0", "a\rb", "a\nb", "\ud800"})
    @DisplayName("a user who is empty or would end the field is refused (R129, R131)")
    void hostileUser(String user) {
        assertThatThrownBy(() -> OAuthCredentials.of(user, () -> AccessToken.of("t".toCharArray())))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContainPattern("\\p{Cntrl}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "=", "c4n4ry\1", "c4n4ry c4n4ry", "c4n4ry\r\n", "c4n=4ry", "c4n4ry,", "c4n4rü", "c4n4ry\0"})
    @DisplayName("a token that RFC 6750 does not know is refused, and not shown (R129, A75)")
    void malformedToken(String token) {
        assertThatThrownBy(() -> OAuthCredentials.ofToken("u", token.toCharArray()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RFC 6750")
                .message()
                .doesNotContain("c4n4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "AZaz09-._~+/", "abc==", "ya29.a0Af_x-Y"})
    @DisplayName("every token of RFC 6750 is taken (R129)")
    void wellFormedToken(String token) {
        assertThat(AccessToken.of(token.toCharArray()).copyValue()).containsExactly(token.toCharArray());
    }

    @Test
    @DisplayName("toString shows the user, escaped, and no token (A74, A75)")
    void shown() {
        assertThat(OAuthCredentials.ofToken("ana\u001b[2J", "c4n4ry".toCharArray()))
                .hasToString("access token of \"ana\\x1B[2J\"");
        assertThat(AccessToken.of("c4n4ry".toCharArray())).hasToString("access token");
        assertThat(AccessToken.of("c4n4ry".toCharArray(), Instant.EPOCH))
                .hasToString("access token until 1970-01-01T00:00:00Z");
    }

    @Test
    @DisplayName("a given token is copied, handed out in copies, and wiped when the credentials are destroyed (A45)")
    void destroyed() throws IOException {
        char[] mine = "secret".toCharArray();
        OAuthCredentials credentials = OAuthCredentials.ofToken("u", mine);
        mine[0] = 'x';
        TokenSupplier supplier = credentials.supplier();
        AccessToken first = supplier.token();
        assertThat(first.copyValue()).containsExactly("secret".toCharArray());
        first.destroy();
        assertThat(supplier.token().copyValue()).containsExactly("secret".toCharArray());
        credentials.destroy();
        assertThat(credentials.isDestroyed()).isTrue();
        assertThatThrownBy(supplier::token).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(credentials::supplier)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"u\"");
    }

    @Test
    @DisplayName("a destroyed token gives no characters (A45)")
    void destroyedToken() {
        AccessToken token = AccessToken.of("secret".toCharArray(), Instant.EPOCH);
        assertThat(token.expiry()).contains(Instant.EPOCH);
        token.destroy();
        token.destroy();
        assertThat(token.isDestroyed()).isTrue();
        assertThatThrownBy(token::copyValue).isInstanceOf(IllegalStateException.class);
    }
}
