// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postrider.Reply;
import org.postrider.internal.Ascii;
import org.postrider.internal.Escape;

/**
 * Turns octets into replies, however they are sliced (RFC 5321 section 4.2). Strict, because a reply that is read wrongly shifts all that
 * follow: three digits, the first 2 to 5; a space, a hyphen or the line end; equal codes in all lines (but see
 * {@link ReplyLimits#turnsNegative}); CRLF. A wrong octet fails as soon as it
 * comes and not when its line ends, for that may be never. Reads nothing past the reply it returns.
 */
public final class ReplyParser {

    private static final int CODE_DIGITS = 3;
    /** A code and CRLF. */
    private static final int SHORTEST_LINE = 5;

    private ReplyLimits limits;
    private final boolean acceptBareLf;
    private byte[] octets = new byte[256];
    private int length;
    private int lineStart;
    /** Where the line begins whose code is that of the reply: the first, but in a greeting that turns into a refusal. */
    private int codeStart;

    private int lines;

    /**
     * A parser in front of a reply.
     *
     * @param limits how much to take
     * @param acceptBareLf whether a line may end in LF alone
     */
    public ReplyParser(ReplyLimits limits, boolean acceptBareLf) {
        this.limits = limits;
        this.acceptBareLf = acceptBareLf;
    }

    /** Changes how much of the next reply is taken. */
    public void limitTo(ReplyLimits most) {
        limits = most;
    }

    /** Whether no octet of an unfinished reply is held. */
    public boolean isEmpty() {
        return length == 0;
    }

    /** The unfinished reply, escaped. */
    public String partial() {
        return Escape.quoted(new String(octets, 0, length, StandardCharsets.ISO_8859_1));
    }

    /**
     * Consumes octets up to the end of a reply.
     *
     * @param in the octets that have come
     * @param statusCodes how the reply's enhanced status code stands
     * @return the reply, or null if more octets are needed
     * @throws MalformedReplyException if this is no reply; the parser cannot be used further
     */
    public @Nullable Reply parse(ByteBuffer in, Reply.StatusCodes statusCodes) throws MalformedReplyException {
        if (length == 0 && in.hasArray()) {
            Reply whole = parseWhole(in, statusCodes);
            if (whole != null) {
                return whole;
            }
        }
        while (in.hasRemaining()) {
            byte octet = in.get();
            append(octet);
            if (octet == '\n') {
                if (endLine(in)) {
                    return take(statusCodes);
                }
            } else {
                check(octet, in);
            }
        }
        return null;
    }

    /** A reply that has come as a whole and has no fault, as nearly all have; null for any other, which is then read octet by octet. */
    private @Nullable Reply parseWhole(ByteBuffer in, Reply.StatusCodes statusCodes) {
        byte[] array = in.array();
        int from = in.arrayOffset() + in.position();
        int to = in.arrayOffset() + in.limit();
        int start = from;
        for (int count = 1; count <= limits.lines(); count++) {
            if (to - start < SHORTEST_LINE || !isCode(array, start, from)) {
                return null;
            }
            int separator = start + CODE_DIGITS;
            int end = endOfLine(array, separator, to);
            if (end < 0 || end - start > limits.lineOctets() || end - from > limits.octets()) {
                return null;
            }
            if (array[separator] == ' ' || array[separator] == '\r') {
                in.position(end - in.arrayOffset());
                return Reply.ofOctets(code(array, from), Arrays.copyOfRange(array, from, end), statusCodes);
            }
            if (array[separator] != '-') {
                return null;
            }
            start = end;
        }
        return null;
    }

    private static boolean isCode(byte[] array, int at, int first) {
        return at == first
                ? array[at] >= '2' && array[at] <= '5' && Ascii.isDigit(array[at + 1]) && Ascii.isDigit(array[at + 2])
                : array[at] == array[first] && array[at + 1] == array[first + 1] && array[at + 2] == array[first + 2];
    }

    /** Behind the next CRLF; -1 if there is none, or a CR or LF alone before it. */
    private static int endOfLine(byte[] array, int from, int to) {
        int i = Octets.nextControl(array, from, to);
        while (i < to && array[i] != '\r' && array[i] != '\n') {
            i = Octets.nextControl(array, i + 1, to);
        }
        return i + 1 < to && array[i] == '\r' && array[i + 1] == '\n' ? i + 2 : -1;
    }

    private static int code(byte[] array, int at) {
        return (array[at] - '0') * 100 + (array[at + 1] - '0') * 10 + (array[at + 2] - '0');
    }

    private void append(byte octet) throws MalformedReplyException {
        if (length - lineStart >= limits.lineOctets()) {
            throw new MalformedReplyException(
                    "a reply line is longer than our limit of " + limits.lineOctets() + " octets");
        }
        if (length >= limits.octets()) {
            throw new MalformedReplyException("a reply is longer than our limit of " + limits.octets() + " octets");
        }
        if (length == octets.length) {
            octets = Arrays.copyOf(octets, length * 2);
        }
        octets[length++] = octet;
    }

    private void check(byte octet, ByteBuffer in) throws MalformedReplyException {
        int column = length - 1 - lineStart;
        if (column > 0 && octets[length - 2] == '\r') {
            throw malformed("a CR in it is not followed by LF", in);
        }
        if (column < CODE_DIGITS) {
            boolean digit = Ascii.isDigit(octet);
            if (!digit || (column == 0 && (octet < '2' || octet > '5'))) {
                throw malformed("it does not begin with a reply code of 200 to 599", in);
            }
            if (octet != octets[codeStart + column]) {
                if (column > 0 || !mayTurnNegative(octet)) {
                    throw malformed("the codes of its lines differ", in);
                }
                codeStart = lineStart;
            }
        } else if (column == CODE_DIGITS && octet != ' ' && octet != '-' && octet != '\r') {
            throw malformed("neither a space nor a hyphen follows the code", in);
        }
    }

    /** Whether a line whose code begins with this digit may follow lines with another code. */
    private boolean mayTurnNegative(byte digit) {
        return limits.turnsNegative() && digit >= '4' && octets[codeStart] < '4';
    }

    /** Whether the reply ends with this line. */
    private boolean endLine(ByteBuffer in) throws MalformedReplyException {
        int end = length - 1;
        if (end > lineStart && octets[end - 1] == '\r') {
            end--;
        } else if (!acceptBareLf) {
            throw malformed("a line ends in LF without CR", in);
        }
        if (end - lineStart < CODE_DIGITS) {
            throw malformed(end == lineStart ? "a line of it is empty" : "it has no reply code", in);
        }
        lines++;
        boolean last = end - lineStart == CODE_DIGITS || octets[lineStart + CODE_DIGITS] == ' ';
        if (!last && lines >= limits.lines()) {
            throw new MalformedReplyException("a reply has more lines than our limit of " + limits.lines());
        }
        lineStart = length;
        return last;
    }

    private Reply take(Reply.StatusCodes statusCodes) {
        int code = code(octets, codeStart);
        byte[] whole = Arrays.copyOf(octets, length);
        length = 0;
        lineStart = 0;
        codeStart = 0;
        lines = 0;
        if (acceptBareLf && (whole.length < 5 || whole[whole.length - 2] != '\r')) {
            whole = Arrays.copyOf(whole, whole.length + 1);
            whole[whole.length - 2] = '\r';
            whole[whole.length - 1] = '\n';
        }
        return Reply.ofOctets(code, whole, statusCodes);
    }

    private MalformedReplyException malformed(String fault, ByteBuffer in) {
        // What came after the fault is shown as well: it often shows what the peer speaks.
        while (in.hasRemaining() && length - lineStart < 100 && length < octets.length) {
            octets[length++] = in.get();
        }
        String line = new String(octets, lineStart, length - lineStart, StandardCharsets.ISO_8859_1);
        return new MalformedReplyException(
                "the server sent " + Escape.quoted(line) + ", which is no reply: " + fault + OtherProtocol.hint(line));
    }
}
