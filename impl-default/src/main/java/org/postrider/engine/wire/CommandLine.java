// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postrider.internal.Escape;

/**
 * The line of a command, put together from its parts. Printable ASCII, as nearly all of it is, becomes octets at once; with anything else among it
 * the line is text until it is whole, and every octet of that is looked at after encoding, so that what was checked is what is written.
 */
final class CommandLine {

    private static final int CRLF = 2;

    private byte[] octets;
    private int length;
    /** The line so far, if not all of it is printable ASCII. */
    private @Nullable StringBuilder text;

    /** An empty line with room for so many characters, and for more if there are more. */
    CommandLine(int room) {
        octets = new byte[room + CRLF];
    }

    /** Of one part. */
    static CommandLine of(String line) {
        return new CommandLine(line.length()).add(line);
    }

    CommandLine add(String part) {
        if (text == null && !addPrintable(part)) {
            text = new StringBuilder(new String(octets, 0, length, StandardCharsets.US_ASCII));
        }
        if (text != null) {
            text.append(part);
        }
        return this;
    }

    /** Returns false, and adds nothing, if it has a character that is not printable ASCII. */
    private boolean addPrintable(String part) {
        int count = part.length();
        if (length + count + CRLF > octets.length) {
            octets = Arrays.copyOf(octets, 2 * (length + count + CRLF));
        }
        int outside = 0;
        for (int i = 0; i < count; i++) {
            char c = part.charAt(i);
            outside |= (c - ' ') | ('~' - c);
            octets[length + i] = (byte) c;
        }
        if (outside < 0) {
            return false;
        }
        length += count;
        return true;
    }

    /** The characters so far. */
    int length() {
        return text == null ? length : text.length();
    }

    /**
     * The octets, CRLF at their end.
     *
     * @param utf8 whether UTF-8 may be sent
     * @throws IllegalArgumentException if a character cannot be sent, or would end the line
     */
    byte[] octets(boolean utf8) {
        if (text != null) {
            return encode(text.toString(), utf8);
        }
        octets[length] = '\r';
        octets[length + 1] = '\n';
        return length + CRLF == octets.length ? octets : Arrays.copyOf(octets, length + CRLF);
    }

    private static byte[] encode(String line, boolean utf8) {
        Charset charset = utf8 ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
        // What cannot be encoded comes out as a question mark, and so not as it went in.
        byte[] encoded = line.getBytes(charset);
        if (!new String(encoded, charset).equals(line)) {
            throw new IllegalArgumentException(Escape.quoted(line) + " has a character that a command "
                    + (utf8 ? "cannot carry at all" : "can carry only in a transaction with SMTPUTF8"));
        }
        int length = encoded.length;
        byte[] octets = Arrays.copyOf(encoded, length + CRLF);
        for (int i = 0; i < length; i++) {
            int octet = octets[i] & 0xFF;
            if (octet < 0x20 || octet == 0x7F) {
                throw new IllegalArgumentException(Escape.quoted(line) + " has the octet "
                        + String.format("0x%02X", octet) + ", which no command may carry");
            }
        }
        octets[length] = '\r';
        octets[length + 1] = '\n';
        return octets;
    }

    /** The line so far. */
    @Override
    public String toString() {
        return text == null ? new String(octets, 0, length, StandardCharsets.US_ASCII) : text.toString();
    }
}
