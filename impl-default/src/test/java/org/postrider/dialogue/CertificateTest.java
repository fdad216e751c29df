// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
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
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Delivery;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.TlsException;
import org.postrider.TlsSettings;
import org.postrider.testkit.ScriptedServer;

class CertificateTest {

    private static final long HOUR = Duration.ofHours(1).toMillis();

    /** A certificate that does not prove 127.0.0.1, and what the exception says of it. */
    private enum Bad {
        EXPIRED(
                details ->
                        details.addSubjectAlternativeName("127.0.0.1").validityInterval(now() - 2 * HOUR, now() - HOUR),
                "it expired at ",
                "the server needs a new one"),
        NOT_YET(
                details ->
                        details.addSubjectAlternativeName("127.0.0.1").validityInterval(now() + HOUR, now() + 2 * HOUR),
                "it is not valid before ",
                "check the clock of this machine"),
        OTHER_NAME(
                details -> details.addSubjectAlternativeName("mail.example.org"),
                "it is for another name than \"127.0.0.1\"",
                "connect by a name that it has"),
        OTHER_ADDRESS(
                details -> details.addSubjectAlternativeName("127.0.0.2"),
                "it is for another name than \"127.0.0.1\"",
                "connect by a name that it has"),
        ADDRESS_AS_COMMON_NAME(
                details -> details.commonName("127.0.0.1"),
                "it has the name \"127.0.0.1\" only as its common name",
                "the server needs one with a subjectAltName"),
        NO_NAME(
                details -> details.commonName("elsewhere"),
                "it is for another name than \"127.0.0.1\"",
                "for no name at all"),
        SELF_SIGNED(
                details ->
                        new HeldCertificate.Builder().commonName("Test Server").addSubjectAlternativeName("127.0.0.1"),
                "it is signed by itself and by no trusted authority",
                "(itself)"),
        OF_A_STRANGER(
                details -> details.addSubjectAlternativeName("127.0.0.1")
                        .signedBy(new HeldCertificate.Builder()
                                .commonName("Strange Authority")
                                .certificateAuthority(0)
                                .build()),
                "it is signed by \"CN=Strange Authority\", which is no trusted authority",
                "trust that authority, or have the server send the certificates between"),
        OF_NO_AUTHORITY(
                details -> details.addSubjectAlternativeName("127.0.0.1")
                        .signedBy(Certificates.issued(leaf -> leaf.commonName("No Authority"))),
                "",
                "");

        @SuppressWarnings("ImmutableEnumChecker") // each is a function without state
        private final UnaryOperator<HeldCertificate.Builder> details;

        private final String fault;
        private final String advice;

        Bad(UnaryOperator<HeldCertificate.Builder> details, String fault, String advice) {
            this.details = details;
            this.fault = fault;
            this.advice = advice;
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
            "a certificate that does not prove the server is refused on smtps and at STARTTLS alike, with what it showed,"
                    + " what is wrong with it, and the digest that a pin would need"
                    + " (P190-P192, R79, R90, R91, A27, F24, G27, C12)")
    void refused(Bad bad) {
        HeldCertificate certificate = Certificates.issued(bad.details);
        for (boolean implicit : new boolean[] {true, false}) {
            try (LiveServer server = LiveServer.withTls(Certificates.server(certificate), implicit, LiveServer.yes())) {
                TlsException e =
                        catchThrowableOfType(TlsException.class, () -> open(server.uri(), Certificates.TRUSTING));
                assertThat(e)
                        .hasMessageContaining("does not prove the server")
                        .hasMessageContaining(bad.fault)
                        .hasMessageContaining(bad.advice)
                        .hasMessageContaining(HexFormat.of().formatHex(Certificates.digest(certificate.certificate())))
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
        "*.kinghost.net, smtp.kinghost.net, true",
        "*.kinghost.net, a.smtp.kinghost.net, false",
        "*.net, kinghost.net, false",
        "*.co.uk, example.co.uk, false",
        "*, localhost, false",
        "xn--bcher-kva.example.test, b\u00FCcher.example.test, true",
        "*.example.test, b\u00FCcher.example.test, true",
        "strasse.example.test, stra\u00DFe.example.test, false",
        "xn--strae-oqa.example.test, stra\u00DFe.example.test, true",
        "xn--strae-oqa.example.test, strasse.example.test, false",
        "127.0.0.1, 127.0.0.1, true",
        "::1, ::1, true",
        "::1, 0:0:0:0:0:0:0:1, true",
        "mail.example.test, example.test, false",
        "127.0.0.1, 127.0.0.2, false"
    })
    @DisplayName(
            "which names prove which server: *.kinghost.net does and *.co.uk does not (R91, A27, C10), strasse is not stra\u00DFe (C11)")
    void names(String shown, String expected, boolean proves) throws SmtpException {
        HeldCertificate certificate = Certificates.issued(details -> details.addSubjectAlternativeName(shown));
        try (LiveServer server = LiveServer.withTls(Certificates.server(certificate), true, LiveServer.yes())) {
            TlsSettings settings = Certificates.TRUSTING.withServerName(expected);
            if (proves) {
                open(server.uri(), settings).close();
            } else {
                assertThatThrownBy(() -> open(server.uri(), settings))
                        .isInstanceOf(TlsException.class)
                        .hasMessageContaining(
                                "for another name than \"" + expected.replace("stra\u00DFe", "xn--strae-oqa"))
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

    @Test
    @DisplayName(
            "a server that supports older TLS versions only, or no cipher suite that is offered, is reported as that (C12)")
    void alerts() {
        for (String[] alert : new String[][] {
            {"\\x46", "supports none of the TLS versions offered (TLSv1.3, TLSv1.2)"},
            {"\\x28", "supports none of the cipher suites"}
        }) {
            try (ScriptedServer server =
                    ScriptedServer.play("C* 5\nS! \\x15\\x03\\x01\\x00\\x02\\x02" + alert[0] + "\n@silence\n")) {
                assertThatThrownBy(() -> open(server.uri("smtps"), TlsSettings.defaults()))
                        .isInstanceOf(TlsException.class)
                        .hasMessageContaining(alert[1]);
            }
        }
    }

    @Test
    @DisplayName("a context whose authorities did not sign the certificate is reported in plain words (C12)")
    void contextTrustsOthers() {
        TlsSettings settings = TlsSettings.defaults().withContext(Certificates.server(Certificates.local()));
        HeldCertificate stranger =
                new HeldCertificate.Builder().commonName("stranger").build();
        try (LiveServer server = LiveServer.withTls(Certificates.server(stranger), true, LiveServer.yes())) {
            assertThatThrownBy(() -> open(server.uri(), settings))
                    .isInstanceOf(TlsException.class)
                    .hasMessageContaining("signed by no authority that the SSLContext trusts");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName(
            "a client certificate of a context is not shown to a server of another name, nor to one of another pin (C17)")
    void clientCertificateIsNotShown(String protocol) {
        HeldCertificate mine = Certificates.issued(details -> details.commonName("Ana"));
        HeldCertificate elsewhere =
                Certificates.issued(details -> details.addSubjectAlternativeName("mail.example.test"));
        TlsSettings settings =
                TlsSettings.defaults().withContext(Certificates.server(mine)).withProtocols(protocol);
        for (TlsSettings own : List.of(settings, settings.withPins("ab".repeat(32)))) {
            try (ScriptedServer server =
                    ScriptedServer.play("@tls need-cert refused\n", Certificates.server(elsewhere))) {
                assertThatThrownBy(() -> open(server.uri("smtps"), own))
                        .isInstanceOf(TlsException.class)
                        .hasMessageContaining("does not prove the server");
                server.verify();
                assertThat(server.tlsSessions()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("pins and no verification are refused as a pair, in either order (C18)")
    void pinsAndInsecure() {
        TlsSettings pinned = TlsSettings.defaults().withPins("ab".repeat(32));
        TlsSettings insecure = TlsSettings.defaults().insecureWithoutVerification();
        assertThatIllegalArgumentException()
                .isThrownBy(pinned::insecureWithoutVerification)
                .withMessageContaining("contradict");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> insecure.withPins("ab".repeat(32)))
                .withMessageContaining("contradict");
    }
}
