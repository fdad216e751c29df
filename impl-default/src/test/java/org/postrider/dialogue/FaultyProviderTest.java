// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Delivery;
import org.postrider.EhloKeyword;
import org.postrider.Envelope;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.HostResolver;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.MailParameter;
import org.postrider.OverLimits;
import org.postrider.ProviderException;
import org.postrider.Providers;
import org.postrider.RcptParameter;
import org.postrider.RecipientOutcome;
import org.postrider.Reply;
import org.postrider.SendResult;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Transport;
import org.postrider.spi.AbstractProvider;
import org.postrider.spi.Dialect;
import org.postrider.spi.Extension;
import org.postrider.spi.ExtensionContext;
import org.postrider.spi.SessionEffects;
import org.postrider.spi.TransactionPlan;
import org.postrider.spi.TransportContext;
import org.postrider.spi.TransportFactory;
import org.postrider.testkit.ScriptedServer;

class FaultyProviderTest {

    private static final String A_MAIL =
            "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n";

    /** A provider of one extension. */
    private static final class Acme extends AbstractProvider {
        Acme(String keyword, Supplier<Extension> extension) {
            super("acme", "1.4", "one extension");
            extension(keyword, extension);
        }
    }

    private static Session.Builder to(ScriptedServer server, String keyword, Supplier<Extension> extension) {
        return Dialogues.to(server).providers(Providers.builtIn().withLast(new Acme(keyword, extension)));
    }

    private static ProviderException providerException(ThrowingCallable call) {
        ProviderException e = catchThrowableOfType(ProviderException.class, call);
        assertThat(e).isNotNull();
        assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
        assertThat(e.isRetryable()).isFalse();
        return e;
    }

    private static Extension planning(Consumer<TransactionPlan> deed) {
        return new Extension() {
            @Override
            public Set<String> mailParameters() {
                return Set.of("XACME");
            }

            @Override
            public Set<String> rcptParameters() {
                return Set.of("XRCPT");
            }

            @Override
            public void plan(TransactionPlan plan) {
                deed.accept(plan);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalArgumentException.class, IllegalStateException.class, AssertionError.class})
    @DisplayName("plan(..) that throws costs its own mail: the failure names extension, provider and jar (P5)")
    void planThrows(Class<? extends Throwable> type) throws SmtpException {
        Consumer<TransactionPlan> deed = plan -> {
            if (plan.envelope().equals(A_TO_X)) {
                fail(type);
            }
        };
        Envelope other = Envelope.from("a@b").to("z@y").build();
        try (ScriptedServer server =
                ScriptedServer.play(ehlo() + A_MAIL.replace("x@y", "z@y") + A_MAIL.replace("x@y", "z@y") + QUIT)) {
            try (Session session = to(server, "XACME", () -> planning(deed)).open()) {
                ProviderException e = providerException(() -> session.send(A_TO_X, HI));
                assertThat(e.stage()).isEqualTo(Stage.MAIL);
                assertThat(e).hasCauseInstanceOf(type);
                assertThat(e.getMessage())
                        .contains("extension XACME", "provider acme 1.4", "file:", "plan(..)", "a bug");
                assertThat(session.isOpen()).isTrue();
                assertThat(session.send(other, HI).delivery()).isEqualTo(Delivery.DELIVERED);
                List<MailOutcome> outcomes = new ArrayList<>();
                session.sendAll(List.of(Mail.of(A_TO_X, HI), Mail.of(other, HI)), outcomes::add);
                assertThat(outcomes)
                        .extracting(MailOutcome::delivery)
                        .containsExactly(Delivery.NOT_SENT, Delivery.DELIVERED);
                assertThat(outcomes.get(0).failure()).containsInstanceOf(ProviderException.class);
            }
            server.verify();
        }
    }

    private static void fail(Class<? extends Throwable> type) {
        if (type == AssertionError.class) {
            throw new AssertionError("a bug");
        }
        throw type == IllegalArgumentException.class
                ? new IllegalArgumentException("a bug")
                : new IllegalStateException("a bug");
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalArgumentException.class, IllegalStateException.class, AssertionError.class})
    @DisplayName("greeted(..) that throws is a ProviderException, and so is a malformed command of its own (P5)")
    void greetedThrows(Class<? extends Throwable> type) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("XACME") + QUIT)) {
            ProviderException e = providerException(() -> to(server, "XACME", () -> new Extension() {
                        @Override
                        public void greeted(ExtensionContext context) {
                            fail(type);
                        }
                    })
                    .open());
            assertThat(e.getMessage()).contains("extension XACME", "provider acme 1.4", "greeted(..)");
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(ehlo("XACME") + QUIT)) {
            ProviderException e = providerException(() -> to(server, "XACME", () -> new Extension() {
                        @Override
                        public void greeted(ExtensionContext context) throws SmtpException {
                            context.command("XA\r\nQUIT", "");
                        }
                    })
                    .open());
            assertThat(e.getMessage()).contains("XA\\r\\nQUIT").doesNotContain("\n");
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "an extension that returns null for what it owns is left out; one that fails when asked about content is named (P5)")
    void answers() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("XACME") + A_MAIL + QUIT)) {
            try (Session session = to(server, "XACME", () -> new Extension() {
                        @Override
                        @SuppressWarnings("NullAway") // that is the fault
                        public Set<String> mailParameters() {
                            return null;
                        }
                    })
                    .open()) {
                session.send(A_TO_X, HI);
            }
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(ehlo("XACME") + QUIT)) {
            try (Session session = to(server, "XACME", () -> new Extension() {
                        @Override
                        public boolean letsCommandsCarryUtf8(List<MailParameter> parameters) {
                            throw new IllegalStateException("a bug");
                        }
                    })
                    .open()) {
                ProviderException e = providerException(() -> session.send(
                        Envelope.from("a@b", MailParameter.of("XACME"))
                                .to("x@y")
                                .build(),
                        HI));
                assertThat(e.getMessage()).contains("letsCommandsCarryUtf8(..)", "acme 1.4");
            }
            server.verify();
        }
    }

    /** Answers each question rightly, but for one. */
    private static class Factory extends ForwardingTransport.Factory {

        private final String question;
        private final boolean withNull;

        Factory(String question, boolean withNull) {
            super(below -> below);
            this.question = question;
            this.withNull = withNull;
        }

        @SuppressWarnings("NullAway") // null is a fault
        private <T> T answer(String asked, T right) {
            if (asked.equals(question)) {
                if (withNull) {
                    return null;
                }
                throw new IllegalStateException("a bug");
            }
            return right;
        }

        @Override
        public Dialect dialect() {
            return answer("dialect()", super.dialect());
        }

        @Override
        public OptionalInt defaultPort() {
            return answer("defaultPort()", OptionalInt.of(25));
        }

        @Override
        public boolean hasHost(URI server) {
            return answer("hasHost(..)", true);
        }

        @Override
        public boolean implicitTls() {
            return answer("implicitTls()", false);
        }

        @Override
        @SuppressWarnings("NullAway") // null is the fault
        public Transport open(TransportContext context) {
            return answer("open(..)", null);
        }
    }

    @Test
    @DisplayName(
            "a transport factory that throws or returns null is named with its provider: dialect, port, host, TLS, open (P5)")
    void factory() {
        List<Map.Entry<String, Boolean>> faults = new ArrayList<>();
        for (String question : List.of("dialect()", "defaultPort()", "open(..)")) {
            faults.add(Map.entry(question, false));
            faults.add(Map.entry(question, true));
        }
        faults.add(Map.entry("hasHost(..)", false));
        faults.add(Map.entry("implicitTls()", false));
        for (Map.Entry<String, Boolean> fault : faults) {
            ProviderException e = providerException(() -> Session.builder("acme://host.test")
                    .localName("me.test")
                    .providers(Providers.builtIn().withLast(new AbstractProvider("acme", "1.4", "a transport") {
                        {
                            transport("acme", () -> new Factory(fault.getKey(), fault.getValue()));
                        }
                    }))
                    .open());
            assertThat(e.stage()).isEqualTo(Stage.CONNECT);
            assertThat(e.getMessage())
                    .contains(
                            "transport acme", "provider acme 1.4", fault.getKey(), fault.getValue() ? "null" : "a bug");
        }
    }

    @Test
    @DisplayName("a transport factory that cannot be made is a ProviderException (P5)")
    void unmakeable() {
        Supplier<TransportFactory> broken = () -> {
            throw new AssertionError("a bug");
        };
        ProviderException e = providerException(() -> Session.builder("acme://host.test")
                .localName("me.test")
                .providers(Providers.builtIn().withLast(new AbstractProvider("acme", "1.4", "a transport") {
                    {
                        transport("acme", broken);
                    }
                }))
                .open());
        assertThat(e.getMessage()).contains("provider acme 1.4", "TransportFactory acme", "a bug");
    }

    /** Answers as a test says. */
    private record Resolver(Supplier<List<InetAddress>> addresses, Supplier<Optional<String>> name)
            implements HostResolver {

        @Override
        public List<InetAddress> addressesOf(String host) {
            return addresses.get();
        }

        @Override
        public Optional<String> localName() {
            return name.get();
        }
    }

    @Test
    @DisplayName(
            "a host resolver that throws, or returns null or an address of null, is named as what broke its contract (P5)")
    @SuppressWarnings("NullAway") // null is a fault
    void resolver() {
        List<Supplier<List<InetAddress>>> faults = List.of(
                () -> {
                    throw new IllegalStateException("a bug");
                },
                () -> {
                    throw new AssertionError("a bug");
                },
                () -> null,
                () -> Arrays.asList((InetAddress) null));
        for (Supplier<List<InetAddress>> fault : faults) {
            ProviderException e = providerException(() -> Session.builder("smtp://host.test")
                    .localName("me.test")
                    .providers(Providers.builtIn())
                    .resolver(new Resolver(fault, Optional::empty))
                    .open());
            assertThat(e.stage()).isEqualTo(Stage.CONNECT);
            assertThat(e.getMessage()).contains("the HostResolver", "FaultyProviderTest$Resolver", "addressesOf(..)");
        }
    }

    @Test
    @DisplayName("a host resolver that fails to name this machine costs the name alone (P5)")
    @SuppressWarnings("NullAway") // null is a fault
    void localName() throws SmtpException {
        for (Supplier<Optional<String>> fault : List.<Supplier<Optional<String>>>of(() -> null, () -> {
            throw new AssertionError("a bug");
        })) {
            try (ScriptedServer server = ScriptedServer.play("S: 220 hi\nC: EHLO [127.0.0.1]\nS: 250 srv\n" + QUIT)) {
                Session.builder(server.uri())
                        .providers(Providers.builtIn())
                        .resolver(new Resolver(() -> List.of(InetAddress.getLoopbackAddress()), fault))
                        .open()
                        .close();
                server.verify();
            }
        }
    }

    @Test
    @DisplayName("a listener that throws an Error changes nothing, as one that throws an exception does (P5)")
    void listener() throws SmtpException {
        SessionListener failing = new SessionListener() {
            @Override
            public void connected(String peer) {
                throw new AssertionError("observer");
            }

            @Override
            public void replyReceived(Reply reply) {
                throw new NoClassDefFoundError("observer");
            }

            @Override
            public void closed(String reason) {
                throw new StackOverflowError("observer");
            }
        };
        try (ScriptedServer server = ScriptedServer.play(ehlo() + A_MAIL + QUIT)) {
            try (Session session = Dialogues.to(server).listener(failing).open()) {
                assertThat(session.send(A_TO_X, HI).delivery()).isEqualTo(Delivery.DELIVERED);
            }
            server.verify();
        }
    }

    /** Claims parameters of MAIL and RCPT that it has no right to. */
    private static Extension claiming(Set<String> parameters) {
        return new Extension() {
            @Override
            public Set<String> mailParameters() {
                return parameters;
            }

            @Override
            public Set<String> rcptParameters() {
                return parameters;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"RET=HDRS", "SIZE=77", "BODY=XNEW"})
    @DisplayName(
            "an extension that claims a parameter of a built-in one does not get it: it is not sent to a server without that"
                    + " offer (R2)")
    void claimed(String parameter) throws SmtpException {
        Envelope envelope =
                Envelope.from("a@b", MailParameter.parse(parameter)).to("x@y").build();
        try (ScriptedServer server = ScriptedServer.play(ehlo("XACME") + QUIT)) {
            try (Session session = to(
                            server, "XACME", () -> claiming(Set.of("RET", "SIZE", "BODY", "NOTIFY", "BODY=XNEW")))
                    .open()) {
                assertThatThrownBy(() -> session.send(envelope, HI)).isInstanceOf(ExtensionNotSupportedException.class);
                assertThatThrownBy(() -> session.mail("a@b", MailParameter.parse(parameter)))
                        .isInstanceOf(ExtensionNotSupportedException.class);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("an extension that the application puts first has the parameters that it claims (R2)")
    void claimedByChoice() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("XACME") + A_MAIL.replace("FROM:<a@b>", "FROM:<a@b> RET=HDRS") + QUIT)) {
            try (Session session = Dialogues.to(server)
                    .providers(Providers.builtIn().withFirst(new Acme("XACME", () -> claiming(Set.of("RET")))))
                    .open()) {
                session.send(
                        Envelope.from("a@b", MailParameter.of("RET", "HDRS"))
                                .to("x@y")
                                .build(),
                        HI);
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOBODY=1", "SIZE=1", "RET=HDRS"})
    @DisplayName(
            "plan.add(..) of a parameter that the extension does not own fails, for MAIL and for RCPT, and nothing is sent (R2)")
    void added(String parameter) throws SmtpException {
        List<Consumer<TransactionPlan>> deeds = List.of(
                plan -> plan.add(MailParameter.parse(parameter)),
                plan -> plan.add(MailParameter.parse(parameter).offeredBy("XACME")),
                plan -> plan.add(MailParameter.of("XACME").offeredBy("SIZE")),
                plan -> plan.add(0, RcptParameter.parse(parameter)));
        for (int i = 0; i < deeds.size(); i++) {
            Consumer<TransactionPlan> deed = deeds.get(i);
            try (ScriptedServer server = ScriptedServer.play(ehlo("XACME", "SIZE", "DSN") + QUIT)) {
                try (Session session = to(server, "XACME", () -> planning(deed)).open()) {
                    ProviderException e = providerException(() -> session.send(A_TO_X, HI));
                    assertThat(e.getMessage()).contains("does not own");
                }
                server.verify();
            } catch (AssertionError e) {
                throw new AssertionError("deed " + i, e);
            }
        }
    }

    @Test
    @DisplayName("a parameter that the extension owns is added where it is offered, and refused where it is not (R2)")
    void owned() throws SmtpException {
        Supplier<Extension> adding = () -> planning(plan -> {
            plan.add(MailParameter.of("XACME", "1"));
            plan.add(0, RcptParameter.of("XRCPT"));
        });
        try (ScriptedServer server = ScriptedServer.play(
                ehlo("XACME") + A_MAIL.replace("<a@b>", "<a@b> XACME=1").replace("<x@y>", "<x@y> XRCPT") + QUIT)) {
            try (Session session = to(server, "XACME", adding).open()) {
                session.send(A_TO_X, HI);
            }
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(ehlo() + QUIT)) {
            try (Session session = to(server, "XACME", adding).open()) {
                assertThatThrownBy(() -> session.send(A_TO_X, HI)).isInstanceOf(ExtensionNotSupportedException.class);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "plan, context and effects are dead after their moment: what is kept of them throws and sends nothing (R2)")
    void kept() throws SmtpException {
        List<TransactionPlan> plans = new ArrayList<>();
        List<ExtensionContext> contexts = new ArrayList<>();
        List<SessionEffects> effects = new ArrayList<>();
        Supplier<Extension> keeping = () -> new Extension() {
            @Override
            public void offered(EhloKeyword keyword, SessionEffects kept) {
                effects.add(kept);
            }

            @Override
            public void greeted(ExtensionContext context) {
                contexts.add(context);
            }

            @Override
            public void plan(TransactionPlan plan) {
                plans.add(plan);
            }
        };
        try (ScriptedServer server = ScriptedServer.play(ehlo("XACME") + A_MAIL + QUIT)) {
            try (Session session = to(server, "XACME", keeping).open()) {
                session.send(A_TO_X, HI);
                assertThatIllegalStateException()
                        .isThrownBy(() -> contexts.get(0).command("XNOW", ""));
                assertThatIllegalStateException()
                        .isThrownBy(() -> contexts.get(0).greetAgain());
                assertThatIllegalStateException().isThrownBy(() -> plans.get(0).add(MailParameter.of("XACME")));
                assertThatIllegalStateException().isThrownBy(() -> plans.get(0).add(0, RcptParameter.of("XACME")));
                assertThatIllegalStateException().isThrownBy(() -> plans.get(0).useAsciiDomains());
                assertThatIllegalStateException().isThrownBy(() -> plans.get(0).requireSevenBit());
                assertThatIllegalStateException()
                        .isThrownBy(() -> effects.get(0).allowPipelining());
                assertThatIllegalStateException()
                        .isThrownBy(() -> effects.get(0).limitRecipients(1));
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "plan(..) that throws when recipients are tried again keeps none of what was delivered before from the result")
    void planThrowsLater() throws SmtpException {
        int[] calls = {0};
        Consumer<TransactionPlan> deed = plan -> {
            if (++calls[0] > 1) {
                throw new IllegalStateException("a bug");
            }
        };
        String script = "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: RCPT TO:<z@y>\n"
                + "S: 452 4.5.3 too many\nC: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n";
        try (ScriptedServer server = ScriptedServer.play(ehlo() + script + QUIT)) {
            try (Session session = to(server, "XACME", () -> planning(deed))
                    .overLimits(OverLimits.SPLIT_WHEN_REFUSED)
                    .open()) {
                SendResult result =
                        session.send(Envelope.from("a@b").to("x@y").to("z@y").build(), HI);
                assertThat(result.outcomes())
                        .extracting(RecipientOutcome::delivery)
                        .containsExactly(Delivery.DELIVERED, Delivery.REFUSED);
                assertThat(result.failure()).containsInstanceOf(ProviderException.class);
            }
            server.verify();
        }
    }
}
