// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What was said, for people: {@code C:} and {@code S:} lines, and notes between them. */
final class Dialogue {

    private final List<Supplier<String>> lines = new ArrayList<>();

    void client(String line) {
        lines.add(() -> "C: " + line);
    }

    /** A reply; whether the client has read it is looked up when the dialogue is shown. */
    void server(SaidReply reply, ReplyStream stream) {
        lines.add(() -> "S: " + reply.toString().replace("\r\n", "\nS: ")
                + (stream.isRead(reply) ? "" : stream.isReadable(reply) ? "   (not read)" : "   (lost)"));
    }

    void note(String text) {
        lines.add(() -> "-- " + text);
    }

    int length() {
        return lines.size();
    }

    @Override
    public String toString() {
        StringBuilder all = new StringBuilder();
        lines.forEach(line -> all.append(line.get()).append('\n'));
        return all.toString();
    }
}
