// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.ConnectionLostException;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.NotConnectedException;
import org.postrider.ProtocolViolationException;
import org.postrider.Reply;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.SmtpException;
import org.postrider.testkit.ScriptedServer;

class SingleCommandsTest {

    @Test
    @DisplayName("a raw command is verb, space, argument and CRLF; without an argument no space; any reply comes back"
            + " (P52, P56, P73, P98, T19)")
    void rawCommand() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo()
                + "C: XFOO\nS: 250 done\nC: XFOO a b\nS: 550 no\nC: ETRN #q\nS: 502 what\n" + Dialogues.QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThat(session.command("XFOO", "").code()).isEqualTo(250);
                assertThat(session.command("XFOO", "a b")).isEqualTo(Reply.of(550, "no"));
                assertThat(session.command("ETRN", "#q").code()).isEqualTo(502);
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @CsvSource({"250", "500"})
    @DisplayName("NOOP and RSET return their reply whatever its code (P94, T16, T17)")
    void noopAndRset(int code) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                Dialogues.ehlo() + "C: NOOP\nS: " + code + " OK\nC: RSET\nS: " + code + " OK\n" + Dialogues.QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThat(session.noop()).isEqualTo(Reply.of(code, "OK"));
                assertThat(session.rset()).isEqualTo(Reply.of(code, "OK"));
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP", "VRFY x", "EXPN x", "HELP"})
    @DisplayName("3yz is an answer to a raw command only (R45, F15)")
    void intermediate(String line) throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(Dialogues.ehlo() + "C: XFOO\nS: 354 go\nC: " + line + "\nS: 354 go\n@silence\n")) {
            Session session = Dialogues.open(server);
            assertThat(session.command("XFOO").code()).isEqualTo(354);
            assertThatThrownBy(() -> {
                        switch (line) {
                            case "NOOP" -> session.noop();
                            case "HELP" -> session.help();
                            case "VRFY x" -> session.verify("x");
                            default -> session.expand("x");
                        }
                    })
                    .isInstanceOf(ProtocolViolationException.class);
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "a refused MAIL or RSET changes nothing: whom the content was for is still known, and in doubt (F04, R43)")
    void refusedCommandsChangeNothing() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                Dialogues.ehlo()
                        + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n"
                        + "C: MAIL FROM:<c@d>\nS: 503 nested\nC: RSET\nS: 500 what\nC: DATA\nS: 354 go\nC: hi\nC: .\n@close\n")) {
            Session session = Dialogues.open(server);
            session.mail("a@b");
            session.rcpt("x@y");
            session.mail("c@d");
            session.rset();
            ConnectionLostException e =
                    catchThrowableOfType(ConnectionLostException.class, () -> session.data(Dialogues.HI));
            assertThat(e.delivery()).isEqualTo(Delivery.IN_DOUBT);
            assertThat(e.outcomes()).singleElement().satisfies(outcome -> {
                assertThat(outcome.recipient()).hasToString("x@y");
                assertThat(outcome.delivery()).isEqualTo(Delivery.IN_DOUBT);
            });
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C: RSET\nS: 250 ok\n", "C: EHLO me.test\nS: 250 srv\n", ""})
    @DisplayName("after the end of the content there is doubt even if the session knows of no recipient (F04, R43)")
    void doubtWithoutRecipients(String forgetting) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo() + "C: MAIL FROM:<a@b>\nS: 250 ok\n"
                + forgetting + "C: DATA\nS: 354 go\nC: hi\nC: .\n@close\n")) {
            Session session = Dialogues.open(server);
            session.mail("a@b");
            if (forgetting.contains("RSET")) {
                session.rset();
            } else if (forgetting.contains("EHLO")) {
                session.ehlo();
            }
            ConnectionLostException e =
                    catchThrowableOfType(ConnectionLostException.class, () -> session.data(Dialogues.HI));
            assertThat(e.delivery()).isEqualTo(Delivery.IN_DOUBT);
            assertThat(e.outcomes()).isEmpty();
            assertThat(e).hasMessageContaining("may have been delivered");
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "a listener is told before the end of content that the caller sends on his own, and may stop it (P119)")
    void committing() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo()
                + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: RCPT TO:<z@y>\nS: 550 no\n"
                + "C: DATA\nS: 354 go\nC: hi\nC<EOF\n")) {
            AtomicReference<String> told = new AtomicReference<>();
            Session session = Dialogues.to(server)
                    .listener(new SessionListener() {
                        @Override
                        public void committing(Envelope envelope) {
                            told.set(envelope.toString());
                            throw new IllegalStateException("journal is full");
                        }
                    })
                    .open();
            session.mail("a@b");
            session.rcpt("x@y");
            session.rcpt("z@y");
            assertThatThrownBy(() -> session.data(Dialogues.HI)).hasMessage("journal is full");
            assertThat(told).hasValue("from <a@b> to [x@y]");
            assertThat(session.isOpen()).isFalse();
            server.verify();
        }
    }

    @Test
    @DisplayName("HELP takes an optional topic and returns the whole reply (P96, T23)")
    void help() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                Dialogues.ehlo() + "C: HELP\nS: 214-one\nS: 214 two\nC: HELP topic\nS: 504 none\n" + Dialogues.QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThat(session.help().lines()).containsExactly("one", "two");
                assertThat(session.help("topic").code()).isEqualTo(504);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("VRFY and EXPN reduce a mailbox to its address, leave a list name alone, and return any reply"
            + " (P97, P107, P99, T21, T46, T47, R69)")
    void verifyAndExpand() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo()
                + "C: VRFY a@b\nS: 250 A <a@b>\nC: VRFY nobody\nS: 550 no\nC: VRFY x@y\nS: 252 perhaps\n"
                + "C: EXPN staff\nS: 250-Ana <ana@b>\nS: 250 Bo <bo@b>\nC: EXPN other\nS: 553 which\n"
                + Dialogues.QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThat(session.verify("A <a@b>").text()).isEqualTo("A <a@b>");
                assertThat(session.verify("nobody").code()).isEqualTo(550);
                assertThat(session.verify("<x@y>").code()).isEqualTo(252);
                assertThat(session.expand("staff").lines()).containsExactly("Ana <ana@b>", "Bo <bo@b>");
                assertThat(session.expand("other").code()).isEqualTo(553);
                assertThatIllegalArgumentException().isThrownBy(() -> session.verify("p\u00E4"));
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("commands of the caller's own greet nobody first (P81)")
    void noImplicitGreeting() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play("S: 220 hi\nC: VRFY x\nS: 252 ok\nC: MAIL FROM:<a@b>\nS: 250 ok\n"
                        + "C: RCPT TO:<x@y>\nS: 250 ok\nC: EXPN l\nS: 250 ok\nC: NOOP\nS: 250 ok\nC: HELP\nS: 214 ok\n"
                        + "C: RSET\nS: 250 ok\n" + Dialogues.QUIT)) {
            try (Session session = Dialogues.openSilently(server)) {
                session.verify("x");
                session.mail("a@b");
                session.rcpt("x@y");
                session.expand("l");
                session.noop();
                session.help();
                session.rset();
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\nb", "a\rb", "a\r\nRCPT TO:<evil@x>", "a\0b", "a\u0007b", "a\u007Fb", "\u760D", "p\u00E4"})
    @DisplayName(
            "what a command may not carry is refused at every entrance before an octet is written (P53, P54, P55, T20, A03, A08)")
    void injection(String bad) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo() + "C: NOOP\nS: 250 ok\n" + Dialogues.QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThatIllegalArgumentException().isThrownBy(() -> session.command("XFOO", bad));
                assertThatIllegalArgumentException().isThrownBy(() -> session.command(bad, ""));
                assertThatIllegalArgumentException().isThrownBy(() -> session.verify(bad));
                assertThatIllegalArgumentException().isThrownBy(() -> session.expand(bad));
                assertThatIllegalArgumentException().isThrownBy(() -> session.help(bad));
                // An address in UTF-8 is well-formed, and the server does not take it.
                Class<? extends Exception> kind = bad.chars().anyMatch(c -> c > 0x7F)
                        ? ExtensionNotSupportedException.class
                        : IllegalArgumentException.class;
                assertThatThrownBy(() -> session.mail(bad + "@b")).isInstanceOf(kind);
                assertThatThrownBy(() -> session.rcpt(bad + "@b")).isInstanceOf(kind);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> session.command("XFOO", bad))
                        .withMessageNotContainingAny("\n", "\r", "\0", "\u0007");
                session.noop();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("every character in every field is refused or arrives as itself (P55, A03)")
    void everyCharacter() throws SmtpException {
        StringBuilder script = new StringBuilder(Dialogues.ehlo());
        for (char c = ' '; c < 0x7F; c++) {
            script.append("C: XFOO a").append(c).append("b\nS: 250 ok\n");
        }
        try (ScriptedServer server = ScriptedServer.play(script + Dialogues.QUIT)) {
            try (Session session = Dialogues.open(server)) {
                for (int c = 0; c < 0x10000; c++) {
                    String argument = "a" + (char) c + "b";
                    if (c >= ' ' && c < 0x7F) {
                        session.command("XFOO", argument);
                    } else {
                        assertThatIllegalArgumentException().isThrownBy(() -> session.command("XFOO", argument));
                    }
                }
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO",
                "helo",
                "MAIL",
                "RCPT",
                "DATA",
                "BDAT",
                "RSET",
                "QUIT",
                "STARTTLS",
                "AUTH",
                "X Y",
                "",
                "X_Y"
            })
    @DisplayName("a raw verb that changes the session's state, or is no verb, is refused (P56, A08)")
    void framingVerbs(String verb) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo() + Dialogues.QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThatIllegalArgumentException().isThrownBy(() -> session.command(verb, "x"));
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a command line is 512 octets at most, parameters not counted (P60, R50)")
    void lineLimit() throws SmtpException {
        String fits = "x".repeat(512 - 2 - "XFOO ".length());
        try (ScriptedServer server =
                ScriptedServer.play(Dialogues.ehlo() + "C: XFOO " + fits + "\nS: 250 ok\n" + Dialogues.QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.command("XFOO", fits);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> session.command("XFOO", fits + "x"))
                        .withMessageContaining("512");
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("verbs leave in upper case, without a space before the path (P57, P58, T67)")
    void spelling() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo("SIZE")
                + "C: MAIL FROM:<a@b> SIZE=4\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC: hi\nC: .\n"
                + "S: 250 ok\n" + Dialogues.QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(Dialogues.A_TO_X, Dialogues.HI);
            }
            server.verify();
            assertThat(server.received()).asString().contains("MAIL FROM:<a@b> SIZE=4\r\nRCPT TO:<x@y>\r\nDATA\r\n");
        }
    }

    @Test
    @DisplayName("a second HELO returns what the server says to it (P77, T22)")
    void secondHelo() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                "S: 220 hi\nC: HELO me.test\nS: 250 srv\nC: HELO me.test\nS: 503 twice\n" + Dialogues.QUIT)) {
            try (Session session = Dialogues.openSilently(server)) {
                session.helo();
                assertThat(session.helo()).isEqualTo(Reply.of(503, "twice"));
                assertThat(session.heloReply()).contains(Reply.of(503, "twice"));
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a closed session says so to every call and sends nothing (P12, P59, P216, T37, T57)")
    void afterClose() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo() + Dialogues.QUIT)) {
            Session session = Dialogues.open(server);
            session.close();
            assertThat(session.isOpen()).isFalse();
            assertThatThrownBy(session::noop)
                    .isInstanceOf(NotConnectedException.class)
                    .hasMessageContaining("open a new");
            assertThatThrownBy(session::quit).isInstanceOf(NotConnectedException.class);
            assertThatThrownBy(session::rset).isInstanceOf(NotConnectedException.class);
            assertThatThrownBy(session::ehlo).isInstanceOf(NotConnectedException.class);
            assertThatThrownBy(() -> session.command("XFOO")).isInstanceOf(NotConnectedException.class);
            assertThatThrownBy(() -> session.send(Dialogues.A_TO_X, Dialogues.HI))
                    .isInstanceOf(NotConnectedException.class);
            session.close();
            server.verify();
        }
    }

    @Test
    @DisplayName("a server that closes gives one exception of that kind, then 'not connected' (P59, P69)")
    void serverCloses() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo() + "C: NOOP\n@close\n")) {
            Session session = Dialogues.open(server);
            assertThatThrownBy(session::noop).isInstanceOf(ConnectionLostException.class);
            assertThatThrownBy(session::noop).isInstanceOf(NotConnectedException.class);
            assertThatThrownBy(session::noop).isInstanceOf(NotConnectedException.class);
            session.close();
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "a reply too many after a verdict leaves a message without known recipients in doubt, and never refused")
    void surplusWithoutRecipients() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo()
                + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 550 no\nC: DATA\nS: 354 go\nC: hi\nC: .\n"
                + "S: 250 ok\nS: 250 once more\n")) {
            try (Session session = Dialogues.open(server)) {
                session.mail("a@b");
                session.rcpt("x@y");
                assertThatThrownBy(() -> session.data(Dialogues.HI))
                        .isInstanceOfSatisfying(
                                ProtocolViolationException.class,
                                e -> assertThat(e.delivery()).isEqualTo(Delivery.IN_DOUBT));
            }
        }
    }
}
