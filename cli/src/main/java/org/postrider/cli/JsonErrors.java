// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** A command whose JSON has the same members whether it succeeds or fails, among them {@code error}. */
interface JsonErrors {

    /** The object for a failure before there is anything else to say. */
    String json(Exception failure);

    /** Prints a failure in the shape of the command. */
    static void print(CommandLine line, Exception failure) {
        Object command = line.getCommand();
        PrintWriter out = line.getOut();
        out.println(command instanceof JsonErrors errors ? errors.json(failure) : JsonReport.of(Report.of(failure)));
        out.flush();
    }

    /** Writes the member {@code error}. */
    static void write(JsonGenerator json, @Nullable Exception failure) throws IOException {
        json.writeFieldName("error");
        if (failure == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeStringField("type", failure.getClass().getSimpleName());
        json.writeStringField("message", String.valueOf(failure.getMessage()));
        json.writeEndObject();
    }

    /** Writes the member {@code error}. */
    static void write(JsonGenerator json, Optional<Exception> failure) throws IOException {
        write(json, failure.orElse(null));
    }
}
