// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Names of files by their octets. {@link Path#toString} makes one name of many where the locale cannot decode them, and another name of
 * the same file in another locale.
 */
final class FileName {

    private FileName() {}

    /** The last part of a path: as UTF-8 if it is that, else its octets as a URI writes them. */
    static String last(Path path) {
        String raw = raw(path);
        return decoded(raw.substring(raw.lastIndexOf('/') + 1));
    }

    /** A whole path, in the same way. */
    static String whole(Path path) {
        return decoded(raw(path));
    }

    private static String raw(Path path) {
        String raw = path.toUri().getRawPath();
        return raw.length() > 1 && raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    }

    private static String decoded(String raw) {
        ByteBuffer octets = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '%') {
                octets.put((byte) Integer.parseInt(raw, i + 1, i + 3, 16));
                i += 2;
            } else {
                octets.put((byte) raw.charAt(i));
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(octets.flip()).toString();
        } catch (CharacterCodingException e) {
            return raw;
        }
    }
}
