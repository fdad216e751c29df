// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.mechanism;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postrider.spi.AuthFailure;

/**
 * The first message of a SCRAM server (RFC 5802 section 7), read strictly. Nothing of it is quoted in a failure: nonce and salt are nobody else's
 * business.
 */
final class ScramServerFirst {

    /** RFC 7677 section 4; the ceiling is what a client can be made to compute. */
    private static final int FEWEST_ITERATIONS = 4096;

    private static final int MOST_ITERATIONS = 1_000_000;

    /** Without a mandatory extension, since none is known. */
    private static final Pattern GRAMMAR = Pattern.compile("r=(?<nonce>[\\x21-\\x2B\\x2D-\\x7E]+)"
            + ",s=(?<salt>(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)"
            + ",i=(?<iterations>[1-9][0-9]*)"
            + "(?:,[A-Za-z]=[^,\\x00]+)*");

    private final byte[] salt;
    private final int iterations;

    /**
     * From its parts.
     *
     * @param salt decoded, at least one octet
     * @param iterations within the limits
     */
    ScramServerFirst(byte[] salt, int iterations) {
        this.salt = salt;
        this.iterations = iterations;
    }

    /** The salt; not to be changed. */
    byte[] salt() {
        return salt;
    }

    int iterations() {
        return iterations;
    }

    /**
     * Reads it.
     *
     * @param message the decoded challenge
     * @param clientNonce which the nonce must begin with and be longer than
     * @throws AuthFailure of the server, if the message is not one or asks for too few or too many iterations
     */
    static ScramServerFirst parse(String message, String clientNonce) throws AuthFailure {
        Matcher parts = GRAMMAR.matcher(message);
        if (!parts.matches()) {
            throw AuthFailure.ofServer("its first message is not one of SCRAM");
        }
        String nonce = parts.group("nonce");
        if (!nonce.startsWith(clientNonce) || nonce.length() == clientNonce.length()) {
            throw AuthFailure.ofServer("its first message is not one of SCRAM: the nonce does not extend the client's");
        }
        byte[] salt = Base64.getDecoder().decode(parts.group("salt"));
        if (salt.length == 0) {
            throw AuthFailure.ofServer("its first message is not one of SCRAM: there is no salt");
        }
        return new ScramServerFirst(salt, iterations(parts.group("iterations")));
    }

    private static int iterations(String digits) throws AuthFailure {
        int iterations = digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
        if (iterations < FEWEST_ITERATIONS || iterations > MOST_ITERATIONS) {
            throw AuthFailure.ofServer("it wants a number of iterations that is not between " + FEWEST_ITERATIONS
                    + " and " + MOST_ITERATIONS);
        }
        return iterations;
    }
}
