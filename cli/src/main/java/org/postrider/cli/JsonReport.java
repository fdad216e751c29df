// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import org.postrider.EnhancedStatus;
import org.postrider.Reply;

/** A report as one JSON object in one line. */
final class JsonReport {

    private JsonReport() {}

    static String of(Report report) {
        return Json.object(json -> {
            json.writeFieldName("reply");
            if (report.reply().isPresent()) {
                write(json, report.reply().get());
            } else {
                json.writeNull();
            }
            Json.write(json, "accepted", report.accepted());
            json.writeObjectFieldStart("refused");
            for (Map.Entry<String, Reply> refusal : report.refused().entrySet()) {
                json.writeFieldName(refusal.getKey());
                write(json, refusal.getValue());
            }
            json.writeEndObject();
            Json.write(json, "inDoubt", report.inDoubt());
            Json.write(json, "notSent", report.notSent());
            json.writeStringField("delivery", report.delivery().name());
            JsonErrors.write(json, report.error());
        });
    }

    private static void write(JsonGenerator json, Reply reply) throws IOException {
        json.writeStartObject();
        json.writeNumberField("code", reply.code());
        json.writeStringField(
                "enhanced", reply.enhancedStatus().map(EnhancedStatus::toString).orElse(null));
        json.writeStringField("text", reply.text());
        json.writeEndObject();
    }
}
