// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.postrider.TlsSettings;

/** An authority of the tests' own, and servers with certificates of it. */
final class Certificates {

    static final HeldCertificate AUTHORITY = new HeldCertificate.Builder()
            .commonName("Test Authority")
            .certificateAuthority(0)
            .build();

    /** Trusts the tests' authority. */
    static final TlsSettings TRUSTING = TlsSettings.defaults().withAuthorities(List.of(AUTHORITY.certificate()));

    private Certificates() {}

    /** A certificate of the authority. */
    static HeldCertificate issued(UnaryOperator<HeldCertificate.Builder> details) {
        return details.apply(
                        new HeldCertificate.Builder().commonName("Test Server").signedBy(AUTHORITY))
                .build();
    }

    /** For 127.0.0.1 and localhost. */
    static HeldCertificate local() {
        return issued(details -> details.addSubjectAlternativeName("127.0.0.1").addSubjectAlternativeName("localhost"));
    }

    /** A server's side with a certificate, which takes client certificates of the authority. */
    static SSLContext server(HeldCertificate certificate) {
        return new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(AUTHORITY.certificate())
                .build()
                .sslContext();
    }

    /** What tls-server-end-point is for a certificate signed with SHA-256 (RFC 5929 section 4.1). */
    static byte[] digest(Certificate certificate) {
        try {
            return digest(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] digest(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static String decoded(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }

    /** Shows a certificate. */
    static KeyManager keyManager(HeldCertificate certificate) {
        return new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .keyManager();
    }
}
