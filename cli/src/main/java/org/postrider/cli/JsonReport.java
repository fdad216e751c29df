// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.postrider.EnhancedStatus;
import org.postrider.Reply;

/** A report as one JSON object in one line. */
final class JsonReport {

    private JsonReport() {}

    static String of(Report report) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeFieldName("reply");
            if (report.reply().isPresent()) {
                write(json, report.reply().get());
            } else {
                json.writeNull();
            }
            write(json, "accepted", report.accepted());
            json.writeObjectFieldStart("refused");
            for (Map.Entry<String, Reply> refusal : report.refused().entrySet()) {
                json.writeFieldName(refusal.getKey());
                write(json, refusal.getValue());
            }
            json.writeEndObject();
            write(json, "inDoubt", report.inDoubt());
            json.writeStringField("delivery", report.delivery().name());
            json.writeFieldName("error");
            if (report.error().isPresent()) {
                Exception error = report.error().get();
                json.writeStartObject();
                json.writeStringField("type", error.getClass().getSimpleName());
                json.writeStringField("message", String.valueOf(error.getMessage()));
                json.writeEndObject();
            } else {
                json.writeNull();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does no I/O", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Reply reply) throws IOException {
        json.writeStartObject();
        json.writeNumberField("code", reply.code());
        json.writeStringField(
                "enhanced", reply.enhancedStatus().map(EnhancedStatus::toString).orElse(null));
        json.writeStringField("text", reply.text());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
