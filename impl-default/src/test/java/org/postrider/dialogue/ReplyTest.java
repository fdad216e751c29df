// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.ConnectionLostException;
import org.postrider.Delivery;
import org.postrider.EnhancedStatus;
import org.postrider.NotConnectedException;
import org.postrider.ProtocolViolationException;
import org.postrider.Reply;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.testkit.ScriptedServer;

class ReplyTest {

    private static Reply noop(String answer) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo() + "C: NOOP\n" + answer + Dialogues.QUIT)) {
            Reply reply;
            try (Session session = Dialogues.open(server)) {
                reply = session.noop();
            }
            server.verify();
            return reply;
        }
    }

    @Test
    @DisplayName("a reply of several lines keeps its lines and joins them by LF (P61, P65, T18, R44)")
    void multiLine() throws SmtpException {
        Reply reply = noop("S: 250-\nS: 250-b\nS: 250 c\n");
        assertThat(reply.code()).isEqualTo(250);
        assertThat(reply.lines()).containsExactly("", "b", "c");
        assertThat(reply.text()).isEqualTo("\nb\nc");
    }

    @Test
    @DisplayName("spaces at the end of a line are dropped, those at its start are kept (P62)")
    void trimming() throws SmtpException {
        assertThat(noop("S: 250   lead trail \t \n").text()).isEqualTo("  lead trail");
    }

    @ParameterizedTest
    @ValueSource(strings = {"250", "250 "})
    @DisplayName("a code without text is a reply, last line or only one (P65, R40, R44, R76)")
    void withoutText(String line) throws SmtpException {
        assertThat(noop("S: " + line + "\n").text()).isEmpty();
        assertThat(noop("S: 250-first\nS: " + line + "\n").lines()).containsExactly("first", "");
        assertThat(noop("S: " + line + "\n").enhancedStatus()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " 25 a",
                "+25 a",
                "-25 a",
                "2_5 a",
                "25",
                "2500 a",
                "2a0 a",
                "000 a",
                "199 a",
                "600 a",
                "999 a",
                "garbage",
                "",
                "250x text",
                "250\\ttext",
                "\\xFF\\xFE",
                "\\u0662\\u0665\\u0660 a",
                "\\u0000"
            })
    @DisplayName(
            "what is no reply ends the session at once, and no QUIT follows (P63, P64, P65, R42, R46, F10, F14, A51, A57)")
    void malformed(String line) throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(Dialogues.ehlo() + "C: NOOP\nS! " + line + "\\r\\n\n@silence\n")) {
            Session session = Dialogues.open(server);
            ProtocolViolationException e = catchThrowableOfType(ProtocolViolationException.class, session::noop);
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(e.isRetryable()).isFalse();
            assertThat(e.getMessage()).doesNotContain("\r").doesNotContain("\n");
            assertThatThrownBy(session::noop).isInstanceOf(NotConnectedException.class);
            session.close();
            server.verify();
            assertThat(new String(server.received(), StandardCharsets.US_ASCII)).doesNotContain("QUIT");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "* OK IMAP4rev1 ready, IMAP",
        "+OK POP3 ready, POP3",
        "HTTP/1.1 400 Bad Request, HTTP",
        "SSH-2.0-OpenSSH, SSH",
        "\\x15\\x03\\x03\\x00\\x02, TLS"
    })
    @DisplayName("the error says which protocol a wrong port seems to speak (A51, F10)")
    void otherProtocols(String greeting, String name) {
        try (ScriptedServer server = ScriptedServer.play("S! " + greeting + "\\r\\n\n@silence\n")) {
            assertThatThrownBy(() -> Dialogues.open(server))
                    .isInstanceOf(ProtocolViolationException.class)
                    .hasMessageContaining("seems to speak " + name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"S: 250-a\nS: 550 c\n", "S: 250-a\nS: 251 c\n", "S: 250-a\nS: bad\n", "S: 250-a\nS: \n"})
    @DisplayName("codes that differ, and broken lines, inside one reply are no reply (P66, R45, F11, A52, A53)")
    void mixedCodes(String answer) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo() + "C: NOOP\n" + answer + "@silence\n")) {
            Session session = Dialogues.open(server);
            assertThatThrownBy(session::noop).isInstanceOf(ProtocolViolationException.class);
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"250 a\\n", "250 a\\r250 b\\r\\n", "250-a\\n250 b\\r\\n"})
    @DisplayName("only CRLF ends a line (R7, F12, A54)")
    void bareLineEnds(String octets) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo() + "C: NOOP\nS! " + octets + "\n@silence\n")) {
            Session session = Dialogues.open(server);
            assertThatThrownBy(session::noop).isInstanceOf(ProtocolViolationException.class);
        }
    }

    @Test
    @DisplayName("lines that end in LF are taken if the caller says so by name (P62, A54)")
    void bareLfByName() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                "S! 220 hi\\n\nC: EHLO me.test\nS! 250-srv\\n250 SIZE 9\\n\nC: QUIT\nS! 221\\n\n")) {
            try (Session session =
                    Dialogues.to(server).acceptBareLfInReplies(true).open()) {
                assertThat(session.greeting().text()).isEqualTo("hi");
                assertThat(session.capabilities().has("SIZE")).isTrue();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "a line of 8192 octets is taken, one of 8193 is refused while it comes, by our limit (P67, T43, A46, F08)")
    void lineLimit() throws SmtpException {
        int room = 8192 - "250 \r\n".length();
        assertThat(noop("S: 250 " + "x".repeat(room) + "\n").text()).hasSize(room);
        try (ScriptedServer server =
                ScriptedServer.play(Dialogues.ehlo() + "C: NOOP\nS: 250 " + "x".repeat(room + 1) + "\n@silence\n")) {
            Session session = Dialogues.open(server);
            assertThatThrownBy(session::noop)
                    .isInstanceOf(ProtocolViolationException.class)
                    .hasMessageContaining("our limit of 8192");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "S! xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, our limit of 8192 octets",
        "S: 250-x, more lines than our limit of 256"
    })
    @DisplayName("an endless line and endless lines are cut off at our limits (P68, F08, F09, A46, A47)")
    void endless(String step, String message) throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(Dialogues.ehlo() + "C: NOOP\nS! 250-\n@endless " + step + "\n")) {
            Session session = Dialogues.open(server);
            assertThatThrownBy(session::noop)
                    .isInstanceOf(ProtocolViolationException.class)
                    .hasMessageContaining(message);
            server.verify();
        }
    }

    @Test
    @DisplayName("long lines add up to the limit of a reply (P68, A47)")
    void replyLimit() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(Dialogues.ehlo() + "C: NOOP\n@endless S: 250-" + "x".repeat(4000) + "\n")) {
            Session session = Dialogues.open(server);
            assertThatThrownBy(session::noop)
                    .isInstanceOf(ProtocolViolationException.class)
                    .hasMessageContaining("our limit of 65536 octets");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"250-partial\\r\\n", "250 partial", "250 partial\\r", "25", ""})
    @DisplayName(
            "a stream that ends inside a reply, last line or not, is a lost connection and no reply (P69, P70, P76, A58, F04)")
    void endInsideReply(String octets) throws SmtpException {
        String send = octets.isEmpty() ? "" : "S! " + octets + "\n";
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo() + "C: NOOP\n" + send + "@close\n")) {
            Session session = Dialogues.open(server);
            assertThatThrownBy(session::noop).isInstanceOf(ConnectionLostException.class);
            assertThat(session.isOpen()).isFalse();
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    @DisplayName("slicing changes nothing (F20)")
    void slices(int size) throws SmtpException {
        Reply reply = noop("@slice " + size + "\nS: 250-2.0.0 one\nS: 250 2.0.0 two\n@slice off\n");
        assertThat(reply.lines()).containsExactly("2.0.0 one", "2.0.0 two");
    }

    @Test
    @DisplayName("an octet that nobody asked for is lost step: the next command is not sent (P71, F19, A25, A59)")
    void unsolicited() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                Dialogues.ehlo() + "C: NOOP\nS: 250 ok\n@await read\nS: 250 again\n@mark sent\n@silence\n")) {
            Session session = Dialogues.open(server);
            session.noop();
            server.signal("read");
            server.awaitStep("sent");
            assertThatThrownBy(session::noop)
                    .isInstanceOf(ProtocolViolationException.class)
                    .hasMessageContaining("250 again");
            server.verify();
            assertThat(new String(server.received(), StandardCharsets.US_ASCII))
                    .containsOnlyOnce("NOOP")
                    .doesNotContain("QUIT");
        }
    }

    @Test
    @DisplayName("a 421 while idle is reported as what it is, and nothing was sent (P71, F19, R17, A64)")
    void unsolicitedClosing() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(Dialogues.ehlo() + "@await go\nS: 421 idle too long\n@close\n")) {
            Session session = Dialogues.open(server);
            server.signal("go");
            server.verify();
            ConnectionLostException e = catchThrowableOfType(
                    ConnectionLostException.class, () -> session.send(Dialogues.A_TO_X, Dialogues.HI));
            assertThat(e).hasMessageContaining("421 idle too long");
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
        }
    }

    @ParameterizedTest
    @CsvSource({"421, false", "500, true", "501, true"})
    @DisplayName("421 to any command ends the session, other codes do not (R17, R48)")
    void closing(int code, boolean open) throws SmtpException {
        String rest = open ? Dialogues.QUIT : "";
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo() + "C: NOOP\nS: " + code + " x\n" + rest)) {
            Session session = Dialogues.open(server);
            assertThat(session.noop().code()).isEqualTo(code);
            assertThat(session.isOpen()).isEqualTo(open);
            session.close();
            server.verify();
        }
    }

    @Test
    @DisplayName("octets that are no UTF-8 are read as Latin-1, and the octets stay (P72, F13, R171, A55)")
    void undecodable() throws SmtpException {
        Reply latin = noop("S! 250 \\xFF\\xFE\\r\\n\n");
        assertThat(latin.text()).isEqualTo("\u00FF\u00FE");
        assertThat(latin.octets()).contains(0xFF, 0xFE);
        assertThat(noop("S: 250 \u00E4\u20AC\n").text()).isEqualTo("\u00E4\u20AC");
        Reply nasty = noop("S! 250 a\\x1B[31m\\0\\u202Eb\\r\\n\n");
        assertThat(nasty.toString())
                .doesNotContain("\u001B")
                .doesNotContain("\0")
                .doesNotContain("\u202E");
    }

    @Test
    @DisplayName(
            "the enhanced status code is read where it may stand, by its class, and marked by its announcement (R70, R71, R72, R73, R74, R75)")
    void enhancedStatus() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play("S: 220 2.0.0 not here\nC: EHLO me.test\nS: 250 2.0.0 nor here\n"
                        + "C: NOOP\nS: 250 2.1.5 ok\nC: EHLO me.test\nS: 250-srv\nS: 250 ENHANCEDSTATUSCODES\n"
                        + "C: NOOP\nS: 550-5.7.999 a\nS: 550 5.123.456 b\nC: NOOP\nS: 250 5.0.0 other class\n"
                        + "C: NOOP\nS: 250 2.1.5x\nC: NOOP\nS: 250 2.1\nC: NOOP\nS: 250 22.1.1 x\nC: NOOP\nS: 450 4.2.0\n"
                        + Dialogues.QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThat(session.greeting().enhancedStatus()).isEmpty();
                assertThat(session.ehloReply().orElseThrow().enhancedStatus()).isEmpty();
                Reply unannounced = session.noop();
                assertThat(unannounced.enhancedStatus()).contains(new EnhancedStatus(2, 1, 5));
                assertThat(unannounced.isEnhancedStatusAnnounced()).isFalse();
                session.ehlo();
                Reply differing = session.noop();
                assertThat(differing.enhancedStatus()).contains(new EnhancedStatus(5, 123, 456));
                assertThat(differing.isEnhancedStatusAnnounced()).isTrue();
                for (int i = 0; i < 4; i++) {
                    assertThat(session.noop().enhancedStatus()).isEmpty();
                }
                assertThat(session.noop().enhancedStatus().orElseThrow()).hasToString("4.2.0");
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a reply of the wrong kind is lost step (F15, A60)")
    void wrongKind() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(Dialogues.ehlo() + "C: MAIL FROM:<a@b>\nS: 354 go\n@silence\n")) {
            Session session = Dialogues.open(server);
            assertThatThrownBy(() -> session.mail("a@b"))
                    .isInstanceOf(ProtocolViolationException.class)
                    .hasMessageContaining("no answer");
            server.verify();
        }
    }
}
