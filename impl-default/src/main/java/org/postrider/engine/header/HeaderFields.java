// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.header;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a header that an envelope comes from, unfolded (RFC 5322 section 2.2.3), in their order. */
final class HeaderFields {

    private static final Set<String> WANTED = Set.of(
            "from",
            "sender",
            "to",
            "cc",
            "bcc",
            "resent-date",
            "resent-from",
            "resent-sender",
            "resent-to",
            "resent-cc",
            "resent-bcc");

    private record Field(String name, StringBuilder body) {}

    private final List<Field> fields = new ArrayList<>();
    /** The field that a line that begins with a space goes on with; null for one that is not needed. */
    private @Nullable Field open;

    /**
     * Takes a line.
     *
     * @param line its octets from 0
     * @param length without the line end
     * @return the name of the field that it belongs to, in lower case; empty if it is none that is wanted
     */
    String add(byte[] line, int length) {
        String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
        if (length > 0 && (line[0] == ' ' || line[0] == '\t')) {
            if (open != null) {
                open.body().append(text);
            }
        } else {
            int colon = text.indexOf(':');
            String name = colon < 0 ? "" : text.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            open = null;
            if (WANTED.contains(name)) {
                open = new Field(name, new StringBuilder(text).delete(0, colon + 1));
                fields.add(open);
            }
        }
        return open == null ? "" : open.name();
    }

    /** The bodies of all fields of a name, each octet as one character. */
    List<String> bodies(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(field -> field.body().toString())
                .toList();
    }
}
