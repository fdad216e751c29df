// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postrider.Capabilities;
import org.postrider.EhloKeyword;
import org.postrider.Providers;

/** A probe as one JSON object in one line. */
final class ProbeJson {

    private static final List<String> MEMBERS = List.of("greeting", "inClear", "tls", "byTls", "fault");

    private ProbeJson() {}

    static String of(Probe probe, Providers providers, Instant now) {
        return Json.object(json -> {
            json.writeStringField("greeting", probe.greeting().text());
            write(json, "inClear", probe.inClear(), providers);
            json.writeFieldName("tls");
            if (probe.tls().isPresent()) {
                write(json, probe.tls().get(), probe.fault().isEmpty(), now);
            } else {
                json.writeNull();
            }
            write(json, "byTls", probe.secured(), providers);
            json.writeStringField("fault", probe.fault().orElse(null));
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

    private static void write(JsonGenerator json, Probe.Tls tls, boolean verified, Instant now) throws IOException {
        json.writeStartObject();
        json.writeStringField("version", tls.version());
        json.writeStringField("cipher", tls.cipher());
        json.writeBooleanField("verified", verified);
        json.writeArrayFieldStart("certificates");
        for (X509Certificate certificate : tls.chain()) {
            CertificateFacts facts = CertificateFacts.of(certificate, now);
            json.writeStartObject();
            json.writeStringField("subject", facts.subject());
            json.writeStringField("issuer", facts.issuer());
            Json.write(json, "names", facts.names());
            json.writeStringField("notBefore", facts.notBefore().toString());
            json.writeStringField("notAfter", facts.notAfter().toString());
            json.writeNumberField("daysLeft", facts.daysLeft());
            json.writeStringField("sha256", facts.sha256());
            json.writeStringField("keySha256", facts.keySha256());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Optional<Capabilities> offered, Providers providers)
            throws IOException {
        json.writeFieldName(name);
        if (offered.isEmpty()) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeObjectFieldStart("extensions");
        for (EhloKeyword keyword : offered.get().keywords()) {
            Json.write(json, keyword.keyword(), keyword.parameters());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("mechanisms");
        for (String mechanism : offered.get().authMechanisms()) {
            MechanismFacts facts = MechanismFacts.of(mechanism, providers);
            json.writeStartObject();
            json.writeStringField("name", facts.name());
            json.writeStringField("provider", facts.provider().isEmpty() ? null : facts.provider());
            Json.write(json, "needs", facts.needs());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
