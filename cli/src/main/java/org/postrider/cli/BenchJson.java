// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A run as one JSON object in one line. */
final class BenchJson {

    private static final List<String> MEMBERS = List.of(
            "server",
            "load",
            "tls",
            "extensions",
            "seconds",
            "messagesPerSecond",
            "mebibytesPerSecond",
            "latencyMicros",
            "accepted",
            "acceptedNotByAll",
            "refused",
            "refusedByCode",
            "recipientsRefusedByCode",
            "inDoubt",
            "notSent",
            "failures",
            "sessionsLost",
            "sessionsOpened",
            "setupMicros",
            "warmUpFailures",
            "interrupted");

    private BenchJson() {}

    static String of(BenchResult result) {
        return Json.object(json -> {
            json.writeStringField("server", result.server());
            json.writeObjectFieldStart("load");
            writeLoad(json, result);
            json.writeEndObject();
            json.writeStringField("tls", result.tls().orElse(null));
            Json.write(json, "extensions", result.extensions());
            json.writeNumberField("seconds", result.seconds());
            json.writeNumberField("messagesPerSecond", result.messagesPerSecond());
            json.writeNumberField("mebibytesPerSecond", result.mebibytesPerSecond());
            writeMicros(json, "latencyMicros", result.tally().micros());
            writeCounts(json, result.tally());
            json.writeNumberField("sessionsOpened", result.setup().all().getTotalCount());
            json.writeObjectFieldStart("setupMicros");
            writeMicros(json, "connect", result.setup().connect());
            writeMicros(json, "tls", result.setup().tls());
            writeMicros(json, "all", result.setup().all());
            json.writeEndObject();
            write(json, "warmUpFailures", result.warmUp().failures());
            json.writeBooleanField("interrupted", result.interrupted());
            json.writeNullField("error");
        });
    }

    /** The same members for a failure. */
    static String of(Exception failure) {
        return Json.object(json -> {
            for (String name : MEMBERS) {
                json.writeNullField(name);
            }
            JsonErrors.write(json, failure);
        });
    }

    private static void writeLoad(JsonGenerator json, BenchResult result) throws IOException {
        BenchLoad load = result.load();
        json.writeNumberField("sessions", load.sessions());
        // Null: no limit.
        json.writeFieldName("messages");
        if (load.messages().isPresent()) {
            json.writeNumber(load.messages().getAsLong());
        } else {
            json.writeNull();
        }
        writeOrNull(
                json, "durationSeconds", load.duration().map(BenchJson::seconds).orElse(0.0));
        json.writeNumberField("warmUp", load.warmUp());
        json.writeNumberField("size", load.size());
        json.writeNumberField("recipients", load.recipients());
        json.writeStringField("from", load.from());
        json.writeStringField("to", load.to());
        writeOrNull(json, "rate", load.rate());
        json.writeBooleanField("sendAll", load.sendAll());
        json.writeNumberField("window", result.window());
        json.writeBooleanField("eager", result.eager());
    }

    private static void writeOrNull(JsonGenerator json, String name, double number) throws IOException {
        if (number == 0) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, number);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static void writeCounts(JsonGenerator json, BenchTally tally) throws IOException {
        json.writeNumberField("accepted", tally.accepted());
        json.writeNumberField("acceptedNotByAll", tally.partly());
        json.writeNumberField("refused", tally.refused());
        write(json, "refusedByCode", tally.refusedByCode());
        write(json, "recipientsRefusedByCode", tally.recipientsRefusedByCode());
        json.writeNumberField("inDoubt", tally.inDoubt());
        json.writeNumberField("notSent", tally.notSent());
        write(json, "failures", tally.failures());
        json.writeNumberField("sessionsLost", tally.sessionsLost());
    }

    private static void write(JsonGenerator json, String name, Map<?, Long> counts) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<?, Long> count : counts.entrySet()) {
            json.writeNumberField(count.getKey().toString(), count.getValue());
        }
        json.writeEndObject();
    }

    private static void writeMicros(JsonGenerator json, String name, Histogram micros) throws IOException {
        if (micros.getTotalCount() == 0) {
            json.writeNullField(name);
            return;
        }
        json.writeObjectFieldStart(name);
        json.writeNumberField("min", micros.getMinValue());
        json.writeNumberField("mean", micros.getMean());
        for (double percentile : BenchResult.PERCENTILES) {
            json.writeNumberField("p" + BenchText.plain(percentile), micros.getValueAtPercentile(percentile));
        }
        json.writeNumberField("max", micros.getMaxValue());
        json.writeEndObject();
    }
}
