// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Capabilities;
import org.postrider.EhloKeyword;
import org.postrider.Greeting;
import org.postrider.HeloRefusedException;
import org.postrider.Reply;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.testkit.ScriptedServer;

class EhloTest {

    private static final String PLAIN_MAIL =
            "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n";

    @Test
    @DisplayName(
            "before a greeting nothing is known; after EHLO exactly what it said (P17, P74, P84, P85, P86, T45, T68, R1, R21)")
    void keywords() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play("S: 220 hi\nC: EHLO me.test\nS: 250-SIZE 7\nS: 250-Size 20000000\n"
                        + "S: 250-STARTTLS\nS: 250-deliverby\nS: 250-8BITMIME\nS: 250 HELP\n" + Dialogues.QUIT)) {
            try (Session session = Dialogues.openSilently(server)) {
                assertThat(session.ehloReply()).isEmpty();
                assertThat(session.heloReply()).isEmpty();
                assertThat(session.capabilities().isEsmtp()).isFalse();
                assertThat(session.capabilities().has("size")).isFalse();
                Reply reply = session.ehlo();
                Capabilities capabilities = session.capabilities();
                assertThat(session.ehloReply()).contains(reply);
                assertThat(capabilities.isEsmtp()).isTrue();
                assertThat(capabilities.keywords())
                        .containsExactly(
                                new EhloKeyword("SIZE", "20000000"),
                                new EhloKeyword("STARTTLS", ""),
                                new EhloKeyword("DELIVERBY", ""),
                                new EhloKeyword("8BITMIME", ""),
                                new EhloKeyword("HELP", ""));
                assertThat(capabilities.has("Size")).isTrue();
                assertThat(capabilities.has("SIZE")).isTrue();
                assertThat(capabilities.has("size")).isTrue();
                assertThat(capabilities.has("nosuch")).isFalse();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "parameters are a list; odd lines are passed over alone; the first of two counts; AUTH lines are joined"
                    + " (P87, P88, P89, P90, P91, P92, R22, R113, A50)")
    void oddLines() {
        Capabilities capabilities = Capabilities.of(Reply.of(
                250,
                "srv",
                "XA  a   b ",
                "X_FOO bar",
                "DSN=1",
                "",
                "=x",
                "-Y",
                "SIZE",
                "size 7",
                "AUTH PLAIN LOGIN",
                "AUTH=login CRAM-MD5",
                "auth scram-sha-1",
                "XSP\tt"));
        assertThat(capabilities.get("xa").orElseThrow().parameters()).containsExactly("a", "b");
        assertThat(capabilities.get("xa").orElseThrow().text()).isEqualTo("a   b");
        assertThat(capabilities.has("X")).isFalse();
        assertThat(capabilities.has("DSN")).isFalse();
        assertThat(capabilities.get("SIZE").orElseThrow().text()).isEmpty();
        assertThat(capabilities.authMechanisms()).containsExactly("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1");
        assertThat(capabilities.get("xsp").orElseThrow().parameters()).containsExactly("t");
        assertThat(Capabilities.of(Reply.of(250, "srv", "AUTH")).has("auth")).isTrue();
        assertThat(Capabilities.of(Reply.of(250, "srv", "AUTH")).authMechanisms())
                .isEmpty();
        assertThat(Capabilities.of(Reply.of(250, "SIZE")).keywords()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 501, 502, 504, 550})
    @DisplayName("EHLO that is unknown leads to one HELO, and to no extension (P78, P82, R2, R3, R4)")
    void fallback(int code) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play("S: 220 hi\nC: EHLO me.test\nS: " + code
                + " what\nC: HELO me.test\nS: 250-srv\nS: 250-SIZE 9\nS: 250 PIPELINING\n" + PLAIN_MAIL
                + Dialogues.QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThat(session.capabilities().isEsmtp()).isFalse();
                session.send(Dialogues.A_TO_X, Dialogues.HI);
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {421, 450, 554})
    @DisplayName("EHLO that is refused otherwise is no reason for HELO (P79, R3, F16, F17)")
    void noFallback(int code) {
        String farewell = code == 421 ? "" : Dialogues.QUIT;
        try (ScriptedServer server =
                ScriptedServer.play("S: 220 hi\nC: EHLO me.test\nS: " + code + " no\n" + farewell)) {
            HeloRefusedException e = catchThrowableOfType(HeloRefusedException.class, () -> Dialogues.open(server));
            assertThat(e.refusal().code()).isEqualTo(code);
            assertThat(e.isRetryable()).isEqualTo(code < 500);
            server.verify();
        }
    }

    @Test
    @DisplayName("when both are refused the exception has both replies, and the session is closed (P78, F18)")
    void bothRefused() {
        try (ScriptedServer server = ScriptedServer.play(
                "S: 220 hi\nC: EHLO me.test\nS: 502 what\nC: HELO me.test\nS: 550 no\n" + Dialogues.QUIT)) {
            HeloRefusedException e = catchThrowableOfType(HeloRefusedException.class, () -> Dialogues.open(server));
            assertThat(e.ehloReply()).contains(Reply.of(502, "what"));
            assertThat(e.refusal()).isEqualTo(Reply.of(550, "no"));
            server.verify();
        }
    }

    @Test
    @DisplayName("a failed greeting is no greeting: the next send greets again (P80, P121)")
    void greetsAgain() throws SmtpException {
        String refusal = "C: EHLO me.test\nS: 502 what\nC: HELO me.test\nS: 550 no\n";
        try (ScriptedServer server = ScriptedServer.play("S: 220 hi\n" + refusal + refusal + Dialogues.QUIT)) {
            try (Session session = Dialogues.openSilently(server)) {
                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(() -> session.send(Dialogues.A_TO_X, Dialogues.HI))
                            .isInstanceOf(HeloRefusedException.class);
                }
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("greeting if needed does nothing after a greeting of either kind (P78, P81, P82)")
    void greetIfNeeded() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play("S: 220 hi\nC: HELO me.test\nS: 250 srv\n" + PLAIN_MAIL + Dialogues.QUIT)) {
            try (Session session = Dialogues.openSilently(server)) {
                session.helo();
                session.greetIfNeeded();
                session.send(Dialogues.A_TO_X, Dialogues.HI);
                assertThat(session.ehloReply()).isEmpty();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a session can be told to say HELO from the start (P82)")
    void heloByOption() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play("S: 220 hi\nC: HELO me.test\nS: 250 srv\n" + PLAIN_MAIL + Dialogues.QUIT)) {
            try (Session session = Dialogues.to(server).greeting(Greeting.HELO).open()) {
                session.send(Dialogues.A_TO_X, Dialogues.HI);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a second EHLO or HELO that is accepted replaces all that the first one said (P74, P75, P77, P83)")
    void replaced() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo("SIZE 9", "PIPELINING")
                + "C: EHLO me.test\nS: 250-srv\nS: 250 8BITMIME\nC: EHLO me.test\nS: 500 no\nC: HELO me.test\nS: 250 srv\n"
                + PLAIN_MAIL + Dialogues.QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThat(session.capabilities().has("SIZE")).isTrue();
                session.ehlo();
                assertThat(session.capabilities().has("SIZE")).isFalse();
                assertThat(session.capabilities().has("8BITMIME")).isTrue();
                assertThat(session.ehlo().code()).isEqualTo(500);
                assertThat(session.capabilities().has("8BITMIME")).isTrue();
                session.helo();
                assertThat(session.capabilities().isEsmtp()).isFalse();
                session.send(Dialogues.A_TO_X, Dialogues.HI);
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @CsvSource({"HELO, 503", "EHLO, 503", "HELO, 451", "EHLO, 550"})
    @DisplayName(
            "a second greeting that is refused leaves the server as it was: the session goes on with what it knows, without another"
                    + " greeting (P17)")
    void refusedAgain(String verb, int code) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo("SIZE 900", "PIPELINING") + "C: " + verb
                + " me.test\nS: " + code
                + " Duplicate HELO/EHLO\nC: MAIL FROM:<a@b> SIZE=4\nC: RCPT TO:<x@y>\nC: DATA\n"
                + "S: 250 ok\nS: 250 ok\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n" + Dialogues.QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThat((verb.equals("HELO") ? session.helo() : session.ehlo()).code())
                        .isEqualTo(code);
                session.send(Dialogues.A_TO_X, Dialogues.HI);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("after HELO too: a refused EHLO leaves what HELO established (P17)")
    void refusedAfterHelo() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play("S: 220 hi\nC: EHLO me.test\nS: 502 no\nC: HELO me.test\nS: 250 srv\n"
                        + "C: EHLO me.test\nS: 503 Duplicate HELO/EHLO\n" + PLAIN_MAIL + Dialogues.QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThat(session.ehlo().code()).isEqualTo(503);
                session.send(Dialogues.A_TO_X, Dialogues.HI);
            }
            server.verify();
        }
    }
}
