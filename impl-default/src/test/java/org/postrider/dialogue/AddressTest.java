// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Envelope;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.Greeting;
import org.postrider.HeaderEnvelope;
import org.postrider.MailParameter;
import org.postrider.Mailbox;
import org.postrider.RcptParameter;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.testkit.ScriptedServer;

class AddressTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "a@b.c, a@b.c",
                "| a@b.c |, a@b.c",
                "<a@b.c>, a@b.c",
                "Name <a@b.c>, a@b.c",
                "|\"A, B\" <a@b.c>|, a@b.c",
                "|\"a b\"@x.y|, |\"a b\"@x.y|",
                "|<\"a b\"@x.y>|, |\"a b\"@x.y|",
                "|\"a\\\"b\"@x.y|, |\"a\\\"b\"@x.y|",
                "u@[1.2.3.4], u@[1.2.3.4]",
                "u@[IPv6:::1], u@[IPv6:::1]",
                "postmaster, postmaster",
                "<Postmaster>, Postmaster",
                "MiXed.Case@Example.ORG, MiXed.Case@Example.ORG",
                "|\"<x>\"@y.z|, |\"<x>\"@y.z|"
            })
    @DisplayName(
            "a mailbox, in brackets or with a display name, goes to the wire as it is (P105, P108, P58, A1, R8, R24, R31, R33, R35)")
    void accepted(String given, String wire) throws SmtpException {
        assertThat(Mailbox.parse(given).address()).isEqualTo(wire);
        try (ScriptedServer server = ScriptedServer.play(
                ehlo() + "C: MAIL FROM:<" + wire + ">\nS: 250 ok\nC: RCPT TO:<" + wire + ">\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.mail(given);
                session.rcpt(given);
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b@x.y",
                "user name@example.com",
                "John Doe",
                "a @ b.c",
                "a@b .c",
                "a..b@c",
                ".a@b",
                "a.@b",
                "a@b@c",
                "@",
                "a@b.c, d@e.f",
                "@x,@y:u@z",
                "<@x,@y:u@z>",
                "@x:u@z",
                "user@example.com>",
                "<user@example.com",
                "<",
                "< ",
                "<a@b.c> SIZE=1",
                "a@b> NOTIFY=NEVER <c",
                "G: a@b.c, d@e.f;",
                "undisclosed-recipients:;",
                "u\n@y",
                "u@y\n",
                "u\r@y",
                "\"a\r\nb\"@y",
                "\"a\\\rb\"@y",
                "a\0@b",
                "a@-b.c",
                "a@b_c.d",
                "a@b..c",
                "a@.b",
                "a@b.",
                "u@[1.2.3]",
                "u@[1.2.3.256]",
                "u@[IPv6:1:2]",
                "u@[IPv6:fe80::1%lo]",
                "u@[x:y]",
                "\"a@b",
                "\"a\"b@c",
                "",
                " ",
                "a@b.c (comment)",
                "a@b c <d@e>",
                "x@y <a@b.c>",
                "\u2028@b",
                "a\u0085@b",
                "\uD800@b",
                "a\u202E@b",
                "-@b\u007F"
            })
    @DisplayName(
            "what is no mailbox is refused before anything is sent, never mended (P105, P109, G26, A01, A02, A06, A12, A14, R15, R32, R34)")
    void refused(String given) throws SmtpException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mailbox.parse(given))
                .withMessageNotContainingAny("\n", "\r", "\0", "\u2028", "\u202E", "\u0085");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Envelope.from("a@b").to(given));
        try (ScriptedServer server = ScriptedServer.play(ehlo() + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThatIllegalArgumentException().isThrownBy(() -> session.rcpt(given));
                assertThatIllegalArgumentException().isThrownBy(() -> session.mail(given));
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    @DisplayName("an empty reverse-path is an error, and not the null one (K2)")
    void emptyReversePath(String given) throws SmtpException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Envelope.from(given))
                .withMessageContaining("give an address, or <>");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeaderEnvelope.defaults().withReversePath(given));
        try (ScriptedServer server = ScriptedServer.play(ehlo() + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThatIllegalArgumentException().isThrownBy(() -> session.mail(given));
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("an address that a decoder has damaged is refused; a damaged display name does not matter (K1)")
    void undecoded() {
        for (String damaged : List.of("jos\uFFFD@y", "<\"jos\uFFFD\"@y>", "x@jos\uFFFD.example")) {
            assertThatIllegalArgumentException().isThrownBy(() -> Mailbox.parse(damaged));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Mailbox.local("jos\uFFFD"));
        assertThat(Mailbox.parse("Jos\uFFFD <jose@y>").address()).isEqualTo("jose@y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<>", " <> "})
    @DisplayName("the null reverse-path is written as on the wire (P106, P155, T29, R25)")
    void nullReversePath(String given) throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo() + "C: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n"
                        + "C: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(Envelope.from(given).to("x@y").build(), HI);
            }
            server.verify();
        }
        assertThat(Envelope.fromNobody().to("x@y").build().reversePath()).isEmpty();
    }

    @Test
    @DisplayName("a name without a domain is sent if the caller means it (P108, T24, T67)")
    void localNames() throws SmtpException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mailbox.parse("John"))
                .withMessageContaining("Mailbox.local");
        try (ScriptedServer server =
                ScriptedServer.play(ehlo() + "C: MAIL FROM:<John>\nS: 250 ok\nC: RCPT TO:<Sally>\nS: 250 ok\n"
                        + "C: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(
                        Envelope.from(Mailbox.local("John"))
                                .to(Mailbox.local("Sally"))
                                .build(),
                        HI);
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @CsvSource({"\u017F, s", "\u212A, k", "\u0130, i", "\u0131, I", "\u00DC, \u00FC"})
    @DisplayName("domains are equal but for the case of ASCII letters, and other letters are themselves (P12)")
    void equality(String letter, String other) {
        Mailbox mailbox = Mailbox.parse("a@" + letter + ".example");
        assertThat(mailbox).isNotEqualTo(Mailbox.parse("a@" + other + ".example"));
        Mailbox upper = Mailbox.parse("a@" + letter + ".EXAMPLE");
        assertThat(mailbox).isEqualTo(upper).hasSameHashCodeAs(upper);
    }

    @Test
    @DisplayName("a mailbox made of its parts is quoted only where it must be (R33)")
    void leastQuoting() {
        assertThat(Mailbox.of("a.b", "c.d").address()).isEqualTo("a.b@c.d");
        assertThat(Mailbox.of("a..b", "c.d").address()).isEqualTo("\"a..b\"@c.d");
        assertThat(Mailbox.of("a \"b\\", "c.d").address()).isEqualTo("\"a \\\"b\\\\\"@c.d");
        assertThat(Mailbox.parse("A@B.c")).isEqualTo(Mailbox.parse("A@b.C")).isNotEqualTo(Mailbox.parse("a@b.c"));
    }

    @Test
    @DisplayName(
            "parameters follow in the caller's order, those of each recipient with it (P100, P101, P145, T28, R112)")
    void parameters() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("XONE", "XTWO") + "C: MAIL FROM:<a@b> XTWO=2 XONE\nS: 250 ok\n"
                        + "C: RCPT TO:<x@y> XONE=never\nS: 250 ok\nC: RCPT TO:<z@w> XONE=success,failure XTWO\nS: 250 ok\n"
                        + "C: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(
                        Envelope.from("a@b", MailParameter.of("xtwo", "2"), MailParameter.of("XONE"))
                                .to("x@y", RcptParameter.of("XONE", "never"))
                                .to("z@w", RcptParameter.of("XONE", "success,failure"), RcptParameter.of("XTWO"))
                                .build(),
                        HI);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "a parameter whose extension is not offered is refused before MAIL, or dropped if marked so (P102, P103, G21, R23, D1)")
    void notOffered() throws SmtpException {
        String mail =
                "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n";
        for (Greeting greeting : List.of(Greeting.EHLO, Greeting.HELO)) {
            String start = greeting == Greeting.EHLO ? ehlo("DSN") : "S: 220 hi\nC: HELO me.test\nS: 250 DSN\n";
            try (ScriptedServer server = ScriptedServer.play(start + mail + QUIT)) {
                try (Session session = Dialogues.to(server).greeting(greeting).open()) {
                    for (MailParameter parameter : List.of(
                            MailParameter.of("BODY", "8BITMIME"),
                            MailParameter.of("SMTPUTF8"),
                            MailParameter.of("XSTRANGE"),
                            MailParameter.of("RET", "FULL").offeredBy("X-OTHER"))) {
                        assertThatThrownBy(() -> session.send(
                                        Envelope.from("a@b", parameter)
                                                .to("x@y")
                                                .build(),
                                        HI))
                                .isInstanceOf(ExtensionNotSupportedException.class)
                                .hasMessageContaining(parameter.encoded());
                        assertThatThrownBy(() -> session.mail("a@b", parameter))
                                .isInstanceOf(ExtensionNotSupportedException.class);
                    }
                    session.send(
                            Envelope.from(
                                            "a@b",
                                            MailParameter.of("XSTRANGE", "1").orDrop())
                                    .to("x@y", RcptParameter.of("XODD").orDrop())
                                    .build(),
                            HI);
                }
                server.verify();
            }
        }
    }

    @Test
    @DisplayName("a parameter of absurd length is refused before anything is sent (R50)")
    void longParameter() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("X") + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                MailParameter parameter = MailParameter.of("X", "y".repeat(20_000));
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> session.send(
                                Envelope.from("a@b", parameter).to("x@y").build(), HI))
                        .withMessageContaining("8192");
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a parameter can be bound to the extension that brings it (P103)")
    void boundToExtension() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("DSN") + "C: MAIL FROM:<a@b> RET=FULL\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.mail("a@b", MailParameter.of("RET", "FULL").offeredBy("dsn"));
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', x",
        "A B, x",
        "'A\n', x",
        "A_, x",
        "-A, x",
        "A=1, x",
        "A, ''",
        "A, 'x y'",
        "A, 'x\r\nRCPT'",
        "A, a=b",
        "A, '\u0001'"
    })
    @DisplayName("a malformed keyword or value is no parameter (P53, P104, T28, A05)")
    void malformedParameter(String keyword, String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> MailParameter.of(keyword, value));
        assertThatIllegalArgumentException().isThrownBy(() -> RcptParameter.of(keyword, value));
    }
}
