// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.header;

import java.nio.charset.StandardCharsets;

/** Finds lines in octets. CR, LF and CRLF all end one, as they will on the wire. */
final class HeaderLines {

    private static final byte[] FROM = {'F', 'r', 'o', 'm', ' '};

    private HeaderLines() {}

    /** Where the line that begins here ends; the limit if its end is not there. */
    static int end(byte[] octets, int from, int limit) {
        int at = from;
        while (at < limit && octets[at] != '\r' && octets[at] != '\n') {
            at++;
        }
        return at;
    }

    /** Where the line after the one that begins here begins; the limit if there is none. */
    static int next(byte[] octets, int from, int limit) {
        int at = end(octets, from, limit);
        boolean pair = at + 1 < limit && octets[at] == '\r' && octets[at + 1] == '\n';
        return Math.min(limit, at + (pair ? 2 : 1));
    }

    /** The first line from here that is not empty. */
    static int skipEmpty(byte[] octets, int from, int limit) {
        int at = from;
        while (at < limit && (octets[at] == '\r' || octets[at] == '\n')) {
            at++;
        }
        return at;
    }

    /** Where the first empty line from here begins; the limit if there is none. */
    static int endOfHeader(byte[] octets, int from, int limit) {
        int at = from;
        while (at < limit && end(octets, at, limit) > at) {
            at = next(octets, at, limit);
        }
        return at;
    }

    /** Whether a line begins as a From_ line does. */
    static boolean isFrom(byte[] octets, int from, int limit) {
        for (int i = 0; i < FROM.length; i++) {
            if (from + i >= limit || octets[from + i] != FROM[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether a line has the form of a header field (RFC 5322 section 2.2), also with spaces before the colon. */
    static boolean isField(byte[] octets, int from, int limit) {
        int at = endOfName(octets, from, limit);
        boolean named = at > from;
        while (at < limit && (octets[at] == ' ' || octets[at] == '\t')) {
            at++;
        }
        return named && at < limit && octets[at] == ':';
    }

    /** The name of a field. */
    static String name(byte[] octets, int from, int limit) {
        return new String(octets, from, endOfName(octets, from, limit) - from, StandardCharsets.US_ASCII);
    }

    private static int endOfName(byte[] octets, int from, int limit) {
        int at = from;
        while (at < limit && octets[at] > ' ' && octets[at] < 0x7F && octets[at] != ':') {
            at++;
        }
        return at;
    }
}
