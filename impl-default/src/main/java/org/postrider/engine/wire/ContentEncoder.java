// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import org.postrider.BareLineEnds;

/**
 * Turns the octets of a message into those on the wire: each line end becomes CRLF and, behind DATA, a dot that begins a line is doubled
 * (RFC 5321 sections 2.3.8 and 4.5.2). First normalise, then stuff, in one pass, with three states that know nothing of where buffers end; so
 * no slicing of the input can hide a line end from the stuffing, which is how mail is smuggled.
 */
public final class ContentEncoder {

    private enum State {
        /** At the start of the content or behind a CRLF. */
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

    /**
     * Encodes a piece.
     *
     * @param in the array
     * @param length its octets from 0
     * @param out with {@link #roomFor} that many
     * @return the number of octets written from 0
     * @throws UnsendableContentException if one may not be sent
     */
    public int encode(byte[] in, int length, byte[] out) throws UnsendableContentException {
        if (!altering) {
            System.arraycopy(in, 0, out, 0, length);
            size += length;
            read += length;
            return length;
        }
        int at = 0;
        int i = 0;
        while (i < length) {
            byte octet = in[i];
            if (octet == '\n') {
                if (state == State.AFTER_CR) {
                    state = State.LINE_START;
                } else {
                    refuseBare("LF", i);
                    at = lineEnd(out, at);
                    state = State.LINE_START;
                }
                i++;
                continue;
            }
            if (state == State.AFTER_CR) {
                refuseBare("CR", i - 1);
                state = State.LINE_START;
            }
            if (octet == '\r') {
                at = lineEnd(out, at);
                state = State.AFTER_CR;
                i++;
                continue;
            }
            if (stuffing && state == State.LINE_START && octet == '.') {
                out[at++] = '.';
            }
            int end = endOfRun(in, i, length);
            System.arraycopy(in, i, out, at, end - i);
            at += end - i;
            size += end - i;
            i = end;
            state = State.IN_LINE;
        }
        read += length;
        return at;
    }

    /**
     * Ends the content: what does not end in CRLF gets one, and empty content becomes an empty line.
     *
     * @param out with room for 2 at that place
     * @param at where to write
     * @return the place behind what was written
     * @throws UnsendableContentException if the last octet is a bare CR that is refused
     */
    public int finish(byte[] out, int at) throws UnsendableContentException {
        if (state == State.AFTER_CR) {
            refuseBare("CR", -1);
            return at;
        }
        return altering && (state == State.IN_LINE || size == 0) ? lineEnd(out, at) : at;
    }

    private int endOfRun(byte[] in, int from, int length) throws UnsendableContentException {
        int i = from;
        while (i < length) {
            byte octet = in[i];
            if (octet == '\r' || octet == '\n') {
                break;
            }
            if (octet == 0) {
                throw new UnsendableContentException(
                        "octet " + (read + i) + " of the message is NUL, which mail cannot carry;"
                                + " encode that part as base64 or quoted-printable");
            }
            if (octet < 0 && sevenBit) {
                throw new UnsendableContentException("octet " + (read + i) + " of the message is "
                        + String.format("0x%02X", octet & 0xFF) + ", and the server does not offer 8BITMIME;"
                        + " encode that part as base64 or quoted-printable");
            }
            i++;
        }
        return i;
    }

    private int lineEnd(byte[] out, int at) {
        out[at] = '\r';
        out[at + 1] = '\n';
        size += 2;
        return at + 2;
    }

    private void refuseBare(String name, int index) throws UnsendableContentException {
        if (bareLineEnds == BareLineEnds.REFUSE) {
            throw new UnsendableContentException("octet " + (read + index) + " of the message is a bare " + name
                    + "; write CRLF line ends, or let the session normalise them");
        }
    }
}
