// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import org.jspecify.annotations.Nullable;
import org.postrider.BareLineEnds;

/**
 * Turns the octets of a message into those on the wire: each line end becomes CRLF and, after DATA, a dot that begins a line is doubled
 * (RFC 5321 sections 2.3.8 and 4.5.2). First normalise, then stuff, in one pass, with three states that know nothing of where buffers end; so
 * no slicing of the input can hide a line end from the stuffing, which is how mail is smuggled.
 *
 * <p>What needs no change is looked at by words and copied in one piece, over as many lines as there are.
 */
public final class ContentEncoder {

    private enum State {
        /** At the start of the content or after a CRLF. */
        LINE_START,
        IN_LINE,
        /** Behind a CR whose CRLF has been written; an LF now belongs to it. */
        AFTER_CR
    }

    private final BareLineEnds bareLineEnds;
    private final boolean sevenBit;
    private final boolean stuffing;
    private final boolean altering;
    private State state = State.LINE_START;
    private long read;
    private long size;
    private long dots;
    private boolean knownAscii;
    /** The first octet of the current piece that is not copied yet. */
    private int run;

    private ContentEncoder(BareLineEnds bareLineEnds, boolean sevenBit, boolean stuffing, boolean altering) {
        this.bareLineEnds = bareLineEnds;
        this.sevenBit = sevenBit;
        this.stuffing = stuffing;
        this.altering = altering;
    }

    /**
     * For what follows DATA.
     *
     * @param bareLineEnds what to do with CR and LF that are no pair
     * @param sevenBit whether octets above 127 are refused
     */
    public static ContentEncoder forData(BareLineEnds bareLineEnds, boolean sevenBit) {
        return new ContentEncoder(bareLineEnds, sevenBit, true, true);
    }

    /**
     * For chunks, which need no doubled dots and are normalised all the same (RFC 3030 section 2).
     *
     * @param bareLineEnds what to do with CR and LF that are no pair
     * @param sevenBit whether octets above 127 are refused
     */
    public static ContentEncoder forChunks(BareLineEnds bareLineEnds, boolean sevenBit) {
        return new ContentEncoder(bareLineEnds, sevenBit, false, true);
    }

    /** For chunks of a binary message, of which no octet is touched (RFC 3030 section 3). */
    public static ContentEncoder unaltered() {
        return new ContentEncoder(BareLineEnds.NORMALISE, false, false, false);
    }

    /** The room that {@link #encode} and {@link #finish} may need for a number of octets. */
    public static int roomFor(int octets) {
        return 2 * octets + 4;
    }

    /** The octets so far as the server will count them, without doubled dots (RFC 1870 section 6.1). */
    public long size() {
        return size;
    }

    /** Whether, dots aside, nothing was altered; to be asked at the end. Whatever is altered adds octets. */
    public boolean isCanonical() {
        return size == read;
    }

    /** Whether a dot was doubled, or would have been. */
    public boolean hasDoubledDots() {
        return dots > 0;
    }

    /** Whether the last piece was found to have no octet above 127; false if that was not looked for. */
    public boolean isKnownAscii() {
        return knownAscii;
    }

    /**
     * Encodes a piece.
     *
     * @param in the array
     * @param length its octets from 0
     * @param out with {@link #roomFor} that many; null to count only
     * @return the number of octets written from 0, or that would have been
     * @throws UnsendableContentException if one may not be sent
     */
    public int encode(byte[] in, int length, byte @Nullable [] out) throws UnsendableContentException {
        run = 0;
        knownAscii = false;
        if (altering && length > 0 && state != State.AFTER_CR) {
            int octets = EqualLines.encode(in, length, out, stuffing, state == State.LINE_START);
            if (octets >= 0) {
                state = in[length - 1] == '\n' ? State.LINE_START : State.IN_LINE;
                read += length;
                size += length;
                dots += octets - length;
                knownAscii = true;
                return octets;
            }
        }
        int at = altering && length > 0 ? encodeLines(in, length, out) : 0;
        at = copy(in, length, out, at);
        read += length;
        return at;
    }

    private int encodeLines(byte[] in, int length, byte @Nullable [] out) throws UnsendableContentException {
        int at = 0;
        int i = 0;
        if (state == State.AFTER_CR) {
            if (in[0] == '\n') {
                i = 1;
                run = 1;
            } else {
                refuseBare("CR", -1);
            }
            state = State.LINE_START;
        }
        if (state == State.LINE_START) {
            at = beginLine(in, i, length, out, at);
        }
        while (i < length) {
            i = Octets.endOfCanonical(in, i, length, stuffing, sevenBit);
            if (i == length) {
                // No bare LF is canonical, so this one ended a line.
                state = in[i - 1] == '\n' ? State.LINE_START : State.IN_LINE;
            } else if (in[i] == '\r' || in[i] == '\n') {
                at = endBare(in, i, length, out, at);
                i++;
            } else {
                checkSendable(in[i], i);
                at = beginLine(in, i, length, out, at);
            }
        }
        return at;
    }

    /** A CR or LF that is no half of a CRLF, as far as can be seen. */
    private int endBare(byte[] in, int i, int length, byte @Nullable [] out, int at) throws UnsendableContentException {
        boolean cr = in[i] == '\r';
        boolean last = i + 1 == length;
        if (!cr || !last) {
            refuseBare(cr ? "CR" : "LF", i);
        }
        int after = lineEnd(out, copy(in, i, out, at));
        run = i + 1;
        after = beginLine(in, i + 1, length, out, after);
        state = cr && last ? State.AFTER_CR : state;
        return after;
    }

    /** Doubles a dot. */
    private int beginLine(byte[] in, int i, int length, byte @Nullable [] out, int at) {
        state = i < length ? State.IN_LINE : State.LINE_START;
        if (!stuffing || i == length || in[i] != '.') {
            return at;
        }
        int after = copy(in, i, out, at);
        if (out != null) {
            out[after] = '.';
        }
        dots++;
        return after + 1;
    }

    /** Copies what is not copied yet. */
    private int copy(byte[] in, int to, byte @Nullable [] out, int at) {
        int octets = to - run;
        if (out != null) {
            System.arraycopy(in, run, out, at, octets);
        }
        run = to;
        size += octets;
        return at + octets;
    }

    private int lineEnd(byte @Nullable [] out, int at) {
        if (out != null) {
            out[at] = '\r';
            out[at + 1] = '\n';
        }
        size += 2;
        return at + 2;
    }

    /**
     * Ends the content: what does not end in CRLF gets one, and empty content becomes an empty line.
     *
     * @param out with room for 2 at that place; null to count only
     * @param at where to write
     * @return the place after what was written
     * @throws UnsendableContentException if the last octet is a bare CR that is refused
     */
    public int finish(byte @Nullable [] out, int at) throws UnsendableContentException {
        if (state == State.AFTER_CR) {
            refuseBare("CR", -1);
            return at;
        }
        return altering && (state == State.IN_LINE || size == 0) ? lineEnd(out, at) : at;
    }

    private void checkSendable(byte octet, int index) throws UnsendableContentException {
        if (octet == 0) {
            throw new UnsendableContentException(
                    "octet " + (read + index)
                            + " of the message is NUL, which mail cannot carry; encode that part as base64 or quoted-printable");
        }
        if (octet < 0) {
            throw new UnsendableContentException("octet " + (read + index) + " of the message is "
                    + String.format("0x%02X", octet & 0xFF)
                    + ", and only octets up to 127 may leave, by BODY=7BIT or by"
                    + " strictEightBit; encode that part as base64 or quoted-printable");
        }
    }

    private void refuseBare(String name, int index) throws UnsendableContentException {
        if (bareLineEnds == BareLineEnds.REFUSE) {
            throw new UnsendableContentException("octet " + (read + index) + " of the message is a bare " + name
                    + "; write CRLF line ends, or let the session normalise them");
        }
    }
}
