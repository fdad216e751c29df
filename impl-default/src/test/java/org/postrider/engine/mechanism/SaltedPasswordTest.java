// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.mechanism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.Deadline;
import org.postrider.spi.AuthFailure;

class SaltedPasswordTest {

    private static final byte[] PASSWORD = "pencil".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SALT = {1, 2, 3};

    @ParameterizedTest
    @CsvSource({
        "HmacSHA1, PBKDF2WithHmacSHA1, 160, 4096",
        "HmacSHA256, PBKDF2WithHmacSHA256, 256, 4097",
        "HmacSHA512, PBKDF2WithHmacSHA512, 512, 10000"
    })
    @DisplayName("the salted password is that of the platform's PBKDF2 (R116)")
    void sameAsPlatform(String hmac, String pbkdf2, int bits, int iterations)
            throws AuthFailure, GeneralSecurityException {
        byte[] expected = SecretKeyFactory.getInstance(pbkdf2)
                .generateSecret(new PBEKeySpec("pencil".toCharArray(), SALT, iterations, bits))
                .getEncoded();
        assertThat(SaltedPassword.of(hmac, PASSWORD, new ScramServerFirst(SALT, iterations), Deadline.never()))
                .isEqualTo(expected);
    }

    @Test
    @DisplayName("an interrupt stops the iterations and stays set (S8)")
    void interrupted() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> SaltedPassword.of(
                            "HmacSHA256", PASSWORD, new ScramServerFirst(SALT, 1_000_000), Deadline.never()))
                    .isInstanceOf(AuthFailure.class)
                    .hasMessageContaining("interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    @DisplayName("the deadline stops the iterations (S8)")
    void expired() {
        assertThatThrownBy(() -> SaltedPassword.of(
                        "HmacSHA256", PASSWORD, new ScramServerFirst(SALT, 1_000_000), Deadline.after(Duration.ZERO)))
                .isInstanceOf(AuthFailure.class)
                .hasMessageContaining("longer than AUTH may");
    }
}
