// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postrider.Delivery;
import org.postrider.EhloKeyword;
import org.postrider.Envelope;
import org.postrider.HeloRefusedException;
import org.postrider.LocalRefusalException;
import org.postrider.MailParameter;
import org.postrider.Providers;
import org.postrider.RcptParameter;
import org.postrider.SendResult;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.spi.AbstractProvider;
import org.postrider.spi.Dialect;
import org.postrider.spi.Extension;
import org.postrider.spi.SessionEffects;
import org.postrider.spi.TransactionPlan;
import org.postrider.testkit.ScriptedServer;

class OwnTransportTest {

    private static UnaryOperator<String> server() {
        AtomicInteger inContent = new AtomicInteger();
        return line -> {
            if (line.isEmpty() && inContent.get() == 0) {
                return "220 memory\r\n";
            }
            if (inContent.get() == 1 && !line.equals(".")) {
                return "";
            }
            return switch (line) {
                case "DATA" -> {
                    inContent.set(1);
                    yield "354 go\r\n";
                }
                case "." -> {
                    inContent.set(0);
                    yield "250 kept\r\n";
                }
                case "QUIT" -> "221 bye\r\n";
                default -> "250 ok\r\n";
            };
        };
    }

    private static Session open(Dialect dialect, UnaryOperator<String> server, StringBuilder received)
            throws SmtpException {
        return Session.builder("memory://host")
                .localName("me.test")
                .providers(Providers.builtIn().withLast(new MemoryTransport.Provider(dialect, server, received)))
                .open();
    }

    @Test
    @DisplayName("an extension that cannot be made, or that fails at its EHLO line, is left out and the mail goes")
    void brokenExtensions() throws SmtpException {
        AbstractProvider broken = new AbstractProvider("broken", "1", "") {
            {
                extension("XONE", () -> {
                    throw new IllegalStateException("no luck");
                });
                extension("XTWO", () -> new Extension() {
                    @Override
                    public void offered(EhloKeyword keyword, SessionEffects effects) {
                        throw new NoClassDefFoundError("gone");
                    }

                    @Override
                    public void plan(TransactionPlan plan) {
                        plan.add(MailParameter.of("XTWO"));
                    }
                });
            }
        };
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo("XONE", "XTWO", "SIZE")
                + "C: MAIL FROM:<a@b> SIZE=4\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC: hi\nC: .\n"
                + "S: 250 ok\n" + Dialogues.QUIT)) {
            try (Session session = Dialogues.to(server)
                    .providers(Providers.builtIn().withLast(broken))
                    .open()) {
                session.send(Dialogues.A_TO_X, Dialogues.HI);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "a transport of a third party carries a whole session: scheme, default port and octets are its own (P4, P5, G42)")
    void carriesASession() throws SmtpException {
        StringBuilder received = new StringBuilder();
        try (Session session = open(Dialect.smtp(), server(), received)) {
            SendResult result = session.send(Dialogues.A_TO_X, Dialogues.HI);
            assertThat(result.reply().text()).isEqualTo("kept");
        }
        assertThat(received.toString())
                .isEqualTo(
                        "host:587\nEHLO me.test\r\nMAIL FROM:<a@b>\r\nRCPT TO:<x@y>\r\nDATA\r\nhi\r\n.\r\nQUIT\r\nclosed");
    }

    @Test
    @DisplayName(
            "the dialect is data: another greeting verb, no fall-back, and a verdict for each accepted recipient (P4, R187)")
    void dialect() throws SmtpException {
        StringBuilder received = new StringBuilder();
        Dialect own = new Dialect("OWN", "XHLO", Optional.empty(), true);
        UnaryOperator<String> plain = server();
        UnaryOperator<String> server = line -> switch (line) {
            case "RCPT TO:<r@y>" -> "550 no\r\n";
            case "." -> plain.apply(".") + "452 full\r\n";
            default -> plain.apply(line);
        };
        try (Session session = open(own, server, received)) {
            SendResult result = session.send(
                    Envelope.from("a@b").to("x@y").to("r@y").to("z@y").build(), Dialogues.HI);
            assertThat(result.outcomes())
                    .extracting(outcome -> outcome.delivery())
                    .containsExactly(Delivery.DELIVERED, Delivery.REFUSED, Delivery.REFUSED);
            assertThat(session.noop().code()).isEqualTo(250);
        }
        assertThat(received.toString()).contains("XHLO me.test");
        assertThatThrownBy(() -> open(own, line -> line.isEmpty() ? "220 hi\r\n" : "500 what\r\n", received))
                .isInstanceOf(HeloRefusedException.class);
        assertThat(received.toString()).doesNotContain("HELO me.test\r\nHELO");
    }

    /** Owns XLOCK: adds a parameter to MAIL and to one RCPT, refuses a reverse-path of its own taste. */
    private static final class Lock implements Extension {

        private String key = "";

        @Override
        public Set<String> mailParameters() {
            return Set.of("LOCK");
        }

        @Override
        public Set<String> rcptParameters() {
            return Set.of("LOCKER");
        }

        @Override
        public Set<String> requires() {
            return Set.of("SIZE");
        }

        @Override
        public Set<String> conflicts() {
            return Set.of("XOPEN");
        }

        @Override
        public void offered(EhloKeyword keyword, SessionEffects effects) {
            key = keyword.parameters().get(0);
            effects.allowPipelining();
        }

        @Override
        public void plan(TransactionPlan plan) throws LocalRefusalException {
            if (plan.envelope().reversePath().isEmpty()) {
                throw new LocalRefusalException("XLOCK takes no null reverse-path", "XLOCK");
            }
            if (plan.offer().isPresent()) {
                plan.add(MailParameter.of("LOCK", key));
                plan.add(1, RcptParameter.of("LOCKER"));
            }
        }
    }

    private static final class LockProvider extends AbstractProvider {
        LockProvider() {
            super("lock", "1", "XLOCK");
            extension("XLOCK", Lock::new);
        }
    }

    @Test
    @DisplayName(
            "an extension of a third party reads its keyword, changes the session, adds parameters and refuses (A78, R23)")
    void ownExtension() throws SmtpException {
        Envelope two = Envelope.from("a@b").to("x@y").to("z@w").build();
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo("SIZE", "xlock k1", "XOPEN")
                + "C: MAIL FROM:<a@b> SIZE=4 LOCK=k1\nC: RCPT TO:<x@y>\nC: RCPT TO:<z@w> LOCKER\nC: DATA\nS: 250 ok\nS: 250 ok\n"
                + "S: 250 ok\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n" + Dialogues.QUIT)) {
            try (Session session = Dialogues.to(server)
                    .providers(Providers.builtIn().withLast(new LockProvider()))
                    .open()) {
                session.send(two, Dialogues.HI);
                LocalRefusalException e = catchThrowableOfType(
                        LocalRefusalException.class,
                        () -> session.send(
                                Envelope.fromNobody().to("x@y").to("z@w").build(), Dialogues.HI));
                assertThat(e.extension()).isEqualTo("XLOCK");
                assertThatThrownBy(() -> session.send(
                                Envelope.from("a@b", MailParameter.of("XOPEN"))
                                        .to("x@y")
                                        .to("z@w")
                                        .build(),
                                Dialogues.HI))
                        .isInstanceOf(LocalRefusalException.class)
                        .hasMessageContaining("XOPEN");
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "host and port come from the URI; a scheme nobody supplies is named with what there is (P22, P23, P227, T4)")
    void schemes() throws SmtpException {
        StringBuilder received = new StringBuilder();
        Session.builder("MEMORY://other.example:26")
                .localName("me.test")
                .providers(
                        Providers.builtIn().withLast(new MemoryTransport.Provider(Dialect.smtp(), server(), received)))
                .open()
                .close();
        assertThat(received.toString()).startsWith("other.example:26\n");
        for (String scheme : List.of("imap", "lmtp")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Session.builder(scheme + "://h")
                            .providers(Providers.builtIn())
                            .open())
                    .withMessageContaining(scheme)
                    .withMessageContaining("[smtp, smtps]");
        }
    }
}
