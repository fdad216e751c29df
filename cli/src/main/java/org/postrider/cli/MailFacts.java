// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postrider.Message;

/**
 * What a mail is known by to people and in the logs of servers: fields of its header as they stand there, empty where there is none.
 *
 * @param from its From field
 * @param to its To field
 * @param messageId its Message-ID field
 */
record MailFacts(String from, String to, String messageId) {

    static final MailFacts NONE = new MailFacts("", "", "");

    private static final int MOST_OCTETS = 256 * 1024;
    private static final int MOST_CHARACTERS = 500;

    /** Reads them from a message; none if it cannot be read any more. */
    static MailFacts of(Message message) {
        List<String> fields = new ArrayList<>();
        try (InputStream octets = new BufferedInputStream(message.openStream())) {
            readHeader(octets, fields);
        } catch (IOException | UncheckedIOException e) {
            // The file is gone, or is no message any more. What was read of it counts.
            fields.add("");
        }
        return new MailFacts(field(fields, "from"), field(fields, "to"), field(fields, "message-id"));
    }

    /** Adds the fields, unfolded (RFC 5322 section 2.2.3). */
    private static void readHeader(InputStream octets, List<String> fields) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int count = 0; count < MOST_OCTETS; count++) {
            int octet = octets.read();
            if (octet >= 0 && octet != '\n') {
                line.write(octet);
                continue;
            }
            String text = decoded(line.toByteArray());
            line.reset();
            boolean folded = text.startsWith(" ") || text.startsWith("\t");
            if (folded && !fields.isEmpty()) {
                fields.set(fields.size() - 1, fields.get(fields.size() - 1) + " " + text.strip());
            } else {
                fields.add(text.stripTrailing());
            }
            if (octet < 0 || text.isBlank()) {
                return;
            }
        }
    }

    private static String decoded(byte[] line) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(line, StandardCharsets.ISO_8859_1);
        }
    }

    private static String field(List<String> fields, String name) {
        for (String field : fields) {
            int colon = field.indexOf(':');
            if (colon > 0
                    && field.substring(0, colon)
                            .strip()
                            .toLowerCase(Locale.ROOT)
                            .equals(name)) {
                String value = field.substring(colon + 1).strip();
                return value.length() > MOST_CHARACTERS ? value.substring(0, MOST_CHARACTERS) + ".." : value;
            }
        }
        return "";
    }

    /** {@return the facts for people, safe for a terminal; empty if there are none} */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        add(parts, "From", from);
        add(parts, "To", to);
        add(parts, "Message-ID", messageId);
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, String name, String value) {
        if (!value.isEmpty()) {
            parts.add(name + " " + Printable.quoted(value));
        }
    }
}
