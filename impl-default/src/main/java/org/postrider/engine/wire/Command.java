// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.postrider.Parameter;
import org.postrider.internal.Escape;

/**
 * A command as a value: its line, the digits that may begin its reply, and whether a group may go on behind it. Every octet that
 * can reach the server as a command is checked here and nowhere else, after encoding, so that what was checked is what is written.
 */
public final class Command {

    /** RFC 5321 section 4.5.3.1.4, CRLF included. */
    private static final int MAX_LINE = 512;
    /** Parameters raise the limit, each by what its extension says; together they stay below any buffer. */
    private static final int MAX_LINE_WITH_PARAMETERS = 8 * 1024;

    private final byte[] octets;
    private final String line;
    private final boolean closesGroup;
    private final String positive;

    private Command(String line, boolean utf8, boolean closesGroup, String positive, int parameterOctets) {
        this.line = line;
        this.octets = encode(line, utf8);
        this.closesGroup = closesGroup;
        this.positive = positive;
        int limit = Math.min(MAX_LINE + parameterOctets, MAX_LINE_WITH_PARAMETERS);
        if (octets.length > limit) {
            throw new IllegalArgumentException("the command line " + Escape.quoted(line) + " is " + octets.length
                    + " octets long, more than " + limit);
        }
    }

    /**
     * A greeting.
     *
     * @param verb EHLO, HELO or LHLO
     * @param name the client's name
     */
    public static Command greeting(String verb, String name) {
        return new Command(verb + " " + word(name), false, true, "2", 0);
    }

    /**
     * MAIL.
     *
     * @param address the reverse-path without brackets, perhaps empty
     * @param parameters in their order
     * @param utf8 whether UTF-8 may be sent
     */
    public static Command mail(String address, List<? extends Parameter> parameters, boolean utf8) {
        return path("MAIL FROM:<", address, parameters, utf8);
    }

    /**
     * RCPT.
     *
     * @param address the forward-path without brackets
     * @param parameters in their order
     * @param utf8 whether UTF-8 may be sent
     */
    public static Command rcpt(String address, List<? extends Parameter> parameters, boolean utf8) {
        return path("RCPT TO:<", address, parameters, utf8);
    }

    /** DATA. */
    public static Command data() {
        return new Command("DATA", false, true, "3", 0);
    }

    /** RSET. */
    public static Command rset() {
        return new Command("RSET", false, false, "2", 0);
    }

    /** QUIT. */
    public static Command quit() {
        return new Command("QUIT", false, true, "2", 0);
    }

    /**
     * Any other command.
     *
     * @param verb letters, digits and hyphens
     * @param argument perhaps empty
     * @param positive the first digits of the replies that are not refusals
     */
    public static Command other(String verb, String argument, String positive) {
        String line = argument.isEmpty() ? word(verb) : word(verb) + " " + argument;
        return new Command(line, false, true, positive, 0);
    }

    private static Command path(String start, String address, List<? extends Parameter> parameters, boolean utf8) {
        StringBuilder line = new StringBuilder(start).append(address).append('>');
        int bare = line.length();
        parameters.forEach(parameter -> line.append(' ').append(word(parameter.encoded())));
        // Each parameter raises the limit of the line by its own length (RFC 5321 section 4.5.3.1.4 and each
        // extension).
        return new Command(line.toString(), utf8, false, "2", 4 * (line.length() - bare));
    }

    private static String word(String text) {
        if (text.isEmpty() || text.indexOf(' ') >= 0) {
            throw new IllegalArgumentException(Escape.quoted(text) + " must be one word, without a space");
        }
        return text;
    }

    private static byte[] encode(String line, boolean utf8) {
        Charset charset = utf8 ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
        ByteBuffer encoded;
        try {
            encoded = charset.newEncoder().encode(CharBuffer.wrap(line));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    Escape.quoted(line) + " has a character that a command "
                            + (utf8 ? "cannot carry at all" : "can carry only in a transaction with SMTPUTF8"),
                    e);
        }
        int length = encoded.remaining();
        byte[] octets = new byte[length + 2];
        encoded.get(octets, 0, length);
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

    /** The octets with their CRLF; not to be changed. */
    public byte[] octets() {
        return octets;
    }

    /** The line without CRLF, as a listener may see it. */
    public String shown() {
        return line;
    }

    /** Whether nothing may be sent behind it before its reply (RFC 2920 section 3.1). */
    public boolean closesGroup() {
        return closesGroup;
    }

    /** Whether a reply with this code can be an answer to it at all. */
    public boolean canBeAnsweredBy(int code) {
        int digit = code / 100;
        return digit == 4 || digit == 5 || positive.indexOf('0' + digit) >= 0;
    }
}
