// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** An authority of the tests' own, and contexts with certificates of it. */
final class Contexts {

    private static final HeldCertificate AUTHORITY = new HeldCertificate.Builder()
            .commonName("Test Authority")
            .certificateAuthority(0)
            .build();

    /** A server for mail.test that takes client certificates of the authority. */
    static final SSLContext SERVER = trusting(certificates -> certificates.heldCertificate(
            certificate("Test Server", details -> details.addSubjectAlternativeName("mail.test"))));

    /** A client that trusts the authority and has no certificate. */
    static final SSLContext CLIENT = trusting(certificates -> certificates);

    /** A client that trusts the authority and has a certificate of it. */
    static final SSLContext CLIENT_WITH_CERTIFICATE =
            trusting(certificates -> certificates.heldCertificate(certificate("Test Client", details -> details)));

    /** A client that trusts another authority alone; as a server, it has no key. */
    static final SSLContext STRANGER = new HandshakeCertificates.Builder()
            .addTrustedCertificate(new HeldCertificate.Builder()
                    .certificateAuthority(0)
                    .build()
                    .certificate())
            .build()
            .sslContext();

    private Contexts() {}

    private static SSLContext trusting(UnaryOperator<HandshakeCertificates.Builder> more) {
        return more.apply(new HandshakeCertificates.Builder().addTrustedCertificate(AUTHORITY.certificate()))
                .build()
                .sslContext();
    }

    private static HeldCertificate certificate(String name, UnaryOperator<HeldCertificate.Builder> details) {
        return details.apply(new HeldCertificate.Builder().commonName(name).signedBy(AUTHORITY))
                .build();
    }
}
