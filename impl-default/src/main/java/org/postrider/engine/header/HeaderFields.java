// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.header;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.postrider.MessageException;
import org.postrider.Stage;
import org.postrider.internal.Escape;

/** The fields of a header, unfolded, in their order. */
final class HeaderFields {

    private static final MimeConfig LIMITS = MimeConfig.custom()
            .setMaxHeaderCount(-1)
            .setMaxHeaderLen(HeaderSection.MAX_OCTETS)
            .setMaxLineLen(HeaderSection.MAX_OCTETS)
            .build();

    private record Field(String name, String body) {}

    private final List<Field> fields = new ArrayList<>();

    private HeaderFields() {}

    /** Parses a header with CRLF line ends. */
    static HeaderFields parse(InputStream header) throws IOException {
        HeaderFields parsed = new HeaderFields();
        MimeTokenStream tokens = new MimeTokenStream(LIMITS);
        tokens.parse(header);
        try {
            for (EntityState state = tokens.getState();
                    state != EntityState.T_END_HEADER && state != EntityState.T_END_OF_STREAM;
                    state = tokens.next()) {
                if (state == EntityState.T_FIELD) {
                    parsed.fields.add(new Field(
                            tokens.getField().getName(), tokens.getField().getBody()));
                }
            }
            return parsed;
        } catch (MimeException e) {
            throw new MessageException(
                    "the message's header cannot be read: " + Escape.text(String.valueOf(e.getMessage()))
                            + "; give the envelope in the call",
                    Stage.MAIL,
                    e);
        }
    }

    /** The bodies of all fields of a name. */
    List<String> bodies(String name) {
        return fields.stream()
                .filter(field -> field.name().strip().equalsIgnoreCase(name))
                .map(Field::body)
                .toList();
    }
}
