// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postrider.Capabilities;
import org.postrider.EhloKeyword;
import org.postrider.Providers;

/** A probe for people. */
final class ProbeText {

    private final List<String> lines = new ArrayList<>();

    private ProbeText() {}

    static List<String> of(Probe probe, Providers providers, Instant now) {
        ProbeText text = new ProbeText();
        text.lines.add("greeting: " + probe.greeting());
        probe.inClear().ifPresent(offered -> text.offers("in clear", offered, providers));
        if (probe.tls().isPresent()) {
            text.tls(probe.tls().get(), now);
        } else if (probe.fault().isEmpty()) {
            text.lines.add("no TLS is offered");
        }
        probe.fault().ifPresent(fault -> text.lines.add("FAULT: " + fault));
        probe.secured().ifPresent(offered -> text.offers("by TLS", offered, providers));
        return text.lines;
    }

    private void tls(Probe.Tls tls, Instant now) {
        lines.add("TLS: " + tls.version() + ", " + tls.cipher());
        for (X509Certificate certificate : tls.chain()) {
            CertificateFacts facts = CertificateFacts.of(certificate, now);
            lines.add("  certificate: " + facts.subject());
            lines.add("    names:     " + String.join(", ", facts.names()));
            lines.add("    issuer:    " + facts.issuer());
            lines.add("    valid:     " + facts.notBefore() + " to " + facts.notAfter() + ", " + facts.daysLeft()
                    + " days left");
            lines.add("    SHA-256:   " + facts.sha256());
            lines.add("    key:       " + facts.keySha256());
        }
    }

    private void offers(String when, Capabilities offered, Providers providers) {
        lines.add("offered " + when + ":");
        for (EhloKeyword keyword : offered.keywords()) {
            lines.add(("  " + keyword.keyword() + " " + String.join(" ", keyword.parameters())).stripTrailing());
        }
        for (String name : offered.authMechanisms()) {
            MechanismFacts facts = MechanismFacts.of(name, providers);
            lines.add("  mechanism " + facts.name() + " needs " + String.join(", ", facts.needs()));
        }
    }
}
