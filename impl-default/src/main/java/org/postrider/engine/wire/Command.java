// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import com.google.common.primitives.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.Parameter;
import org.postrider.Reply;
import org.postrider.internal.Ascii;
import org.postrider.internal.Escape;

/**
 * A command as a value: its line, the digits that may begin its reply, and whether a group may go on after it. Every octet that
 * can reach the server as a command is checked here and in {@link CommandLine}, and nowhere else.
 */
public final class Command {

    /** RFC 5321 section 4.5.3.1.4, CRLF included. */
    private static final int MAX_LINE = 512;
    /** RFC 4422 section 3.1. */
    private static final int MAX_MECHANISM = 20;
    /** Parameters raise the limit, each by what its extension says; together they stay below any buffer. */
    private static final int MAX_LINE_WITH_PARAMETERS = 8 * 1024;

    /** RFC 4954 section 4. */
    private static final int MAX_RESPONSE = 12 * 1024 + 2;

    private static final byte[] CRLF = {'\r', '\n'};

    private static final Command DATA = new Command("DATA", false, true, "3", 0);
    private static final Command END_OF_DATA = new Command(".", false, false, "2", 0);
    private static final Command NOTHING = new Command();
    private static final Command RSET = new Command("RSET", false, false, "2", 0);

    private final byte[] octets;
    /** Null until it is asked for. */
    private @Nullable String shown;

    private final Secrets secrets;
    private final boolean carriesResponse;
    private final boolean closesGroup;
    private final String positive;

    private Command(String line, boolean utf8, boolean closesGroup, String positive, int parameterOctets) {
        this(CommandLine.of(line).octets(utf8), closesGroup, positive, parameterOctets);
    }

    private Command(byte[] octets, boolean closesGroup, String positive, int parameterOctets) {
        this.octets = octets;
        this.closesGroup = closesGroup;
        this.positive = positive;
        this.secrets = Secrets.NONE;
        this.carriesResponse = false;
        int limit = Math.min(MAX_LINE + parameterOctets, MAX_LINE_WITH_PARAMETERS);
        if (octets.length > limit) {
            throw new IllegalArgumentException("the command line " + Escape.quoted(shown()) + " is " + octets.length
                    + " octets long, more than " + limit);
        }
    }

    /** Sends nothing and is answered as the end of the content is. */
    private Command() {
        this.shown = ".";
        this.octets = new byte[0];
        this.closesGroup = false;
        this.positive = "2";
        this.secrets = Secrets.NONE;
        this.carriesResponse = false;
    }

    /** A step of AUTH, which a listener sees without its response. */
    private Command(String open, byte[] response, Secrets secrets) {
        this.shown = open + (response.length == 0 ? "" : "***");
        this.carriesResponse = response.length > 0;
        this.octets = Bytes.concat(open.getBytes(StandardCharsets.US_ASCII), response, CRLF);
        this.closesGroup = true;
        this.positive = "23";
        this.secrets = secrets;
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

    /** DATA. Always the same one. */
    public static Command data() {
        return DATA;
    }

    /**
     * BDAT (RFC 3030 section 2), which its octets follow.
     *
     * @param octets how many
     * @param last whether they end the content
     */
    public static Command bdat(long octets, boolean last) {
        String count = Long.toString(octets);
        String mark = last ? " LAST" : "";
        CommandLine line = new CommandLine("BDAT ".length() + count.length() + mark.length())
                .add("BDAT ")
                .add(count)
                .add(mark);
        return new Command(line.octets(false), last, "2", 0);
    }

    /** What ends the content after DATA, as far as it is answered like a command. Always the same one. */
    public static Command endOfData() {
        return END_OF_DATA;
    }

    /** No octets at all, for a further reply to what was sent before (RFC 2033 section 4.2). */
    public static Command nothing() {
        return NOTHING;
    }

    /** RSET. Always the same one. */
    public static Command rset() {
        return RSET;
    }

    /** QUIT. */
    public static Command quit() {
        return new Command("QUIT", false, true, "2", 0);
    }

    /** STARTTLS. */
    public static Command startTls() {
        return new Command("STARTTLS", false, true, "2", 0);
    }

    /**
     * AUTH with an initial response in its line, if there is one that the line can hold (RFC 4954 section 4).
     *
     * @param mechanism the SASL name
     * @param initialResponse absent for none; of no octets for one that is empty
     * @param secrets what may not be shown
     * @return the command; without the initial response if it does not fit
     */
    public static Command auth(String mechanism, Optional<byte[]> initialResponse, Secrets secrets) {
        String start = "AUTH " + saslName(mechanism);
        if (initialResponse.isPresent()) {
            byte[] encoded = initialResponse.get().length == 0
                    ? new byte[] {'='}
                    : Base64.getEncoder().encode(initialResponse.get());
            if (start.length() + 1 + encoded.length + CRLF.length <= MAX_LINE) {
                return new Command(start + " ", encoded, secrets);
            }
        }
        return new Command(start, new byte[0], secrets);
    }

    private static String saslName(String mechanism) {
        boolean wellFormed = !mechanism.isEmpty() && mechanism.length() <= MAX_MECHANISM;
        for (int i = 0; i < mechanism.length(); i++) {
            char c = mechanism.charAt(i);
            wellFormed &= c == '-' || c == '_' || Ascii.isDigit(c) || (c >= 'A' && c <= 'Z');
        }
        if (!wellFormed) {
            throw new IllegalArgumentException(Escape.quoted(mechanism)
                    + " is no SASL mechanism name: 1 to 20 upper-case letters, digits, hyphens and underscores");
        }
        return mechanism;
    }

    /**
     * A response to a challenge.
     *
     * @param response perhaps of no octets
     * @param secrets what may not be shown
     * @throws IllegalArgumentException if it is longer than any server need take
     */
    public static Command response(byte[] response, Secrets secrets) {
        byte[] encoded = Base64.getEncoder().encode(response);
        if (encoded.length + CRLF.length > MAX_RESPONSE) {
            throw new IllegalArgumentException("a response of " + response.length
                    + " octets makes a line longer than the " + MAX_RESPONSE + " of RFC 4954 section 4");
        }
        return new Command("", encoded, secrets);
    }

    /**
     * Ends an AUTH exchange.
     *
     * @param secrets what may not be shown
     */
    public static Command cancelAuth(Secrets secrets) {
        return new Command("*", new byte[0], secrets);
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
        CommandLine line = new CommandLine(start.length() + address.length() + 1 + roomFor(parameters))
                .add(start)
                .add(address)
                .add(">");
        int path = line.length();
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            if (isAmong(parameters, i, parameter.keyword())) {
                throw new IllegalArgumentException("the parameter " + Escape.text(parameter.keyword())
                        + " is given twice in " + Escape.quoted(line.toString()));
            }
            line.add(" ").add(word(parameter.keyword()));
            Optional<String> value = parameter.value();
            if (value.isPresent()) {
                line.add("=").add(word(value.get()));
            }
        }
        // Each parameter raises the limit of the line by its own length (RFC 5321 section 4.5.3.1.4 and each
        // extension).
        return new Command(line.octets(utf8), false, "2", 4 * (line.length() - path));
    }

    private static int roomFor(List<? extends Parameter> parameters) {
        int room = 0;
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            Optional<String> value = parameter.value();
            room += 1
                    + parameter.keyword().length()
                    + (value.isPresent() ? 1 + value.get().length() : 0);
        }
        return room;
    }

    private static boolean isAmong(List<? extends Parameter> parameters, int before, String keyword) {
        for (int i = 0; i < before; i++) {
            if (parameters.get(i).keyword().equals(keyword)) {
                return true;
            }
        }
        return false;
    }

    private static String word(String text) {
        if (text.isEmpty() || text.indexOf(' ') >= 0) {
            throw new IllegalArgumentException(Escape.quoted(text) + " must be one word, without a space");
        }
        return text;
    }

    /** The octets with their CRLF; not to be changed. */
    public byte[] octets() {
        return octets;
    }

    /** The line without CRLF, as a listener may see it. */
    public String shown() {
        String line = shown;
        if (line == null) {
            line = new String(octets, 0, octets.length - CRLF.length, StandardCharsets.UTF_8);
            shown = line;
        }
        return line;
    }

    /** The reply to it, as a listener may see it. */
    public Reply shown(Reply reply) {
        return secrets.hiddenIn(reply);
    }

    /** Overwrites the octets of a step of AUTH once they are written. */
    public void forget() {
        if (isSecret()) {
            Arrays.fill(octets, (byte) 0);
        }
    }

    /** Whether a step of AUTH has a response in its line. */
    public boolean carriesResponse() {
        return carriesResponse;
    }

    /** Whether it carries a secret. */
    public boolean isSecret() {
        return secrets != Secrets.NONE;
    }

    /** Whether nothing may be sent after it before its reply (RFC 2920 section 3.1). */
    public boolean closesGroup() {
        return closesGroup;
    }

    /** Whether a reply with this code can be an answer to it at all. */
    public boolean canBeAnsweredBy(int code) {
        int digit = code / 100;
        return digit == 4 || digit == 5 || positive.indexOf('0' + digit) >= 0;
    }
}
