// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.header;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.SequenceInputStream;
import java.util.Set;

/**
 * The header of a message, cut off its stream without touching an octet of what stays. CR, LF and CRLF all end a line here, because all of
 * them will on the wire: a Bcc field after a bare CR must not slip through.
 */
final class HeaderSection {

    /** The largest header that is read; the rest of a message is never held. */
    private static final int MAX_OCTETS = 1024 * 1024;

    private static final Set<String> BLIND_FIELDS = Set.of("bcc", "resent-bcc");

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final HeaderFields fields = new HeaderFields();
    private final InputStream rest;
    private int octets;

    private HeaderSection(InputStream rest) {
        this.rest = rest;
    }

    /**
     * Reads up to and including the empty line, or to the end of the stream.
     *
     * @throws IOException if the stream fails or the header is larger than 1 MiB
     */
    static HeaderSection read(InputStream message) throws IOException {
        PushbackInputStream in = new PushbackInputStream(message, 1);
        HeaderSection section = new HeaderSection(in);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int length;
        do {
            line.reset();
            length = section.readLine(in, line);
            byte[] raw = line.toByteArray();
            if (!BLIND_FIELDS.contains(section.fields.add(raw, length))) {
                section.kept.write(raw);
            }
        } while (length > 0);
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

    HeaderFields fields() {
        return fields;
    }

    /** The message without its Bcc and Resent-Bcc fields, once. */
    InputStream withoutBlindFields() {
        return new SequenceInputStream(new ByteArrayInputStream(kept.toByteArray()), rest);
    }
}
