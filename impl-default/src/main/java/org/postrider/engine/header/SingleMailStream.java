// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.header;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.postrider.engine.wire.UnsendableContentException;

/**
 * A message that was the first of an mbox. If another one follows, it fails: the other is for other people. A line that begins as a From_
 * line does begins a mail if a header field comes next, whether there is an empty line before it or not.
 */
final class SingleMailStream extends FilterInputStream {

    private static final String FROM = "From ";

    /** What a line is so far, as a header field. */
    private enum Field {
        BEGIN,
        NAME,
        AFTER_NAME,
        NONE
    }

    /** How many octets of {@link #FROM} the line begins with; -1 if it begins otherwise. */
    private int matched;
    /** Whether the line before was a From_ line. */
    private boolean afterFrom;

    private Field field = Field.BEGIN;
    private boolean afterCr;
    /** The From_ line that was cut off is the first. */
    private long line = 2;

    SingleMailStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        if (octet >= 0) {
            look((byte) octet);
        }
        return octet;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int read = super.read(into, from, length);
        for (int i = 0; i < read; i++) {
            look(into[from + i]);
        }
        return read;
    }

    /** What is skipped is looked at too. */
    @Override
    public long skip(long octets) throws IOException {
        return Math.max(0, read(new byte[(int) Math.min(octets, 8192)]));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void look(byte octet) throws UnsendableContentException {
        boolean secondHalf = octet == '\n' && afterCr;
        afterCr = octet == '\r';
        if (secondHalf) {
            return;
        }
        if (octet == '\r' || octet == '\n') {
            line++;
            afterFrom = matched == FROM.length();
            matched = 0;
            field = Field.BEGIN;
            return;
        }
        if (matched >= 0 && matched < FROM.length()) {
            matched = octet == FROM.charAt(matched) ? matched + 1 : -1;
        }
        if (afterFrom) {
            lookForField(octet);
        }
    }

    private void lookForField(byte octet) throws UnsendableContentException {
        boolean named = field == Field.NAME || field == Field.AFTER_NAME;
        if (octet == ':' && named) {
            throw new UnsendableContentException("line " + (line - 1)
                    + " of the message begins another mail, so it is an mbox of several; use send-all, which sends each to"
                    + " its own recipients, or, if it is one mail, take out its first line");
        }
        if (octet == ' ' || octet == '\t') {
            field = named ? Field.AFTER_NAME : Field.NONE;
        } else {
            boolean letter = octet > ' ' && octet < 0x7F && octet != ':';
            field = letter && (field == Field.BEGIN || field == Field.NAME) ? Field.NAME : Field.NONE;
        }
    }
}
