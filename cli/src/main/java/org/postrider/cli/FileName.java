// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Names of files by their octets. {@link Path#toString} makes one name of many where the locale cannot decode them, and another name of
 * the same file in another locale; {@link Path#of} refuses them there.
 */
final class FileName {

    private FileName() {}

    /** The last part of a path: as UTF-8 if it is that, else its octets as a URI writes them. */
    static String last(Path path) {
        return decoded(rawLast(path));
    }

    /** A whole path, made absolute, in the same way. */
    static String whole(Path path) {
        return decoded(raw(path));
    }

    /** A path as it was given, in the same way. */
    static String text(Path path) {
        StringBuilder text = new StringBuilder();
        for (Path part : path) {
            text.append(text.length() == 0 ? "" : "/").append(last(part));
        }
        return path.isAbsolute() ? whole(path) : text.toString();
    }

    /**
     * A path from an argument.
     *
     * @param argument as {@link ProcessStrings} decodes it
     */
    static Path path(String argument) {
        try {
            return inWorkingFolder(Path.of(argument));
        } catch (InvalidPathException e) {
            if (!isByOctets()) {
                throw e;
            }
            StringBuilder raw = new StringBuilder();
            for (byte octet : ProcessStrings.encode(argument)) {
                raw.append(octet == '/' ? "/" : String.format(Locale.ROOT, "%%%02X", octet));
            }
            return inWorkingFolder(argument.startsWith("/") ? ofRaw(raw.toString()) : relative(raw.toString()));
        }
    }

    /** The last part of a path with something appended, in the working folder. */
    static Path lastWith(Path path, String suffix) {
        return isByOctets() ? inWorkingFolder(relative(rawLast(path) + suffix)) : Path.of(path.getFileName() + suffix);
    }

    private static boolean isByOctets() {
        return FileSystems.getDefault().getSeparator().equals("/");
    }

    private static Path relative(String raw) {
        return Path.of("/").relativize(ofRaw("/" + raw));
    }

    private static Path ofRaw(String raw) {
        return Path.of(URI.create("file://" + raw.replaceAll("/+", "/")));
    }

    /** Java looks for a relative path in a folder that is not there if the locale cannot decode the working folder's name. */
    private static Path inWorkingFolder(Path path) {
        if (path.isAbsolute() || System.getProperty("user.dir", "").indexOf('\uFFFD') < 0) {
            return path;
        }
        try {
            return Path.of("/proc/self/cwd").toRealPath().resolve(path);
        } catch (IOException e) {
            // Another system. The file is not found then.
            return path;
        }
    }

    private static String rawLast(Path path) {
        String raw = raw(path);
        return raw.substring(raw.lastIndexOf('/') + 1);
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
