// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.DeliverBy;
import org.postrider.Dsn;
import org.postrider.Envelope;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.FutureRelease;
import org.postrider.LocalRefusalException;
import org.postrider.Mail;
import org.postrider.MailParameter;
import org.postrider.MtPriority;
import org.postrider.Providers;
import org.postrider.RcptParameter;
import org.postrider.RequireTls;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.ValidSince;
import org.postrider.testkit.ScriptedServer;

/** The extensions that are nothing but parameters. */
class ParameterExtensionsTest {

    private static final String CONTENT = "C: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n";

    private static void sent(String keyword, String mail, String rcpt, Envelope envelope) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo(keyword) + "C: MAIL FROM:<" + mail
                + "\nS: 250 ok\nC: RCPT TO:<" + rcpt + "\nS: 250 ok\n" + CONTENT + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(envelope, HI);
            }
            server.verify();
        }
    }

    private static Envelope envelope(MailParameter mail) {
        return Envelope.from("a@b", mail).to("x@y").build();
    }

    private static Envelope envelope(RcptParameter rcpt) {
        return Envelope.from("a@b").to("x@y", rcpt).build();
    }

    /** Nothing is sent, and the session goes on. */
    private static LocalRefusalException refused(String keyword, Envelope envelope) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo(keyword) + "C: NOOP\nS: 250 ok\n" + QUIT)) {
            LocalRefusalException[] thrown = new LocalRefusalException[1];
            try (Session session = Dialogues.open(server)) {
                assertThatThrownBy(() -> session.send(envelope, HI))
                        .isInstanceOfSatisfying(LocalRefusalException.class, e -> thrown[0] = e);
                session.noop();
            }
            server.verify();
            return thrown[0];
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DSN", "dsn", "Dsn junk=1 2"})
    @DisplayName(
            "DSN as in the examples of RFC 3461, each recipient with its own, whatever the keyword's case (R174, R178-R181)")
    void dsn(String keyword) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo(keyword)
                + "C: MAIL FROM:<Alice@Example.ORG> RET=HDRS ENVID=QQ314159\nS: 250 ok\n"
                + "C: RCPT TO:<Bob@Example.COM> NOTIFY=SUCCESS ORCPT=rfc822;Bob@Example.COM\nS: 250 ok\n"
                + "C: RCPT TO:<Carol@Ivory.EDU> NOTIFY=FAILURE,DELAY ORCPT=rfc822;Carol@Ivory.EDU\nS: 250 ok\n"
                + "C: RCPT TO:<Dana@Ivory.EDU> NOTIFY=NEVER\nS: 250 ok\n" + CONTENT + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(
                        Envelope.from("Alice@Example.ORG", Dsn.returnHeaders(), Dsn.envelopeId("QQ314159"))
                                .to(
                                        "Bob@Example.COM",
                                        Dsn.notify(Dsn.Notify.SUCCESS),
                                        Dsn.originalRecipient("rfc822;Bob@Example.COM"))
                                .to(
                                        "Carol@Ivory.EDU",
                                        Dsn.notify(Dsn.Notify.DELAY, Dsn.Notify.FAILURE),
                                        Dsn.originalRecipient("rfc822;Carol@Ivory.EDU"))
                                .to("Dana@Ivory.EDU", Dsn.notifyNever())
                                .build(),
                        HI);
            }
            server.verify();
        }
        sent("DSN", "a@b> RET=FULL", "x@y>", envelope(Dsn.returnFull()));
    }

    @ParameterizedTest
    @CsvSource({"a+b=c d, a+2Bb+3Dc+20d", "'<id@host>', '<id@host>'", "~!, ~!", "100%, 100%"})
    @DisplayName("an envelope id is xtext (R175, R176)")
    void xtext(String id, String encoded) {
        assertThat(Dsn.envelopeId(id).value()).contains(encoded);
    }

    @Test
    @DisplayName("a message is not held until after it was to be delivered (R199)")
    void heldTooLong() throws SmtpException {
        for (MailParameter hold : List.of(
                FutureRelease.holdFor(Duration.ofMinutes(10)),
                FutureRelease.holdUntil(Instant.now().plusSeconds(700)))) {
            Envelope envelope = Envelope.from("a@b", hold, DeliverBy.orReturn(Duration.ofMinutes(10)))
                    .to("x@y")
                    .build();
            try (ScriptedServer server = ScriptedServer.play(ehlo("FUTURERELEASE", "DELIVERBY") + QUIT)) {
                try (Session session = Dialogues.open(server)) {
                    assertThatThrownBy(() -> session.send(envelope, HI))
                            .isInstanceOf(LocalRefusalException.class)
                            .hasMessageContaining("600 seconds");
                }
                server.verify();
            }
        }
        try (ScriptedServer server = ScriptedServer.play(ehlo("FUTURERELEASE", "DELIVERBY")
                + "C: MAIL FROM:<a@b> HOLDFOR=599 BY=600;R\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n" + CONTENT
                + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(
                        Envelope.from(
                                        "a@b",
                                        FutureRelease.holdFor(Duration.ofSeconds(599)),
                                        DeliverBy.orReturn(Duration.ofMinutes(10)))
                                .to("x@y")
                                .build(),
                        HI);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("whatever an envelope id or an original recipient may hold comes back from its encoding (R175, R182)")
    void roundTrip() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            StringBuilder id = new StringBuilder();
            StringBuilder address = new StringBuilder();
            for (int i = 1 + random.nextInt(30); i > 0; i--) {
                id.append((char) (' ' + random.nextInt(95)));
                int c = random.nextInt(3) > 0 ? '!' + random.nextInt(94) : 0xA0 + random.nextInt(0x1FF00);
                address.appendCodePoint(Character.getType(c) == Character.SURROGATE ? '+' : c);
            }
            String xtext = Dsn.envelopeId(id.toString()).value().orElseThrow();
            assertThat(xtext).matches("([!-*,-<>-~]|\\+[0-9A-F]{2})+");
            assertThat(decoded(xtext, "\\+([0-9A-F]{2})")).isEqualTo(id.toString());
            String unicode = Dsn.originalRecipient("utf-8;" + address).value().orElseThrow();
            assertThat(unicode).startsWith("utf-8;").matches("[!-<>-~]+");
            assertThat(decoded(unicode.substring(6), "\\\\x\\{([0-9A-F]{2,6})}"))
                    .isEqualTo(address.toString());
        }
    }

    private static String decoded(String text, String encodedCharacter) {
        return Pattern.compile(encodedCharacter)
                .matcher(text)
                .replaceAll(
                        found -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(found.group(1), 16))));
    }

    @Test
    @DisplayName("what no report can carry is refused when it is made (R176-R178, R182)")
    void malformed() {
        for (String bad : List.of("", "a\rb", "\u00E4", "x".repeat(101), "=".repeat(34))) {
            assertThatIllegalArgumentException().isThrownBy(() -> Dsn.envelopeId(bad));
        }
        assertThat(Dsn.envelopeId("x".repeat(100)).value()).isPresent();
        for (String bad : List.of("", "rfc822", "rfc822;", ";a@b", "rfc822;p\u00E4@b", "r c;a@b", "utf-8;a\nb")) {
            assertThatIllegalArgumentException().isThrownBy(() -> Dsn.originalRecipient(bad));
        }
        assertThat(Dsn.originalRecipient("utf-8;p\u00E4+=@b\\\uD83D\uDE00").value())
                .contains("utf-8;p\\x{E4}\\x{2B}\\x{3D}@b\\x{5C}\\x{1F600}");
        assertThat(Dsn.originalRecipient("RFC822;a@b").value()).contains("rfc822;a@b");
    }

    @Test
    @DisplayName("a parameter that is given twice is refused before MAIL (R181)")
    void twice() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("DSN") + "C: NOOP\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> session.send(
                                Envelope.from("a@b", Dsn.returnFull(), Dsn.returnHeaders())
                                        .to("x@y")
                                        .build(),
                                HI))
                        .withMessageContaining("RET");
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> session.send(
                                Envelope.from("a@b")
                                        .to("x@y", Dsn.notifyNever(), Dsn.notify(Dsn.Notify.DELAY))
                                        .build(),
                                HI));
                session.noop();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "what is not offered is refused before MAIL, or left out where that is said; a priority is a wish (R174, R192, R195, R198)")
    void notOffered() throws SmtpException {
        for (MailParameter parameter : List.of(
                Dsn.returnFull(),
                DeliverBy.orNotify(Duration.ofMinutes(2)),
                FutureRelease.holdFor(Duration.ofHours(1)),
                RequireTls.everywhere())) {
            assertThat(refused("SIZE", envelope(parameter)))
                    .isInstanceOf(LocalRefusalException.class)
                    .hasMessageContaining(parameter.extension().equals("REQUIRETLS") ? "TLS" : parameter.extension());
            if (!parameter.extension().equals("REQUIRETLS")) {
                sent("HELP", "a@b>", "x@y>", envelope(parameter.orDrop()));
            }
        }
        assertThat(refused("SIZE", envelope(ValidSince.at(Instant.EPOCH))))
                .isInstanceOf(ExtensionNotSupportedException.class);
        sent("HELP", "a@b>", "x@y>", envelope(MtPriority.of(3)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MT-PRIORITY", "mt-priority STANAG4406", "MT-PRIORITY NO-SUCH-POLICY"})
    @DisplayName("a priority is a number of -9 to 9, whatever policy the server names (R197)")
    void priority(String keyword) throws SmtpException {
        sent(keyword, "a@b> MT-PRIORITY=-3", "x@y>", envelope(MtPriority.of(-3)));
        assertThatIllegalArgumentException().isThrownBy(() -> MtPriority.of(10));
        assertThatIllegalArgumentException().isThrownBy(() -> MtPriority.of(-10));
    }

    @Test
    @DisplayName(
            "BY says within what time and what else, and is not below the server's least time if the mail would be returned (R194, R195)")
    void deliverBy() throws SmtpException {
        sent("DELIVERBY", "a@b> BY=120;R", "x@y>", envelope(DeliverBy.orReturn(Duration.ofMinutes(2))));
        sent(
                "DELIVERBY 60",
                "a@b> BY=60;RT",
                "x@y>",
                envelope(DeliverBy.withTrace(DeliverBy.orReturn(Duration.ofMinutes(1)))));
        sent("DELIVERBY 60", "a@b> BY=30;N", "x@y>", envelope(DeliverBy.orNotify(Duration.ofSeconds(30))));
        sent("DELIVERBY 60", "a@b> BY=-30;N", "x@y>", envelope(DeliverBy.orNotify(Duration.ofSeconds(-30))));
        sent("DELIVERBY junk", "a@b> BY=1;R", "x@y>", envelope(DeliverBy.orReturn(Duration.ofSeconds(1))));
        assertThat(refused("DELIVERBY 60", envelope(DeliverBy.orReturn(Duration.ofSeconds(59)))))
                .hasMessageContaining("no time below 60");
        assertThatIllegalArgumentException().isThrownBy(() -> DeliverBy.orReturn(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> DeliverBy.orNotify(Duration.ofSeconds(1_000_000_000)));
        assertThatIllegalArgumentException().isThrownBy(() -> DeliverBy.withTrace(Dsn.returnFull()));
    }

    @Test
    @DisplayName(
            "a mail is held for a time or until a moment, within the server's two maxima, and not if it has no sender (R198, R199)")
    void futureRelease() throws SmtpException {
        String offer = "FUTURERELEASE 86400 2026-12-31T00:00:00Z";
        Instant christmas = Instant.parse("2026-12-24T18:00:00.5Z");
        sent(offer, "a@b> HOLDFOR=86400", "x@y>", envelope(FutureRelease.holdFor(Duration.ofDays(1))));
        sent(offer, "a@b> HOLDUNTIL=2026-12-24T18:00:00Z", "x@y>", envelope(FutureRelease.holdUntil(christmas)));
        sent("FUTURERELEASE", "a@b> HOLDFOR=1", "x@y>", envelope(FutureRelease.holdFor(Duration.ofSeconds(1))));
        sent(
                "FUTURERELEASE x y",
                "a@b> HOLDUNTIL=2026-12-24T18:00:00Z",
                "x@y>",
                envelope(FutureRelease.holdUntil(christmas)));
        assertThat(refused(offer, envelope(FutureRelease.holdFor(Duration.ofSeconds(86401)))))
                .hasMessageContaining("86400 seconds at most");
        assertThat(refused(offer, envelope(FutureRelease.holdUntil(Instant.parse("2026-12-31T00:00:01Z")))))
                .hasMessageContaining("2026-12-31T00:00:00Z at the latest");
        assertThat(refused(
                        offer,
                        Envelope.from(
                                        "a@b",
                                        FutureRelease.holdUntil(christmas),
                                        FutureRelease.holdFor(Duration.ofSeconds(1)))
                                .to("x@y")
                                .build()))
                .hasMessageContaining("not both");
        assertThat(refused(
                        offer,
                        Envelope.fromNobody(FutureRelease.holdFor(Duration.ofSeconds(1)))
                                .to("x@y")
                                .build()))
                .hasMessageContaining("without a sender");
        assertThatIllegalArgumentException().isThrownBy(() -> FutureRelease.holdFor(Duration.ofMillis(999)));
        assertThatIllegalArgumentException().isThrownBy(() -> FutureRelease.holdUntil(Instant.MAX));
    }

    @Test
    @DisplayName("REQUIRETLS goes by verified TLS alone, where the EHLO by TLS offers it (R191, R192)")
    void requireTls() throws SmtpException {
        assertThat(refused("REQUIRETLS", envelope(RequireTls.everywhere()))).hasMessageContaining("verified TLS");
        try (ScriptedServer server = ScriptedServer.play(
                "@tls\n" + ehlo("REQUIRETLS")
                        + "C: MAIL FROM:<a@b> REQUIRETLS\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n" + CONTENT + QUIT,
                Certificates.server(Certificates.local()))) {
            try (Session session = Session.builder(server.uri("smtps"))
                    .localName("me.test")
                    .providers(Providers.builtIn())
                    .tlsSettings(Certificates.TRUSTING)
                    .open()) {
                session.send(envelope(RequireTls.everywhere()), HI);
            }
            server.verify();
        }
        try (ScriptedServer server =
                ScriptedServer.play("@tls\n" + ehlo("REQUIRETLS") + QUIT, Certificates.server(Certificates.local()))) {
            try (Session session = Session.builder(server.uri("smtps"))
                    .localName("me.test")
                    .providers(Providers.builtIn())
                    .tlsSettings(Certificates.TRUSTING.insecureWithoutVerification())
                    .open()) {
                assertThatThrownBy(() -> session.send(envelope(RequireTls.everywhere()), HI))
                        .isInstanceOf(LocalRefusalException.class)
                        .hasMessageContaining("ENCRYPTED");
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("RRVS names the moment since which the owner must be the same (RFC 7293)")
    void validSince() throws SmtpException {
        sent(
                "RRVS",
                "a@b>",
                "x@y> RRVS=2014-04-03T23:01:00Z",
                envelope(ValidSince.at(Instant.parse("2014-04-03T23:01:00.9Z"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRDR", "prdr", "TRANSID=<1@b>"})
    @DisplayName(
            "a parameter that changes which replies come is refused before MAIL, though the server offers it, and can be dropped (M14)")
    void otherReplies(String text) throws SmtpException {
        MailParameter parameter = MailParameter.parse(text).offeredBy(text.startsWith("T") ? "CHECKPOINT" : "PRDR");
        try (ScriptedServer server = ScriptedServer.play(ehlo("PRDR", "CHECKPOINT")
                + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC.\nS: 250 ok\n"
                + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                Envelope envelope = Envelope.from("a@b", parameter).to("x@y").build();
                for (ThrowingCallable call : List.<ThrowingCallable>of(
                        () -> session.send(envelope, HI), () -> session.mail("a@b", parameter))) {
                    assertThat(catchThrowableOfType(ExtensionNotSupportedException.class, call))
                            .hasMessageContaining(parameter.encoded())
                            .hasMessageContaining("does not read");
                }
                session.sendAll(
                        List.of(Mail.of(envelope, HI)),
                        outcome ->
                                assertThat(outcome.failure()).get().isInstanceOf(ExtensionNotSupportedException.class));
                session.send(Envelope.from("a@b", parameter.orDrop()).to("x@y").build(), HI);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("MailParameter.of(\"PRDR\") needs no binding to be found (M14)")
    void prdr() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("PRDR") + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                Envelope envelope =
                        Envelope.from("a@b", MailParameter.of("PRDR")).to("x@y").build();
                assertThat(catchThrowableOfType(ExtensionNotSupportedException.class, () -> session.send(envelope, HI)))
                        .hasMessageContaining("the parameter PRDR");
            }
            server.verify();
        }
    }
}
