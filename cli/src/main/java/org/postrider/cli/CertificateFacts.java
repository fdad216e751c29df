// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/** What people want to know of a certificate. */
record CertificateFacts(
        String subject,
        String issuer,
        List<String> names,
        Instant notBefore,
        Instant notAfter,
        long daysLeft,
        String sha256,
        String keySha256) {

    static CertificateFacts of(X509Certificate certificate, Instant now) {
        try {
            Instant end = certificate.getNotAfter().toInstant();
            return new CertificateFacts(
                    certificate.getSubjectX500Principal().toString(),
                    certificate.getIssuerX500Principal().toString(),
                    names(certificate),
                    certificate.getNotBefore().toInstant(),
                    end,
                    Duration.between(now, end).toDays(),
                    sha256(certificate.getEncoded()),
                    sha256(certificate.getPublicKey().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that TLS has read can be encoded", e);
        }
    }

    private static List<String> names(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> all = certificate.getSubjectAlternativeNames();
        List<String> names = new ArrayList<>();
        for (List<?> name : all == null ? List.<List<?>>of() : all) {
            if (name.get(1) instanceof String text) {
                names.add(text);
            }
        }
        return names;
    }

    private static String sha256(byte[] octets) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    }
}
