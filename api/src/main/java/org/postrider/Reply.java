// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.postrider.internal.Escape;

/**
 * One reply of a server: a code, one or more lines of text and perhaps an enhanced status code (RFC 5321 section 4.2, RFC 2034). Keeps
 * the octets as they came and decodes them when asked. Immutable.
 */
public final class Reply implements Serializable {

    private static final long serialVersionUID = 1L;
    /** The octets of 5.999.999 and the space after it. */
    private static final int LONGEST_STATUS = 10;

    private static final int CODE_AND_SEPARATOR = 4;
    private static final int SHORTEST = 16;
    private static final byte[] CUT_MARK = " [...]\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Whether, and with what standing, an enhanced status code is looked for in a reply. */
    public enum StatusCodes {
        /** Not looked for: greeting, EHLO and HELO replies (RFC 2034 section 3). */
        IGNORED,
        /** Looked for although the server did not offer ENHANCEDSTATUSCODES. */
        UNANNOUNCED,
        /** Looked for because the server offered ENHANCEDSTATUSCODES. */
        ANNOUNCED
    }

    private final int code;
    private final byte[] octets;
    private final StatusCodes statusCodes;

    private Reply(int code, byte[] octets, StatusCodes statusCodes) {
        this.code = code;
        this.octets = octets;
        this.statusCodes = statusCodes;
    }

    /**
     * A reply from its parts, as tests and servers make them.
     *
     * @param code 200 to 599
     * @param lines the text of each line; none means one empty line
     * @return the reply
     * @throws IllegalArgumentException if the code is out of range or a line holds CR or LF
     */
    public static Reply of(int code, String... lines) {
        Objects.requireNonNull(lines, "lines");
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("a reply code is 200 to 599, not " + code);
        }
        List<String> all = lines.length == 0 ? List.of("") : List.of(lines);
        StringBuilder wire = new StringBuilder();
        for (int i = 0; i < all.size(); i++) {
            String line = all.get(i);
            if (line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("a reply line holds no line end: " + Escape.quoted(line));
            }
            wire.append(code)
                    .append(i < all.size() - 1 ? '-' : ' ')
                    .append(line)
                    .append("\r\n");
        }
        return new Reply(code, wire.toString().getBytes(StandardCharsets.UTF_8), StatusCodes.UNANNOUNCED);
    }

    /**
     * A reply from the octets of the wire, which the caller has found to be well formed.
     *
     * @param code the code in every line
     * @param octets all lines with their CRLF; the array becomes the reply's own
     * @param statusCodes whether to look for an enhanced status code
     * @return the reply
     * @throws IllegalArgumentException if the octets do not end in CRLF
     */
    public static Reply ofOctets(int code, byte[] octets, StatusCodes statusCodes) {
        Objects.requireNonNull(octets, "octets");
        Objects.requireNonNull(statusCodes, "statusCodes");
        int n = octets.length;
        if (n < 5 || octets[n - 2] != '\r' || octets[n - 1] != '\n') {
            throw new IllegalArgumentException("a reply ends in CRLF");
        }
        return new Reply(code, octets, statusCodes);
    }

    /** {@return the three-digit code, 200 to 599} */
    public int code() {
        return code;
    }

    /**
     * {@return the enhanced status code of the last line, if there is one and its class agrees with the code (RFC 2034 section 4)}
     */
    public Optional<EnhancedStatus> enhancedStatus() {
        if (statusCodes == StatusCodes.IGNORED || code / 100 == 3) {
            return Optional.empty();
        }
        int start = octets.length - 2;
        while (start > 0 && octets[start - 1] != '\n') {
            start--;
        }
        start = Math.min(start + CODE_AND_SEPARATOR, octets.length - 2);
        // Asked for each mail: no more is made a text than the code can be.
        int length = Math.min(octets.length - 2 - start, LONGEST_STATUS);
        Optional<EnhancedStatus> status =
                EnhancedStatus.parsePrefix(new String(octets, start, length, StandardCharsets.ISO_8859_1));
        return status.isPresent() && status.get().statusClass() == code / 100 ? status : Optional.empty();
    }

    /** {@return whether the server had offered ENHANCEDSTATUSCODES when it sent this reply} */
    public boolean isEnhancedStatusAnnounced() {
        return statusCodes == StatusCodes.ANNOUNCED;
    }

    /**
     * {@return the text of each line after code and separator, trailing spaces removed, decoded as UTF-8 or, where it is none, as ISO
     * 8859-1; at least one line}
     */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '\n') {
                lines.add(decode(Math.min(start + CODE_AND_SEPARATOR, i), i));
                start = i + 1;
            }
        }
        return List.copyOf(lines);
    }

    /** {@return the lines joined by LF, the enhanced status code included} */
    public String text() {
        return String.join("\n", lines());
    }

    /** {@return a copy of the octets as they came, with codes and CRLFs} */
    public byte[] octets() {
        return octets.clone();
    }

    /** {@return the number of octets as they came} */
    public int length() {
        return octets.length;
    }

    /**
     * A shorter form of the reply, for where many are kept.
     *
     * @param length the octets it may have, 16 at least
     * @return the reply itself if it is no longer; otherwise code and first line, cut and with {@code [...]} at its end
     * @throws IllegalArgumentException if the length is below 16
     */
    public Reply abridged(int length) {
        if (length < SHORTEST) {
            throw new IllegalArgumentException("a reply needs " + SHORTEST + " octets, not " + length);
        }
        if (octets.length <= length) {
            return this;
        }
        int end = CODE_AND_SEPARATOR;
        while (end < length - CUT_MARK.length && octets[end] != '\r' && octets[end] != '\n') {
            end++;
        }
        byte[] cut = Arrays.copyOf(octets, end + CUT_MARK.length);
        cut[CODE_AND_SEPARATOR - 1] = ' ';
        System.arraycopy(CUT_MARK, 0, cut, end, CUT_MARK.length);
        return new Reply(code, cut, statusCodes);
    }

    /** {@return whether the code is 2yz} */
    public boolean isPositiveCompletion() {
        return code / 100 == 2;
    }

    /** {@return whether the code is 3yz} */
    public boolean isPositiveIntermediate() {
        return code / 100 == 3;
    }

    /** {@return whether the code is 4yz: the same may work later} */
    public boolean isTransientNegative() {
        return code / 100 == 4;
    }

    /** {@return whether the code is 4yz or 5yz} */
    public boolean isNegative() {
        return isTransientNegative() || isPermanentNegative();
    }

    /** {@return whether the code is 5yz: the same will not work} */
    public boolean isPermanentNegative() {
        return code / 100 == 5;
    }

    private String decode(int from, int to) {
        int end = to;
        while (end > from && (octets[end - 1] == '\r' || octets[end - 1] == ' ' || octets[end - 1] == '\t')) {
            end--;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, from, end - from))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(octets, from, end - from, StandardCharsets.ISO_8859_1);
        }
    }

    /** Equal if the octets are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Reply reply && Arrays.equals(octets, reply.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** {@return code and text in one line, escaped and cut to a safe length} */
    @Override
    public String toString() {
        return code + " " + Escape.text(String.join(" / ", lines()));
    }
}
