// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Envelope;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.HeaderEnvelope;
import org.postrider.LocalRefusalException;
import org.postrider.MailParameter;
import org.postrider.Mailbox;
import org.postrider.Message;
import org.postrider.SendResult;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.testkit.ScriptedServer;

class SmtpUtf8Test {

    private static final MailParameter SMTPUTF8 = MailParameter.of("smtputf8");
    private static final String DELIVER = "C: DATA\nS: 354 go\nC.\nS: 250 ok\n";

    @Test
    @DisplayName(
            "a domain alone goes as its A-labels where SMTPUTF8 is not offered; the local part decides (R168, G13)")
    void asciiDomain() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("8BITMIME")
                + "C: MAIL FROM:<a@xn--bcher-kva.example>\nS: 250 ok\nC: RCPT TO:<x@xn--j2bd4cyah0f.xn--11b5bs3a9aj6g>\n"
                + "S: 250 ok\nC: RCPT TO:<z@plain.example>\nS: 250 ok\n" + DELIVER + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                SendResult result = session.send(
                        Envelope.from("a@B\u00DCcher.example")
                                .to("x@\u0939\u093F\u0928\u094D\u0926\u0940.\u092A\u0930\u0940\u0915\u094D\u0937\u093E")
                                .to("z@plain.example")
                                .build(),
                        HI);
                assertThat(result.accepted().get(0).mailbox().domain()).startsWith("\u0939");
            }
            server.verify();
        }
        assertThat(Mailbox.parse("a@b.example").withAsciiDomain()).contains(Mailbox.parse("a@b.example"));
        assertThat(Mailbox.parse("\u00E9@b\u00FC.example").withAsciiDomain()).isEmpty();
        for (String uncertain : List.of("a@fa\u00DF.de", "a@\u03C3\u03C2.gr")) {
            assertThat(Mailbox.parse(uncertain).withAsciiDomain()).as(uncertain).isEmpty();
        }
    }

    @Test
    @DisplayName("what needs SMTPUTF8 is refused before MAIL if it is not offered, and the session goes on"
            + " (P126, P129, P159, T63, T64, T65, R10, R168, G13)")
    void notOffered() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("8BITMIME") + "C: NOOP\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                for (Envelope envelope : new Envelope[] {
                    Envelope.from("a@b", SMTPUTF8).to("x@y").build(),
                    Envelope.from("\u00E9@b").to("x@y").build(),
                    Envelope.from("a@b").to("x@y").to("z@stra\u00DFe.example").build()
                }) {
                    ExtensionNotSupportedException e = catchThrowableOfType(
                            ExtensionNotSupportedException.class, () -> session.send(envelope, HI));
                    assertThat(e.extension()).isEqualTo("SMTPUTF8");
                }
                assertThat(catchThrowableOfType(
                                ExtensionNotSupportedException.class,
                                () -> session.send(Message.ofText("From: P <\u00E9@b>\nTo: x@y\n\nhi\n"))))
                        .hasMessageContaining("\u00E9@b");
                assertThat(catchThrowableOfType(
                                ExtensionNotSupportedException.class, () -> session.mail("a@b", SMTPUTF8)))
                        .isNotNull();
                assertThat(catchThrowableOfType(ExtensionNotSupportedException.class, () -> session.mail("\u00E9@b")))
                        .hasMessageContaining("local part");
                session.noop();
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SMTPUTF8", "smtpUtf8 junk=1 more"})
    @DisplayName(
            "where offered, it is asked for when the envelope or the header needs it, and only then (P127, P162, T66, T69, R167, R169)")
    void whenNeeded(String keyword) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo(keyword, "8BITMIME")
                + "C: MAIL FROM:<\u00E9@b> SMTPUTF8\nS: 250 ok\nC: RCPT TO:<x@\u00FC.example>\nS: 250 ok\n" + DELIVER
                + "C: MAIL FROM:<a@b> SMTPUTF8 BODY=8BITMIME\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n" + DELIVER
                + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n" + DELIVER + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(Envelope.from("\u00E9@b").to("x@\u00FC.example").build(), HI);
                session.send(Dialogues.A_TO_X, Message.ofText("Subject: p\u00E4\n\nhi\n"));
                session.send(
                        Envelope.from("Ren\u00E9 <a@b>").to("P\u00E4 <x@y>").build(), HI);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("the mode ends with its transaction: a later message negotiates anew (P128, P95, G12)")
    void endsWithTransaction() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("SMTPUTF8", "8BITMIME")
                + "C: MAIL FROM:<\u00E9@b> SMTPUTF8\nS: 250 ok\nC: RCPT TO:<\u00E9@y>\nS: 250 ok\n" + DELIVER
                + "C: MAIL FROM:<\u00E9@b> SMTPUTF8\nS: 250 ok\nC: RCPT TO:<\u00E9@y>\nS: 250 ok\n" + DELIVER
                + "C: MAIL FROM:<a@b> SMTPUTF8\nS: 250 ok\nC: RCPT TO:<\u00E9@y>\nS: 250 ok\nC: RSET\nS: 250 ok\n"
                + "C: MAIL FROM:<a@b>\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.mail("\u00E9@b", SMTPUTF8);
                session.rcpt("\u00E9@y");
                session.data(HI);
                session.mail("\u00E9@b");
                session.rcpt("\u00E9@y");
                session.data(HI);
                session.mail("a@b", SMTPUTF8);
                session.rcpt("\u00E9@y");
                session.rset();
                session.mail("a@b");
                LocalRefusalException e =
                        catchThrowableOfType(LocalRefusalException.class, () -> session.rcpt("\u00E9@y"));
                assertThat(e).hasMessageContaining("MAIL was sent without SMTPUTF8");
                assertThat(e.stage()).isEqualTo(Stage.RCPT);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "MAIL and RCPT one by one write A-labels where SMTPUTF8 is not in use, as send does, and refuse what has none by the"
                    + " documented exception (P11)")
    void singleCommands() throws SmtpException {
        String aLabels =
                "C: MAIL FROM:<ana@xn--bcher-kva.example>\nS: 250 ok\nC: RCPT TO:<bo@xn--bcher-kva.example>\nS: 250 ok\n";
        try (ScriptedServer server = ScriptedServer.play(ehlo() + aLabels + DELIVER + aLabels + DELIVER + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.mail("ana@b\u00FCcher.example");
                session.rcpt("bo@b\u00FCcher.example");
                for (String address : new String[] {"\u00E4na@example.org", "z@stra\u00DFe.example"}) {
                    ExtensionNotSupportedException e =
                            catchThrowableOfType(ExtensionNotSupportedException.class, () -> session.rcpt(address));
                    assertThat(e.extension()).isEqualTo("SMTPUTF8");
                    assertThat(e.stage()).isEqualTo(Stage.RCPT);
                }
                session.data(HI);
                session.send(
                        Envelope.from("ana@b\u00FCcher.example")
                                .to("bo@b\u00FCcher.example")
                                .build(),
                        HI);
            }
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(ehlo("SMTPUTF8")
                + "C: MAIL FROM:<ana@b\u00FCcher.example> SMTPUTF8\nS: 250 ok\nC: RCPT TO:<bo@b\u00FCcher.example>\nS: 250 ok\n"
                + DELIVER + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<bo@xn--bcher-kva.example>\nS: 250 ok\n"
                + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.mail("ana@b\u00FCcher.example");
                session.rcpt("bo@b\u00FCcher.example");
                session.data(HI);
                session.mail("a@b");
                session.rcpt("bo@b\u00FCcher.example");
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "from the header: addresses in UTF-8, parameters behind the caller's, his own left alone, twice the same"
                    + " (P159, P160, P161, P164, T40, T41, T70, T71)")
    void fromHeader() throws SmtpException {
        String mail = "C: MAIL FROM:<\u00E9@b> X=1 SMTPUTF8 BODY=8BITMIME\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n"
                + DELIVER;
        try (ScriptedServer server = ScriptedServer.play(ehlo("X", "SMTPUTF8", "8BITMIME") + mail + mail + QUIT)) {
            HeaderEnvelope header = HeaderEnvelope.defaults().withMailParameters(MailParameter.of("X", "1"));
            Message message = Message.ofText("From: P\u00E9 <\u00E9@b>\nTo: x@y\nSubject: \u00FC\n\nb\u00F6dy\n");
            try (Session session = Dialogues.open(server)) {
                assertThat(session.send(message, header).refused()).isEmpty();
                assertThat(session.send(message, header).refused()).isEmpty();
                assertThat(header.mailParameters()).hasSize(1);
            }
            server.verify();
            assertThat(server.content(0)).asString().contains("Subject: \u00FC\r\n");
        }
    }
}
