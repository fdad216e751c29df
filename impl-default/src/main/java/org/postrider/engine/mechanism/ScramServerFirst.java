// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.mechanism;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.postrider.internal.Ascii;
import org.postrider.spi.AuthFailure;

/**
 * The first message of a SCRAM server (RFC 5802 section 7), read strictly. Nothing of it is quoted in a failure: nonce and salt are nobody else's
 * business.
 */
final class ScramServerFirst {

    /** RFC 7677 section 4; the ceiling is what a client can be made to compute. */
    private static final int FEWEST_ITERATIONS = 4096;

    private static final int MOST_ITERATIONS = 1_000_000;

    private static final CharMatcher NONCE = CharMatcher.inRange('!', '~');
    private static final CharMatcher DIGITS = CharMatcher.inRange('0', '9');

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
        List<String> attributes = attributes(message);
        if (attributes.size() < 3) {
            throw notScram();
        }
        String nonce = value(attributes.get(0), "r=");
        Optional<byte[]> salt = base64(value(attributes.get(1), "s="));
        String iterations = value(attributes.get(2), "i=");
        if (!NONCE.matchesAllOf(nonce)
                || !nonce.startsWith(clientNonce)
                || nonce.length() == clientNonce.length()
                || salt.isEmpty()
                || !DIGITS.matchesAllOf(iterations)
                || iterations.isEmpty()
                || iterations.charAt(0) == '0') {
            throw notScram();
        }
        return new ScramServerFirst(salt.get(), bounded(iterations));
    }

    /**
     * The attributes of a message: a letter, an equals sign and a value each. A mandatory extension, {@code m=}, is refused where another attribute
     * is due.
     *
     * @throws AuthFailure of the server, if one is malformed
     */
    static List<String> attributes(String message) throws AuthFailure {
        List<String> attributes = Splitter.on(',').splitToList(message);
        for (String attribute : attributes) {
            boolean wellFormed = attribute.length() > 2
                    && Ascii.isLetterOrDigit(attribute.charAt(0))
                    && !Ascii.isDigit(attribute.charAt(0))
                    && attribute.charAt(1) == '='
                    && attribute.indexOf('\0') < 0;
            if (!wellFormed) {
                throw notScram();
            }
        }
        return attributes;
    }

    /** What is encoded; empty if it is no base64, or is nothing. */
    static Optional<byte[]> base64(String text) {
        // The decoder forgives missing padding, RFC 5802 does not.
        if (text.isEmpty() || text.length() % 4 != 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Empty, which no attribute may be, if it is another attribute. */
    private static String value(String attribute, String start) {
        return attribute.startsWith(start) ? attribute.substring(start.length()) : "";
    }

    static AuthFailure notScram() {
        return AuthFailure.ofServer("its message is not one of SCRAM");
    }

    private static int bounded(String digits) throws AuthFailure {
        int iterations = digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
        if (iterations < FEWEST_ITERATIONS || iterations > MOST_ITERATIONS) {
            throw AuthFailure.ofServer("it wants a number of iterations that is not between " + FEWEST_ITERATIONS
                    + " and " + MOST_ITERATIONS);
        }
        return iterations;
    }
}
