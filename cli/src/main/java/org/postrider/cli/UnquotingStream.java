// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Takes one {@code >} from each line that begins with any number of them and {@code From }, as mboxrd quotes. */
final class UnquotingStream extends InputStream {

    private static final int BLOCK = 64 * 1024;
    private static final String FROM = "From ";

    private final InputStream quoted;
    private boolean atLineStart = true;
    /** How many {@code >} were read and are to be given. */
    private long brackets;
    /** How many octets of FROM were read behind them and are to be given. */
    private int matched;

    private int given;
    /** What was read behind all these; -2 for nothing. */
    private int behind = -2;

    UnquotingStream(InputStream quoted) {
        this.quoted = new BufferedInputStream(quoted, BLOCK);
    }

    @Override
    public int read() throws IOException {
        if (atLineStart) {
            atLineStart = false;
            look();
        }
        if (brackets > 0) {
            brackets--;
            return '>';
        }
        if (given < matched) {
            return FROM.charAt(given++);
        }
        int octet = behind == -2 ? quoted.read() : behind;
        behind = -2;
        atLineStart = octet == '\n';
        return octet;
    }

    private void look() throws IOException {
        matched = 0;
        given = 0;
        int octet = quoted.read();
        while (octet == '>') {
            brackets++;
            octet = quoted.read();
        }
        if (brackets > 0) {
            while (matched < FROM.length() && octet == FROM.charAt(matched)) {
                matched++;
                octet = quoted.read();
            }
            if (matched == FROM.length()) {
                brackets--;
            }
        }
        behind = octet;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int count = 0;
        while (count < length) {
            int octet = read();
            if (octet < 0) {
                return count == 0 ? -1 : count;
            }
            into[from + count++] = (byte) octet;
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        quoted.close();
    }
}
