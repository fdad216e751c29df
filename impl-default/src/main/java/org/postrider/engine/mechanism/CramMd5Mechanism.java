// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.mechanism;

import com.google.common.primitives.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.postrider.PasswordCredentials;
import org.postrider.spi.AuthContext;
import org.postrider.spi.AuthFailure;
import org.postrider.spi.AuthMechanism;

/** CRAM-MD5 (RFC 2195). */
final class CramMd5Mechanism implements AuthMechanism {

    private static final String HMAC = "HmacMD5";

    private final Mac mac;
    private final byte[] user;
    private final byte[] password;
    private boolean answered;

    private CramMd5Mechanism(Mac mac, PasswordCredentials credentials) {
        this.mac = mac;
        this.user = Passwords.utf8(credentials.user() + " ");
        this.password = Passwords.utf8(credentials);
    }

    /** Empty on a platform that forbids MD5. */
    static Optional<AuthMechanism> in(AuthContext context) {
        try {
            return Optional.of(
                    new CramMd5Mechanism(Mac.getInstance(HMAC), (PasswordCredentials) context.credentials()));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<byte[]> initialResponse() {
        return Optional.empty();
    }

    @Override
    public byte[] respond(byte[] challenge) throws AuthFailure {
        if (answered) {
            throw new AuthFailure("the server challenges a second time");
        }
        try {
            mac.init(new SecretKeySpec(password, HMAC));
        } catch (GeneralSecurityException e) {
            throw new AuthFailure("the platform refuses the password as an HMAC-MD5 key");
        }
        answered = true;
        String digest = HexFormat.of().formatHex(mac.doFinal(challenge));
        return Bytes.concat(user, digest.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public boolean isComplete() {
        return answered;
    }

    @Override
    public void dispose() {
        Arrays.fill(password, (byte) 0);
    }
}
