// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.mechanism;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.postrider.Deadline;
import org.postrider.spi.AuthFailure;

/**
 * The function Hi of RFC 5802 section 2.2, which is PBKDF2 with one block of output. The server chooses how long it takes, and the platform's
 * PBKDF2 cannot be stopped, so it is computed here in pieces, between which the deadline and the interrupt are looked at.
 */
final class SaltedPassword {

    private static final int PIECE = 1024;
    private static final byte[] FIRST_BLOCK = {0, 0, 0, 1};

    private SaltedPassword() {}

    /**
     * Computes it.
     *
     * @param algorithm such as HmacSHA256
     * @param password prepared and in UTF-8
     * @param message the first message of the server
     * @throws AuthFailure if the deadline or an interrupt comes first; the interrupt stays set
     */
    static byte[] of(String algorithm, byte[] password, ScramServerFirst message, Deadline deadline)
            throws AuthFailure {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(password, algorithm));
            mac.update(message.salt());
            byte[] last = mac.doFinal(FIRST_BLOCK);
            byte[] sum = last.clone();
            for (int i = 1; i < message.iterations(); i++) {
                if (i % PIECE == 0) {
                    checkMayGoOn(deadline);
                }
                mac.update(last);
                mac.doFinal(last, 0);
                for (int k = 0; k < sum.length; k++) {
                    sum[k] ^= last[k];
                }
            }
            Arrays.fill(last, (byte) 0);
            return sum;
        } catch (GeneralSecurityException e) {
            throw new AuthFailure("the platform does not have " + algorithm);
        }
    }

    private static void checkMayGoOn(Deadline deadline) throws AuthFailure {
        if (Thread.currentThread().isInterrupted()) {
            throw new AuthFailure("the thread was interrupted while it computed the iterations of SCRAM");
        }
        if (deadline.isExpired()) {
            throw new AuthFailure("the iterations of SCRAM that the server wants take longer than AUTH may");
        }
    }
}
