// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.Delivery;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.TlsException;
import org.postrider.TlsSettings;

class CertificateTest {

    private static final long HOUR = Duration.ofHours(1).toMillis();

    /** A certificate that does not prove 127.0.0.1, and what the exception says of it. */
    private enum Bad {
        EXPIRED(
                details ->
                        details.addSubjectAlternativeName("127.0.0.1").validityInterval(now() - 2 * HOUR, now() - HOUR),
                "NotAfter"),
        NOT_YET(
                details ->
                        details.addSubjectAlternativeName("127.0.0.1").validityInterval(now() + HOUR, now() + 2 * HOUR),
                "NotBefore"),
        OTHER_NAME(details -> details.addSubjectAlternativeName("mail.example.org"), "another name than \"127.0.0.1\""),
        OTHER_ADDRESS(details -> details.addSubjectAlternativeName("127.0.0.2"), "another name than"),
        ADDRESS_AS_COMMON_NAME(details -> details.commonName("127.0.0.1"), "for no name at all"),
        SELF_SIGNED(
                details ->
                        new HeldCertificate.Builder().commonName("Test Server").addSubjectAlternativeName("127.0.0.1"),
                "unable to find valid certification path"),
        OF_A_STRANGER(
                details -> details.addSubjectAlternativeName("127.0.0.1")
                        .signedBy(new HeldCertificate.Builder()
                                .commonName("Strange Authority")
                                .certificateAuthority(0)
                                .build()),
                "unable to find valid certification path"),
        OF_NO_AUTHORITY(
                details -> details.addSubjectAlternativeName("127.0.0.1")
                        .signedBy(Certificates.issued(leaf -> leaf.commonName("No Authority"))),
                "");

        @SuppressWarnings("ImmutableEnumChecker") // each is a function without state
        private final UnaryOperator<HeldCertificate.Builder> details;

        private final String told;

        Bad(UnaryOperator<HeldCertificate.Builder> details, String told) {
            this.details = details;
            this.told = told;
        }

        private static long now() {
            return Instant.now().toEpochMilli();
        }
    }

    private static Session open(URI uri, TlsSettings settings) throws SmtpException {
        return Session.builder(uri)
                .localName("me.test")
                .providers(Providers.builtIn())
                .tlsSettings(settings)
                .open();
    }

    @ParameterizedTest
    @EnumSource(Bad.class)
    @DisplayName(
            "a certificate that does not prove the server is refused on smtps and at STARTTLS alike, with what it showed"
                    + " (P190-P192, R79, R90, R91, A27, F24, G27)")
    void refused(Bad bad) {
        HeldCertificate certificate = Certificates.issued(bad.details);
        for (boolean implicit : new boolean[] {true, false}) {
            try (LiveServer server = LiveServer.withTls(Certificates.server(certificate), implicit, LiveServer.yes())) {
                TlsException e =
                        catchThrowableOfType(TlsException.class, () -> open(server.uri(), Certificates.TRUSTING));
                assertThat(e)
                        .hasMessageContaining("does not prove the server")
                        .hasMessageContaining(bad.told)
                        .hasMessageContaining(
                                "issued by " + certificate.certificate().getIssuerX500Principal())
                        .hasMessageContaining(
                                "of subject " + certificate.certificate().getSubjectX500Principal());
                assertThat(e.stage()).isEqualTo(Stage.TLS);
                assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
                assertThat(server.byTls()).isEmpty();
                assertThat(server.inClear()).isSubsetOf("EHLO me.test", "STARTTLS");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example.test, mail.example.test, true",
        "mail.example.test, MAIL.Example.TEST., true",
        "MAIL.example.test, mail.example.test, true",
        "*.example.test, mail.example.test, true",
        "*.example.test, a.mail.example.test, false",
        "*.example.test, example.test, false",
        "m*l.example.test, mail.example.test, false",
        "mail.*.test, mail.example.test, false",
        "*.com, example.com, false",
        "*.co.uk, example.co.uk, false",
        "*, localhost, false",
        "xn--bcher-kva.example.test, b\u00FCcher.example.test, true",
        "*.example.test, b\u00FCcher.example.test, true",
        "127.0.0.1, 127.0.0.1, true",
        "::1, ::1, true",
        "::1, 0:0:0:0:0:0:0:1, true",
        "mail.example.test, example.test, false",
        "127.0.0.1, 127.0.0.2, false"
    })
    @DisplayName("which names prove which server (R91, A27)")
    void names(String shown, String expected, boolean proves) throws SmtpException {
        HeldCertificate certificate = Certificates.issued(details -> details.addSubjectAlternativeName(shown));
        try (LiveServer server = LiveServer.withTls(Certificates.server(certificate), true, LiveServer.yes())) {
            TlsSettings settings = Certificates.TRUSTING.withServerName(expected);
            if (proves) {
                open(server.uri(), settings).close();
            } else {
                assertThatThrownBy(() -> open(server.uri(), settings))
                        .isInstanceOf(TlsException.class)
                        .hasMessageContaining("for another name than \"" + expected + "\"")
                        .hasMessageContaining(shown);
            }
        }
    }

    @Test
    @DisplayName(
            "a pin, of the certificate or of its key, accepts exactly one server, whatever its issuer and name (R98)")
    void pins() throws SmtpException {
        HeldCertificate mine = new HeldCertificate.Builder().commonName("home").build();
        HeldCertificate other = new HeldCertificate.Builder().commonName("home").build();
        String ofCertificate = HexFormat.of().formatHex(Certificates.digest(mine.certificate()));
        String ofKey = HexFormat.ofDelimiter(":")
                .withUpperCase()
                .formatHex(Certificates.digest(mine.certificate().getPublicKey().getEncoded()));
        for (String pin : List.of(ofCertificate, ofKey)) {
            TlsSettings settings = TlsSettings.defaults().withPins(pin);
            try (LiveServer server = LiveServer.withTls(Certificates.server(mine), true, LiveServer.yes())) {
                open(server.uri(), settings).close();
                assertThatThrownBy(() -> open(server.uri(), TlsSettings.defaults()))
                        .isInstanceOf(TlsException.class);
            }
            for (HeldCertificate wrong : List.of(other, Certificates.local())) {
                try (LiveServer server = LiveServer.withTls(Certificates.server(wrong), true, LiveServer.yes())) {
                    assertThatThrownBy(() -> open(server.uri(), settings))
                            .isInstanceOf(TlsException.class)
                            .hasMessageContaining("none of those that are trusted");
                    assertThat(server.byTls()).isEmpty();
                }
            }
        }
    }

    @Test
    @DisplayName("a context of the caller's does not do away with the name, nor with a pin (P191, P198, A27)")
    void ownContext() throws SmtpException {
        TlsSettings settings = TlsSettings.defaults().withContext(Certificates.server(Certificates.local()));
        HeldCertificate elsewhere =
                Certificates.issued(details -> details.addSubjectAlternativeName("mail.example.test"));
        try (LiveServer server = LiveServer.withTls(Certificates.server(elsewhere), true, LiveServer.yes())) {
            assertThatThrownBy(() -> open(server.uri(), settings))
                    .isInstanceOf(TlsException.class)
                    .hasMessageContaining("another name than")
                    .hasMessageContaining("mail.example.test");
            assertThatThrownBy(() -> open(server.uri(), settings.withPins("ab".repeat(32))))
                    .isInstanceOf(TlsException.class)
                    .hasMessageContaining("none of those");
            assertThat(server.byTls()).isEmpty();
            open(server.uri(), settings.withServerName("mail.example.test")).close();
        }
    }

    @Test
    @DisplayName("only the call that says insecure takes any certificate (R90, A33)")
    void insecure() throws SmtpException {
        HeldCertificate certificate =
                new HeldCertificate.Builder().commonName("whoever").build();
        try (LiveServer server = LiveServer.withTls(Certificates.server(certificate), true, LiveServer.yes())) {
            open(server.uri(), TlsSettings.defaults().insecureWithoutVerification())
                    .close();
            assertThat(server.byTls()).containsExactly("EHLO me.test", "QUIT");
        }
    }
}
