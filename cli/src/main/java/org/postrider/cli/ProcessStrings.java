// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The arguments and the environment of this process as they were given. The JVM decodes them by the charset of the locale, and puts U+FFFD in
 * place of what that lacks: under {@code LC_ALL=C} in place of every octet above 127. On Linux the octets are read again from {@code /proc}.
 *
 * <p>An octet that is not part of UTF-8 becomes the lone surrogate U+DC00 + octet, so that a name of a file keeps it. What cannot be known
 * becomes {@link #UNKNOWN}.
 */
final class ProcessStrings {

    /** Stands for something that the JVM replaced and that cannot be read again. */
    static final char UNKNOWN = '\uDC00';

    private static final char REPLACED = '\uFFFD';
    private static final int ESCAPE = 0xDC00;
    private static final int FIRST_ESCAPED = 0x80;
    private static final int LAST_ESCAPED = 0xFF;

    private ProcessStrings() {}

    /** The arguments of {@code main}, with the octets that the JVM replaced. */
    static String[] arguments(String[] decoded) {
        if (Arrays.stream(decoded).noneMatch(ProcessStrings::isReplaced)) {
            return decoded;
        }
        List<byte[]> all = strings("/proc/self/cmdline");
        List<byte[]> given = all.subList(Math.max(0, all.size() - decoded.length), all.size());
        boolean known = given.size() == decoded.length;
        for (int i = 0; known && i < decoded.length; i++) {
            known = decoded[i].equals(new String(given.get(i), localeCharset()));
        }
        String[] arguments = decoded.clone();
        for (int i = 0; i < arguments.length; i++) {
            if (isReplaced(arguments[i])) {
                arguments[i] = known ? decode(given.get(i)) : arguments[i].replace(REPLACED, UNKNOWN);
            }
        }
        return arguments;
    }

    /** The value of an environment variable; null if it is not set. */
    static @Nullable String variable(String name) {
        String decoded = System.getenv(name);
        if (decoded == null || !isReplaced(decoded)) {
            return decoded;
        }
        byte[] prefix = (name + "=").getBytes(StandardCharsets.UTF_8);
        return strings("/proc/self/environ").stream()
                .filter(one ->
                        one.length >= prefix.length && Arrays.equals(one, 0, prefix.length, prefix, 0, prefix.length))
                .map(one -> decode(Arrays.copyOfRange(one, prefix.length, one.length)))
                .findFirst()
                .orElseGet(() -> decoded.replace(REPLACED, UNKNOWN));
    }

    /** Why a string is no text: it is not UTF-8, or the locale could not decode it; empty if it is text. */
    static Optional<String> fault(String string) {
        if (string.indexOf(UNKNOWN) >= 0) {
            return Optional.of(
                    "has characters that the locale cannot decode; set LC_ALL to a UTF-8 locale," + " such as C.UTF-8");
        }
        return string.codePoints().anyMatch(ProcessStrings::isEscape)
                ? Optional.of("is not UTF-8; write it in UTF-8")
                : Optional.empty();
    }

    /** The charset by which the JVM decoded what it got from the system. */
    static Charset localeCharset() {
        String name = System.getProperty("sun.jnu.encoding", "");
        return !name.isEmpty() && Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
    }

    private static boolean isReplaced(String string) {
        return string.indexOf(REPLACED) >= 0;
    }

    private static boolean isEscape(int codePoint) {
        return codePoint >= ESCAPE + FIRST_ESCAPED && codePoint <= ESCAPE + LAST_ESCAPED;
    }

    /** Strings that each end with NUL; none if the file is not there. */
    private static List<byte[]> strings(String file) {
        List<byte[]> strings = new ArrayList<>();
        try {
            byte[] octets = Files.readAllBytes(Path.of(file));
            int start = 0;
            for (int at = 0; at < octets.length; at++) {
                if (octets[at] == 0) {
                    strings.add(Arrays.copyOfRange(octets, start, at));
                    start = at + 1;
                }
            }
        } catch (IOException e) {
            // Another system, or a jail without it.
            strings.clear();
        }
        return strings;
    }

    /** Decodes UTF-8; an octet that is not part of it becomes a lone surrogate. */
    static String decode(byte[] octets) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(octets);
        CharBuffer out = CharBuffer.allocate(octets.length);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (ESCAPE + (in.get() & LAST_ESCAPED)));
            }
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }

    /** The reverse of {@link #decode}. */
    static byte[] encode(String string) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        string.codePoints().forEach(c -> {
            if (isEscape(c)) {
                octets.write(c - ESCAPE);
            } else {
                octets.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        });
        return octets.toByteArray();
    }
}
