// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.mechanism;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.postrider.PasswordCredentials;
import org.postrider.internal.Escape;

/** User names and passwords as octets, with the copies that this takes overwritten. */
final class Passwords {

    private Passwords() {}

    /** The password in UTF-8, to be overwritten by the caller. */
    static byte[] utf8(PasswordCredentials credentials) {
        char[] password = credentials.copyPassword();
        try {
            return utf8(CharBuffer.wrap(password), "the password of " + Escape.quoted(credentials.user()));
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** A name in UTF-8. */
    static byte[] utf8(String name) {
        return utf8(CharBuffer.wrap(name), Escape.quoted(name));
    }

    /**
     * A text in UTF-8.
     *
     * @param what names it in a failure
     */
    static byte[] utf8(CharBuffer text, String what) {
        ByteBuffer encoded;
        try {
            encoded = StandardCharsets.UTF_8.newEncoder().encode(text);
        } catch (CharacterCodingException e) {
            // The cause could say which character it was.
            throw new IllegalArgumentException(what + " has a lone surrogate, which UTF-8 cannot carry");
        }
        byte[] octets = new byte[encoded.remaining()];
        encoded.get(octets);
        encoded.clear();
        while (encoded.hasRemaining()) {
            encoded.put((byte) 0);
        }
        for (byte octet : octets) {
            if (octet == 0) {
                throw new IllegalArgumentException(what + " has a NUL, which would end it early");
            }
        }
        return octets;
    }
}
