// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.AuthPolicy;
import org.postrider.AuthResponder;
import org.postrider.AuthenticationException;
import org.postrider.Credentials;
import org.postrider.Delivery;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.LocalRefusalException;
import org.postrider.PasswordCredentials;
import org.postrider.ProtocolViolationException;
import org.postrider.ProviderException;
import org.postrider.Reply;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.testkit.ScriptedServer;

class AuthTest {

    private static final AuthPolicy PLAINTEXT = AuthPolicy.defaults().allowPlaintextAuth();
    private static final Credentials U_P = Credentials.password("u", "p".toCharArray());

    /** Opens, authenticates, closes; the script is what follows EHLO. */
    private static Session authenticated(ScriptedServer server, Credentials credentials, AuthPolicy policy)
            throws SmtpException {
        return Dialogues.to(server).credentials(credentials).authPolicy(policy).open();
    }

    private static void succeeds(String mechanisms, String exchange, Credentials credentials, AuthPolicy policy)
            throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("AUTH " + mechanisms) + exchange + QUIT)) {
            try (Session session = authenticated(server, credentials, policy)) {
                assertThat(session.isAuthenticated()).isTrue();
                assertThat(session.capabilities().has("AUTH")).isTrue();
            }
            server.verify();
        }
    }

    private static AuthenticationException fails(
            String mechanisms, String exchange, Credentials credentials, AuthPolicy policy) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("AUTH " + mechanisms) + exchange + QUIT)) {
            AuthenticationException e = catchThrowableOfType(
                    AuthenticationException.class, () -> authenticated(server, credentials, policy));
            server.verify();
            return e;
        }
    }

    @Test
    @DisplayName("PLAIN says all with the command, or after an empty challenge"
            + " (P170, P177, P186, T48, T72, R102, R109, R114, R136)")
    void plain() throws SmtpException {
        succeeds("PLAIN", "C: AUTH PLAIN AHUAcA==\nS: 235 ok\n", U_P, PLAINTEXT);
        AuthPolicy later = PLAINTEXT.withoutInitialResponse();
        succeeds("PLAIN", "C: AUTH PLAIN\nS: 334 \nC: AHUAcA==\nS: 235 ok\n", U_P, later);
        succeeds("PLAIN", "C: AUTH PLAIN\nS! 334\\r\\n\nC: AHUAcA==\nS: 235 ok\n", U_P, later);
        succeeds(
                "PLAIN",
                "C: AUTH PLAIN Ym8AdQBww6Q=\nS: 235 ok\n",
                Credentials.password("u", "p\u00E4".toCharArray()).actingAs("bo"),
                PLAINTEXT);
    }

    @Test
    @DisplayName("LOGIN answers the first prompt by the user, the second by the password, and a third not at all"
            + " (P179, T49, T50, T51, R133, A40)")
    void login() throws SmtpException {
        succeeds(
                "LOGIN",
                "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: dQ==\nS: 334 UGFzc3dvcmQ6\nC: cA==\nS: 235 ok\n",
                U_P,
                PLAINTEXT);
        AuthenticationException e = fails(
                "LOGIN",
                "C: AUTH LOGIN\nS: 334 \nC: dQ==\nS: 334 \nC: cA==\nS: 334 UGFzc3dvcmQ6\nC: *\nS: 501 cancelled\n",
                U_P,
                PLAINTEXT);
        assertThat(e).hasMessageContaining("more than user and password");
    }

    @Test
    @DisplayName("CRAM-MD5 is the RFC's own example, and is used only where it is named (P180, P181, T53, T85, R134)")
    void cramMd5() throws SmtpException {
        Credentials tim = Credentials.password("tim", "tanstaaftanstaaf".toCharArray());
        String challenge = encoded("<1896.697170952@postoffice.reston.mci.net>");
        String response = encoded("tim b913a602c7eda7a495b4e6e7334d3890");
        succeeds(
                "CRAM-MD5 PLAIN",
                "C: AUTH CRAM-MD5\nS: 334 " + challenge + "\nC: " + response + "\nS: 235 ok\n",
                tim,
                AuthPolicy.defaults().withMechanisms("cram-md5"));
        assertThat(fails("CRAM-MD5", "", tim, AuthPolicy.defaults())).hasMessageContaining("only if it is named");
    }

    @Test
    @DisplayName("EXTERNAL without another identity sends an empty response as = (P174, R96, R100, R136)")
    void external() throws SmtpException {
        succeeds("EXTERNAL", "C: AUTH EXTERNAL =\nS: 235 ok\n", Credentials.external(""), AuthPolicy.defaults());
        succeeds(
                "EXTERNAL",
                "C: AUTH EXTERNAL\nS: 334 \nC: \nS: 235 ok\n",
                Credentials.external(""),
                AuthPolicy.defaults().withoutInitialResponse());
        succeeds("EXTERNAL", "C: AUTH EXTERNAL Ym8=\nS: 235 ok\n", Credentials.external("bo"), AuthPolicy.defaults());
    }

    @Test
    @DisplayName("ANONYMOUS sends its trace, which is an address or has no @ (R135)")
    void anonymous() throws SmtpException {
        succeeds(
                "ANONYMOUS",
                "C: AUTH ANONYMOUS c2lyaGM=\nS: 235 ok\n",
                Credentials.anonymous("sirhc"),
                AuthPolicy.defaults());
        for (String bad : List.of("", "a@", "x".repeat(256))) {
            assertThatIllegalArgumentException().isThrownBy(() -> Credentials.anonymous(bad));
        }
    }

    @Test
    @DisplayName("the strongest mechanism of all AUTH lines is used, in any case, unless the caller gives an order"
            + " (P90, P166, P167, T54, R113, G34, G50)")
    void choice() throws SmtpException {
        String plain = "C: AUTH PLAIN AHUAcA==\nS: 235 ok\n";
        succeeds("FOO LOGIN plain", plain, U_P, PLAINTEXT);
        try (ScriptedServer server = ScriptedServer.play(ehlo("AUTH=LOGIN", "AUTH FOO", "AUTH PLAIN") + plain + QUIT)) {
            authenticated(server, U_P, PLAINTEXT).close();
            server.verify();
        }
        succeeds(
                "PLAIN LOGIN",
                "C: AUTH LOGIN\nS: 334 \nC: dQ==\nS: 334 \nC: cA==\nS: 235 ok\n",
                U_P,
                PLAINTEXT.withMechanisms("login", "plain"));
    }

    @Test
    @DisplayName("a server without AUTH, and one whose mechanisms cannot serve, are told apart; nothing is sent"
            + " (P91, P165, P184, R93, R110, R115, G30, A35, F27)")
    void nothingServes() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("SIZE") + QUIT)) {
            assertThatThrownBy(() -> authenticated(server, U_P, PLAINTEXT))
                    .isInstanceOfSatisfying(
                            ExtensionNotSupportedException.class,
                            e -> assertThat(e.extension()).isEqualTo("AUTH"));
            server.verify();
        }
        AuthenticationException e = fails("PLAIN XOAUTH2 X-ACME EXTERNAL CRAM-MD5", "", U_P, AuthPolicy.defaults());
        assertThat(e.mechanism()).isEmpty();
        assertThat(e.reply()).isEmpty();
        assertThat(e)
                .hasMessageContaining("PLAIN: it reveals the password and there is no TLS")
                .hasMessageContaining(
                        "XOAUTH2: no provider supplies it; it comes with" + " org.postrider:postrider-ext-auth-xoauth2")
                .hasMessageContaining("X-ACME: no provider supplies it.")
                .hasMessageContaining("EXTERNAL: it needs other credentials")
                .hasMessageContaining("CRAM-MD5: it is used only if it is named");
        assertThat(fails("", "", U_P, PLAINTEXT)).hasMessageContaining("it names none");
        assertThat(fails("PLAIN", "", U_P, PLAINTEXT.withMechanisms("SCRAM-SHA-1-PLUS")))
                .hasMessageContaining("SCRAM-SHA-1-PLUS: the server does not offer it");
    }

    @ParameterizedTest
    @CsvSource({"535, false", "454, true", "421, true", "432, true", "500, false", "538, false"})
    @DisplayName("a refusal ends it, with the reply, and no second mechanism is tried (P166, R43, R106, G33, A34, A43)")
    void refused(int code, boolean temporary) throws SmtpException {
        String farewell = code == 421 ? "" : QUIT;
        try (ScriptedServer server = ScriptedServer.play(
                ehlo("AUTH LOGIN PLAIN") + "C: AUTH PLAIN AHUAcA==\nS: " + code + " 5.7.8 no\n" + farewell)) {
            AuthenticationException e =
                    catchThrowableOfType(AuthenticationException.class, () -> authenticated(server, U_P, PLAINTEXT));
            assertThat(e.reply()).contains(Reply.of(code, "5.7.8 no"));
            assertThat(e.mechanism()).isEqualTo("PLAIN");
            assertThat(e.isRetryable()).isEqualTo(temporary);
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {504, 534})
    @DisplayName("a refusal of the mechanism leads to the next one (R106)")
    void refusedMechanism(int code) throws SmtpException {
        succeeds(
                "LOGIN PLAIN",
                "C: AUTH PLAIN AHUAcA==\nS: " + code
                        + " not this\nC: AUTH LOGIN\nS: 334 \nC: dQ==\nS: 334 \nC: cA==\nS: 235 ok\n",
                U_P,
                PLAINTEXT);
    }

    @Test
    @DisplayName("smtplib's rule, the next mechanism after any 5yz, is there for who asks; the last refusal is told"
            + " (P166, T55)")
    void smtplibRule() throws SmtpException {
        AuthenticationException e = fails(
                "CRAM-MD5 PLAIN LOGIN",
                "C: AUTH CRAM-MD5\nS: 504 no\nC: AUTH PLAIN AHUAcA==\nS: 535 no\nC: AUTH LOGIN\nS: 535 never\n",
                U_P,
                PLAINTEXT.withMechanisms("CRAM-MD5", "PLAIN", "LOGIN").tryingNextAfterRefusal());
        assertThat(e.reply()).contains(Reply.of(535, "never"));
        assertThat(e.otherMechanisms()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "!!!!", "dQ==dQ==", " dQ==", "dQ= =", "dQ==\\r\\n334 dQ=="})
    @DisplayName(
            "a challenge that is not base64 is answered by *, and the reply to that is read (P173, P176, R103, R105, F28)")
    void notBase64(String challenge) throws SmtpException {
        String line = challenge.contains("\\r") ? "334-" + challenge : "334 " + challenge;
        try (ScriptedServer server = ScriptedServer.play(ehlo("AUTH XFOO") + "C: AUTH XFOO\nS! " + line
                + "\\r\\n\nC: *\nS: 501 cancelled\nC: NOOP\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.to(server).authPolicy(PLAINTEXT).open()) {
                assertThatThrownBy(() -> session.authenticate("XFOO", given -> given.map(octets -> octets)))
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining("not base64");
                session.noop();
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"334 Username:", "334 dXNlcg", "334-VXNl\\r\\n334 cm5hbWU6", "334 VXNlcm5hbWU6", "334 Ok", "334"
            })
    @DisplayName("LOGIN does not care what a prompt says, base64 or not (S1)")
    void anyPrompt(String prompt) throws SmtpException {
        succeeds(
                "LOGIN",
                "C: AUTH LOGIN\nS! " + prompt + "\\r\\n\nC: dQ==\nS! " + prompt + "\\r\\n\nC: cA==\nS: 235 ok\n",
                U_P,
                PLAINTEXT);
    }

    @Test
    @DisplayName("an exchange of the caller's own can answer a prompt that is not base64 (S1)")
    void ownAnswerToText() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("AUTH XFOO") + "C: AUTH XFOO\nS: 334 Number?\nC: Nw==\nS: 235 ok\n" + QUIT)) {
            List<String> prompts = new ArrayList<>();
            AuthResponder responder = new AuthResponder() {
                @Override
                public Optional<byte[]> respond(Optional<byte[]> challenge) {
                    return Optional.empty();
                }

                @Override
                public Optional<byte[]> respondToText(String challenge) {
                    prompts.add(challenge);
                    return Optional.of(new byte[] {'7'});
                }
            };
            try (Session session = Dialogues.to(server).authPolicy(PLAINTEXT).open()) {
                session.authenticate("XFOO", responder);
                assertThat(session.isAuthenticated()).isTrue();
            }
            assertThat(prompts).containsExactly("Number?");
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"334", "334 ", "334 Ok", "334 R28gYWhlYWQ="})
    @DisplayName("a server that asks for the initial response it was given gets it once more (S2)")
    void asksAgain(String challenge) throws SmtpException {
        succeeds(
                "PLAIN",
                "C: AUTH PLAIN AHUAcA==\nS! " + challenge + "\\r\\n\nC: AHUAcA==\nS: 235 ok\n",
                U_P,
                PLAINTEXT);
        succeeds(
                "EXTERNAL",
                "C: AUTH EXTERNAL Ym8=\nS! " + challenge + "\\r\\n\nC: Ym8=\nS: 235 ok\n",
                Credentials.external("bo"),
                PLAINTEXT);
        AuthenticationException e = fails(
                "PLAIN",
                "C: AUTH PLAIN AHUAcA==\nS! " + challenge + "\\r\\n\nC: AHUAcA==\nS! " + challenge
                        + "\\r\\n\nC: *\nS: 501 cancelled\n",
                U_P,
                PLAINTEXT);
        assertThat(e).hasMessageContaining("more than there is to say");
    }

    @ParameterizedTest
    @ValueSource(strings = {"334 Ok", "334 abc", "334-Go\\r\\n334 ahead", "334 R28gYWhlYWQ="})
    @DisplayName("a response that waits for the first challenge does not care what that says (S12)")
    void anyFirstChallenge(String challenge) throws SmtpException {
        succeeds(
                "PLAIN",
                "C: AUTH PLAIN\nS! " + challenge + "\\r\\n\nC: AHUAcA==\nS: 235 ok\n",
                U_P,
                PLAINTEXT.withoutInitialResponse());
    }

    @Test
    @DisplayName("a refusal names the other mechanisms that could serve and how to choose one (S3)")
    void othersNamed() throws SmtpException {
        AuthenticationException e =
                fails("PLAIN LOGIN CRAM-MD5", "C: AUTH PLAIN AHUAcA==\nS: 535 5.7.8 no\n", U_P, PLAINTEXT);
        assertThat(e.otherMechanisms()).containsExactly("LOGIN");
        assertThat(e)
                .hasMessageContaining("the server also offers LOGIN")
                .hasMessageContaining("withMechanisms")
                .hasMessageContaining("tryingNextAfterRefusal()")
                .hasMessageContaining("CRAM-MD5: it is used only if it is named");
        assertThat(fails("PLAIN", "C: AUTH PLAIN AHUAcA==\nS: 535 5.7.8 no\n", U_P, PLAINTEXT))
                .hasMessageEndingWith("check user and password");
        assertThat(fails("PLAIN LOGIN", "C: AUTH PLAIN AHUAcA==\nS: 454 4.7.0 later\n", U_P, PLAINTEXT)
                        .otherMechanisms())
                .isEmpty();
    }

    @Test
    @DisplayName("the next mechanism is tried on demand, after a cancelled exchange too (S3)")
    void nextOnDemand() throws SmtpException {
        AuthPolicy next = PLAINTEXT.tryingNextAfterRefusal();
        succeeds(
                "PLAIN LOGIN",
                "C: AUTH PLAIN AHUAcA==\nS: 535 no\nC: AUTH LOGIN\nS: 334 \nC: dQ==\nS: 334 \nC: cA==\nS: 235 ok\n",
                U_P,
                next);
        succeeds(
                "LOGIN PLAIN",
                "C: AUTH LOGIN\nS: 334 \nC: dQ==\nS: 334 \nC: cA==\nS: 334 \nC: *\nS: 501 cancelled\n"
                        + "C: AUTH PLAIN AHUAcA==\nS: 235 ok\n",
                U_P,
                next.withMechanisms("LOGIN", "PLAIN"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"334 ", "235 welcome", "250 ok"})
    @DisplayName(
            "a cancelled exchange that the server does not refuse leaves the session out of step, and it is over (S7)")
    void cancelNotRefused(String answer) throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("AUTH XFOO") + "C: AUTH XFOO\nS: 334 \nC: *\nS: " + answer + "\nC<EOF\n")) {
            try (Session session = Dialogues.to(server).authPolicy(PLAINTEXT).open()) {
                assertThatThrownBy(() -> session.authenticate("XFOO", challenge -> Optional.empty()))
                        .isInstanceOf(ProtocolViolationException.class)
                        .hasMessageContaining("the caller cancelled it");
                assertThat(session.isOpen()).isFalse();
                assertThat(session.isAuthenticated()).isFalse();
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"335 ", "354 go", "335 dQ=="})
    @DisplayName("a 3yz reply other than 334 is no challenge, and the session is over (S9)")
    void noChallenge(String answer) throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("AUTH LOGIN") + "C: AUTH LOGIN\nS: " + answer + "\nC<EOF\n")) {
            assertThatThrownBy(() -> authenticated(server, U_P, PLAINTEXT))
                    .isInstanceOf(ProtocolViolationException.class)
                    .hasMessageContaining("answered AUTH with " + answer.substring(0, 3));
            server.verify();
        }
    }

    @Test
    @DisplayName("a responder that throws or returns null cancels the exchange, and the session can go on (P15)")
    void responderBreaks() throws SmtpException {
        List<AuthResponder> broken = List.of(
                challenge -> {
                    if (challenge.isPresent()) {
                        throw new IllegalStateException("a bug");
                    }
                    return Optional.empty();
                },
                challenge -> {
                    if (challenge.isPresent()) {
                        throw new NoClassDefFoundError("gone");
                    }
                    return Optional.empty();
                },
                challenge -> challenge.isPresent() ? null : Optional.empty());
        for (AuthResponder responder : broken) {
            try (ScriptedServer server = ScriptedServer.play(
                    ehlo() + "C: AUTH XFOO\nS: 334 \nC: *\nS: 501 cancelled\nC: NOOP\nS: 250 ok\n" + QUIT)) {
                try (Session session =
                        Dialogues.to(server).authPolicy(PLAINTEXT).open()) {
                    ProviderException e = catchThrowableOfType(
                            ProviderException.class, () -> session.authenticate("XFOO", responder));
                    assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
                    assertThat(e.stage()).isEqualTo(Stage.AUTH);
                    assertThat(e).hasMessageContaining("the AuthResponder org.postrider.dialogue.AuthTest");
                    session.noop();
                }
                server.verify();
            }
        }
        try (ScriptedServer server = ScriptedServer.play(ehlo() + "C: NOOP\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.to(server).authPolicy(PLAINTEXT).open()) {
                assertThatThrownBy(() -> session.authenticate("XFOO", challenge -> {
                            throw new IllegalStateException("a bug");
                        }))
                        .isInstanceOf(ProviderException.class)
                        .hasMessageContaining("threw java.lang.IllegalStateException")
                        .hasCauseInstanceOf(IllegalStateException.class);
                session.noop();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a server that challenges without end is cancelled after 16 challenges (P172, T52, R104, A40, G35)")
    void endless() throws SmtpException {
        StringBuilder script = new StringBuilder(ehlo("AUTH X") + "C: AUTH XFOO\nS: 334 \n");
        for (int i = 0; i < 16; i++) {
            script.append("C: eA==\nS: 334 \n");
        }
        script.append("C: *\nS: 501 cancelled\n").append(QUIT);
        try (ScriptedServer server = ScriptedServer.play(script.toString())) {
            try (Session session = Dialogues.to(server).authPolicy(PLAINTEXT).open()) {
                assertThatThrownBy(() ->
                                session.authenticate("XFOO", challenge -> challenge.map(c -> new byte[] {'x'})))
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining("16 challenges");
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a long challenge and a long response pass; a longer response is not sent (R104)")
    void longLines() throws SmtpException {
        String challenge = Base64.getEncoder().encodeToString(new byte[9000]);
        String response = Base64.getEncoder().encodeToString(new byte[9216]);
        try (ScriptedServer server = ScriptedServer.play(ehlo("AUTH X") + "C: AUTH XFOO\nS: 334 " + challenge + "\nC: "
                + response + "\nS: 334 \nC: *\nS: 501 cancelled\n" + QUIT)) {
            List<Integer> sizes = new ArrayList<>(List.of(9217, 9216));
            try (Session session = Dialogues.to(server).authPolicy(PLAINTEXT).open()) {
                assertThatThrownBy(() -> session.authenticate(
                                "xfoo", given -> given.map(octets -> new byte[sizes.remove(sizes.size() - 1)])))
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining("9217 octets");
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "an initial response that makes the line longer than 512 octets waits for the empty challenge (P60, R50, R101)")
    void longInitialResponse() throws SmtpException {
        for (int length : new int[] {369, 370}) {
            String user = "u".repeat(length);
            String encoded = encoded("\0" + user + "\0p");
            boolean fits = "AUTH PLAIN ".length() + encoded.length() + 2 <= 512;
            succeeds(
                    "PLAIN",
                    fits
                            ? "C: AUTH PLAIN " + encoded + "\nS: 235 ok\n"
                            : "C: AUTH PLAIN\nS: 334 \nC: " + encoded + "\nS: 235 ok\n",
                    Credentials.password(user, "p".toCharArray()),
                    PLAINTEXT);
            assertThat(fits).isEqualTo(length == 369);
        }
    }

    @Test
    @DisplayName("an exchange of the caller's own, offered or not, greets nobody first"
            + " (P81, P169, P170, P171, P175, T55, T73)")
    void ownExchange() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                "S: 220 hi\nC: AUTH X-FOO aQ==\nS: 334 Yw==\nC: cg==\nS: 334 \nC: \nS: 235 ok\n" + QUIT)) {
            List<String> challenges = new ArrayList<>();
            try (Session session = Dialogues.to(server)
                    .greeting(org.postrider.Greeting.LATER)
                    .authPolicy(PLAINTEXT)
                    .open()) {
                Reply reply = session.authenticate("x-foo", challenge -> {
                    challenges.add(challenge
                            .map(octets -> new String(octets, StandardCharsets.US_ASCII))
                            .orElse("none"));
                    return Optional.of(
                            challenges.size() == 1
                                    ? new byte[] {'i'}
                                    : challenges.size() == 2 ? new byte[] {'r'} : new byte[0]);
                });
                assertThat(reply.code()).isEqualTo(235);
                assertThat(session.isAuthenticated()).isTrue();
            }
            assertThat(challenges).containsExactly("none", "c", "");
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "an exchange of the caller's own can be cancelled, needs protection, and a proper name (P173, P178, A35)")
    void ownExchangeRefused() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                ehlo() + "C: AUTH XFOO\nS: 334 \nC: *\nS: 501 cancelled\nC: NOOP\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.to(server).authPolicy(PLAINTEXT).open()) {
                assertThatThrownBy(() -> session.authenticate("XFOO", challenge -> Optional.empty()))
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining("cancelled");
                for (String bad : List.of("", "A B", "A\r\nRSET", "X".repeat(21), "\u00C4")) {
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> session.authenticate(bad, challenge -> Optional.empty()));
                }
                session.noop();
            }
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(ehlo() + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThatThrownBy(() -> session.authenticate("XFOO", challenge -> Optional.empty()))
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining("not protected by TLS");
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a second AUTH, and one in a transaction, are not sent (P168, R99)")
    void once() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("AUTH PLAIN")
                + "C: AUTH PLAIN AHUAcA==\nS: 235 ok\nC: MAIL FROM:<a@b>\nS: 250 ok\nC: RSET\nS: 250 ok\n" + QUIT)) {
            try (Session session = authenticated(server, U_P, PLAINTEXT)) {
                assertThatThrownBy(() -> session.authenticate(U_P))
                        .isInstanceOf(LocalRefusalException.class)
                        .hasMessageContaining("already");
                session.mail("a@b");
                assertThatThrownBy(() -> session.authenticate(U_P))
                        .isInstanceOf(LocalRefusalException.class)
                        .hasMessageContaining("transaction");
                session.rset();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("what no mechanism can carry, and credentials that were destroyed, are refused before AUTH"
            + " (P178, P182, P183, R111, A07, A45)")
    void unfitCredentials() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("AUTH PLAIN") + "C: NOOP\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.to(server).authPolicy(PLAINTEXT).open()) {
                for (String bad : List.of("s3c\0ret", "s3c\uD800ret")) {
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> session.authenticate(Credentials.password("u", bad.toCharArray())))
                            .withMessageNotContainingAny("s3c");
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> session.authenticate(Credentials.password(bad, "p".toCharArray())));
                }
                PasswordCredentials destroyed = Credentials.password("u", "p".toCharArray());
                destroyed.destroy();
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> session.authenticate(destroyed))
                        .withMessageContaining("destroyed");
                session.noop();
            }
            server.verify();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Credentials.password("", "p".toCharArray()));
        assertThatIllegalArgumentException().isThrownBy(() -> Credentials.password("u", new char[0]));
        char[] own = "p".toCharArray();
        var credentials = Credentials.password("u", own);
        own[0] = 'x';
        assertThat(credentials.copyPassword()).containsExactly('p');
        credentials.destroy();
        assertThat(credentials.isDestroyed()).isTrue();
        assertThat(credentials.actingAs("bo").isDestroyed()).isTrue();
        assertThatThrownBy(credentials::copyPassword).isInstanceOf(IllegalStateException.class);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
