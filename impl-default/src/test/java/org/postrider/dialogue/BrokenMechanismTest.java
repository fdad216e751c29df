// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.AuthPolicy;
import org.postrider.AuthenticationException;
import org.postrider.Credentials;
import org.postrider.Delivery;
import org.postrider.ProviderException;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.spi.AbstractProvider;
import org.postrider.spi.AuthMechanism;
import org.postrider.spi.AuthMechanismFactory;
import org.postrider.testkit.ScriptedServer;

/** A third party's mechanism that breaks its contract at one place or another. */
class BrokenMechanismTest {

    private static final Credentials U_P = Credentials.password("u", "p4ssw0rd".toCharArray());

    private static final String ANSWERED = "C: AUTH X-BROKEN aQ==\nS: 334 \nC: cg==\n";
    private static final String CANCELLED = "C: AUTH X-BROKEN aQ==\nS: 334 \nC: *\nS: 501 cancelled\n";

    /** What is wrong with a method. */
    private enum Fault {
        RUNTIME_EXCEPTION,
        LINKAGE_ERROR,
        STACK_OVERFLOW,
        /** A checked exception that is not declared. */
        UNDECLARED,
        NULL
    }

    private final List<String> disposed = new ArrayList<>();

    private final class BrokenProvider extends AbstractProvider {

        private final String method;
        private final Fault fault;

        BrokenProvider(String method, Fault fault) {
            super("acme", "1.4", "");
            this.method = method;
            this.fault = fault;
            authMechanism("X-BROKEN", () -> {
                if (method.equals("supplier")) {
                    throw new NoClassDefFoundError("gone");
                }
                return proxy(
                        AuthMechanismFactory.class,
                        Map.of(
                                "credentialTypes",
                                Set.of(Credentials.class),
                                "strength",
                                1000,
                                "create",
                                Optional.of(mechanism())));
            });
        }

        private AuthMechanism mechanism() {
            return proxy(
                    AuthMechanism.class,
                    Map.of(
                            "initialResponse",
                            Optional.of(new byte[] {'i'}),
                            "respond",
                            new byte[] {'r'},
                            "isComplete",
                            true,
                            "failureDetails",
                            Map.of(),
                            "retryAfter",
                            Optional.empty()));
        }

        private <T> T proxy(Class<T> type, Map<String, Object> values) {
            InvocationHandler handler = (self, called, arguments) -> {
                if (called.getName().equals("dispose")) {
                    disposed.add("disposed");
                }
                if (!called.getName().equals(method)) {
                    return called.getReturnType() == boolean.class
                            ? values.getOrDefault(called.getName(), false)
                            : values.get(called.getName());
                }
                return switch (fault) {
                    case RUNTIME_EXCEPTION -> throw new IllegalStateException("a bug");
                    case LINKAGE_ERROR -> throw new AbstractMethodError("another version");
                    case STACK_OVERFLOW -> throw new StackOverflowError();
                    case UNDECLARED -> throw new IOException("not declared");
                    case NULL -> null;
                };
            };
            return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
        }
    }

    private static Session open(ScriptedServer server, BrokenProvider provider) throws SmtpException {
        return Dialogues.to(server)
                .providers(Providers.builtIn().withLast(provider))
                .authPolicy(AuthPolicy.defaults().allowPlaintextAuth())
                .open();
    }

    static Stream<Arguments> faults() {
        List<Arguments> all = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            for (String method : List.of(
                    "credentialTypes",
                    "onlyIfNamed",
                    "revealsSecret",
                    "strength",
                    "needsChannelBinding",
                    "create",
                    "initialResponse")) {
                all.add(Arguments.of(method, fault, ""));
            }
            all.add(Arguments.of("respond", fault, CANCELLED));
            all.add(Arguments.of("failureDetails", fault, ANSWERED + "S: 535 no\n"));
            all.add(Arguments.of("retryAfter", fault, ANSWERED + "S: 535 no\n"));
            if (fault != Fault.NULL) {
                all.add(Arguments.of("dispose", fault, ANSWERED + "S: 235 ok\n"));
            }
        }
        all.add(Arguments.of("supplier", Fault.LINKAGE_ERROR, ""));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("faults")
    @DisplayName(
            "a mechanism that throws or returns null is named with its provider and jar, and the session can go on (P5)")
    void named(String method, Fault fault, String exchange) throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("AUTH X-BROKEN PLAIN") + exchange + "C: NOOP\nS: 250 ok\n" + QUIT)) {
            try (Session session = open(server, new BrokenProvider(method, fault))) {
                ProviderException e = catchThrowableOfType(ProviderException.class, () -> session.authenticate(U_P));
                assertThat(e)
                        .hasMessageContaining("provider acme 1.4 (file:")
                        .hasMessageContaining("mechanism X-BROKEN")
                        .hasMessageContaining(method);
                assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
                assertThat(e.stage()).isEqualTo(Stage.AUTH);
                assertThat(session.isAuthenticated()).isEqualTo(method.equals("dispose"));
                session.noop();
            }
            server.verify();
            assertThat(disposed).hasSize(exchange.isEmpty() && !method.equals("initialResponse") ? 0 : 1);
        }
    }

    @Test
    @DisplayName("a mechanism that cannot say after 235 whether the server proved itself ends the session (P5)")
    void notComplete() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("AUTH X-BROKEN") + ANSWERED + "S: 235 ok\nC<EOF\n")) {
            try (Session session = open(server, new BrokenProvider("isComplete", Fault.RUNTIME_EXCEPTION))) {
                assertThatThrownBy(() -> session.authenticate(U_P))
                        .isInstanceOf(ProviderException.class)
                        .hasMessageContaining("isComplete()");
                assertThat(session.isOpen()).isFalse();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a refusal is not lost behind a mechanism that breaks after it (P5)")
    void refusalKept() throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("AUTH X-BROKEN") + ANSWERED + "S: 535 5.7.8 no\n" + QUIT)) {
            try (Session session = open(server, new BrokenProvider("dispose", Fault.RUNTIME_EXCEPTION))) {
                AuthenticationException e =
                        catchThrowableOfType(AuthenticationException.class, () -> session.authenticate(U_P));
                assertThat(e.reply().orElseThrow().code()).isEqualTo(535);
                assertThat(e.getSuppressed()).hasSize(1).allMatch(ProviderException.class::isInstance);
            }
            server.verify();
        }
        try (ScriptedServer server =
                ScriptedServer.play(ehlo("AUTH X-BROKEN") + ANSWERED + "S: 535 5.7.8 no\n" + QUIT)) {
            try (Session session = open(server, new BrokenProvider("retryAfter", Fault.NULL))) {
                ProviderException e = catchThrowableOfType(ProviderException.class, () -> session.authenticate(U_P));
                assertThat(e.getSuppressed()).hasSize(1).allMatch(AuthenticationException.class::isInstance);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("what a broken mechanism throws is left out if it repeats what was sent (S6)")
    void secretInException() throws SmtpException {
        String secret = "c4n4ry-t0ken";
        try (ScriptedServer server = ScriptedServer.play(
                ehlo() + "C: AUTH XFOO YzRuNHJ5LXQwa2Vu\nS: 334 \nC: *\nS: 501 cancelled\n" + QUIT)) {
            try (Session session = open(server, new BrokenProvider("none", Fault.NULL))) {
                ProviderException e = catchThrowableOfType(
                        ProviderException.class,
                        () -> session.authenticate("XFOO", challenge -> {
                            if (challenge.isPresent()) {
                                throw new IllegalStateException("cannot go on with " + secret);
                            }
                            return Optional.of(secret.getBytes(StandardCharsets.US_ASCII));
                        }));
                assertThat(e).hasNoCause().hasMessageContaining("left out").hasMessageNotContaining(secret);
            }
            server.verify();
        }
    }
}
