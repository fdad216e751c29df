// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.header;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * The header of a message, cut off its stream without touching an octet of what stays. CR, LF and CRLF all end a line here, because all of
 * them will on the wire: a Bcc field behind a bare CR must not slip through.
 */
final class HeaderSection {

    /** The largest header that is read; the rest of a message is never held. */
    static final int MAX_OCTETS = 1024 * 1024;

    private static final Set<String> BLIND_FIELDS = Set.of("bcc", "resent-bcc");

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final ByteArrayOutputStream canonical = new ByteArrayOutputStream();
    private final InputStream rest;
    private int octets;

    private HeaderSection(InputStream rest) {
        this.rest = rest;
    }

    /**
     * Reads up to and including the empty line, or to the end of the stream.
     *
     * @throws IOException if the stream fails or the header is larger than {@link #MAX_OCTETS}
     */
    static HeaderSection read(InputStream message) throws IOException {
        PushbackInputStream in = new PushbackInputStream(message, 1);
        HeaderSection section = new HeaderSection(in);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean blind = false;
        boolean more = true;
        while (more) {
            line.reset();
            int contentLength = section.readLine(in, line);
            byte[] raw = line.toByteArray();
            boolean continuation = contentLength > 0 && (raw[0] == ' ' || raw[0] == '\t');
            if (!continuation) {
                blind = BLIND_FIELDS.contains(fieldName(raw, contentLength));
            }
            if (!blind) {
                section.kept.write(raw);
            }
            section.canonical.write(raw, 0, contentLength);
            section.canonical.write(new byte[] {'\r', '\n'});
            more = contentLength > 0;
        }
        return section;
    }

    /** Reads a line with its end; returns its length without. */
    private int readLine(PushbackInputStream in, ByteArrayOutputStream line) throws IOException {
        int length = 0;
        int octet = in.read();
        while (octet >= 0) {
            line.write(octet);
            octets++;
            if (octets > MAX_OCTETS) {
                throw new IOException("its header is larger than " + MAX_OCTETS + " octets");
            }
            if (octet == '\n') {
                return length;
            }
            if (octet == '\r') {
                int next = in.read();
                if (next == '\n') {
                    line.write(next);
                } else if (next >= 0) {
                    in.unread(next);
                }
                return length;
            }
            length++;
            octet = in.read();
        }
        return length;
    }

    private static String fieldName(byte[] line, int length) {
        String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
        int colon = text.indexOf(':');
        return colon < 0 ? "" : text.substring(0, colon).strip().toLowerCase(Locale.ROOT);
    }

    /** The whole header with CRLF line ends, for reading. */
    InputStream canonical() {
        return new ByteArrayInputStream(canonical.toByteArray());
    }

    /** The message without its Bcc and Resent-Bcc fields, once. */
    InputStream withoutBlindFields() {
        return new SequenceInputStream(new ByteArrayInputStream(kept.toByteArray()), rest);
    }
}
