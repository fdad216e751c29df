// SPDX-License-Identifier: Apache-2.0
package org.postrider.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.AuthPolicy;
import org.postrider.AuthenticationException;
import org.postrider.Credentials;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.Message;
import org.postrider.RecipientOutcome;
import org.postrider.SendResult;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.xoauth2.AccessToken;
import org.postrider.xoauth2.OAuthCredentials;
import org.postrider.xoauth2.TokenSupplier;

class DovecotTest {

    private static RealServer dovecot;

    @BeforeAll
    static void up() throws IOException {
        dovecot = RealServer.up("dovecot");
    }

    @AfterAll
    static void down() throws IOException {
        if (dovecot != null) {
            dovecot.close();
        }
    }

    private static Session open(String scheme, String port, Credentials credentials, String mechanism)
            throws SmtpException {
        // With a certificate this Dovecot takes the user from it, and reads the first answer of LOGIN as the password.
        return dovecot.to(scheme, port)
                .tlsSettings(mechanism.equals("EXTERNAL") ? dovecot.withClientCertificate() : dovecot.trusting())
                .credentials(credentials)
                .authPolicy(AuthPolicy.defaults().withMechanisms(mechanism))
                .open();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN", "CRAM-MD5"})
    @DisplayName(
            "each mechanism is taken with the right password and refused with a wrong one, by STARTTLS and by implicit TLS (R109)")
    void mechanisms(String mechanism) throws SmtpException {
        for (String port : List.of("SUBMISSION_PORT", "SUBMISSIONS_PORT")) {
            String scheme = port.equals("SUBMISSION_PORT") ? "smtp" : "smtps";
            try (Session session = open(scheme, port, Credentials.password("ana", dovecot.password()), mechanism)) {
                assertThat(session.isAuthenticated()).isTrue();
            }
            AuthenticationException e = catchThrowableOfType(
                    AuthenticationException.class,
                    () -> open(scheme, port, Credentials.password("ana", "wrong".toCharArray()), mechanism));
            assertThat(e.reply().orElseThrow().code()).isEqualTo(535);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OAUTHBEARER", "XOAUTH2"})
    @DisplayName(
            "a token is taken; one that has expired is refused with what the server says of it, and a refreshed one is taken then"
                    + " (P185, R129-R132, G31, A41)")
    void tokens(String mechanism) throws SmtpException {
        char[] valid = dovecot.variable("USER_TOKEN").toCharArray();
        char[] expired = dovecot.variable("USER_EXPIRED_TOKEN").toCharArray();
        for (String port : List.of("SUBMISSION_PORT", "SUBMISSIONS_PORT")) {
            String scheme = port.equals("SUBMISSION_PORT") ? "smtp" : "smtps";
            try (Session session = open(scheme, port, OAuthCredentials.ofToken("ana", valid), mechanism)) {
                assertThat(session.isAuthenticated()).isTrue();
            }
            AuthenticationException e = catchThrowableOfType(
                    AuthenticationException.class,
                    () -> open(scheme, port, OAuthCredentials.ofToken("ana", expired), mechanism));
            assertThat(e.reply().orElseThrow().code()).isEqualTo(535);
            assertThat(e.details()).containsEntry("status", mechanism.equals("XOAUTH2") ? "401" : "invalid_token");
            assertThat(e).hasMessageNotContaining(new String(expired));
            TokenSupplier refreshing = new TokenSupplier() {
                @Override
                public AccessToken token() {
                    return AccessToken.of(expired);
                }

                @Override
                public Optional<AccessToken> refreshed() {
                    return Optional.of(AccessToken.of(valid));
                }
            };
            open(scheme, port, OAuthCredentials.of("ana", refreshing), mechanism)
                    .close();
        }
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    @DisplayName(
            "by LMTP in one transaction: one delivery, one refusal after the content, one at RCPT, and the octets are those that were sent"
                    + " (P203, R183-R185, R187)")
    void lmtp(boolean unix, boolean chunking) throws IOException {
        String subject = "lmtp-" + unix + "-" + chunking;
        String body = ".\n..\n.x\n\nFrom here\n  \n\u00E4\n" + "x".repeat(700) + "\n";
        Session.Builder builder =
                dovecot.byLmtp(unix).chunking(chunking).ignoring(chunking ? new String[0] : new String[] {"CHUNKING"});
        try (Session session = builder.open()) {
            assertThat(session.capabilities().has("CHUNKING")).isEqualTo(chunking);
            for (int round = 0; round < 2; round++) {
                SendResult result = session.send(
                        Envelope.from("ana@example.org")
                                .to("full@example.net")
                                .to("unknown@example.net")
                                .to("bo@example.net")
                                .build(),
                        Message.ofText("From: ana@example.org\nSubject: " + subject + round + "\n\n" + body));
                assertThat(result.outcomes())
                        .extracting(RecipientOutcome::delivery)
                        .containsExactly(Delivery.REFUSED, Delivery.REFUSED, Delivery.DELIVERED);
                assertThat(result.outcomes().get(0).reply().orElseThrow().code())
                        .isEqualTo(552);
                assertThat(result.outcomes().get(1).reply().orElseThrow().code())
                        .isEqualTo(550);
                String delivered = dovecot.delivered("bo", subject + round);
                assertThat(delivered.substring(delivered.indexOf("\n\n") + 2)).isEqualTo(body);
            }
        }
    }

    @Test
    @DisplayName(
            "LMTP by TCP is secured by STARTTLS, which this server offers, and LHLO is said again (P205, R82, R183)")
    void lmtpByTls() throws SmtpException {
        try (Session session = dovecot.byLmtp(false).open()) {
            assertThat(session.tlsSession()).isPresent();
            assertThat(session.capabilities().has("PIPELINING")).isTrue();
        }
    }

    @Test
    @DisplayName("EXTERNAL is the client certificate, and nobody else (R96, R136)")
    void external() throws SmtpException {
        for (String identity : List.of("", "ana")) {
            open("smtps", "SUBMISSIONS_PORT", Credentials.external(identity), "EXTERNAL")
                    .close();
        }
        AuthenticationException e = catchThrowableOfType(
                AuthenticationException.class,
                () -> open("smtps", "SUBMISSIONS_PORT", Credentials.external("bo"), "EXTERNAL"));
        assertThat(e.reply().orElseThrow().code()).isEqualTo(535);
    }
}
