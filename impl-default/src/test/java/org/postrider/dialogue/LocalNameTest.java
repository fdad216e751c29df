// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Greeting;
import org.postrider.HostResolver;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Timeouts;
import org.postrider.testkit.ScriptedServer;

class LocalNameTest {

    private static HostResolver machineCalled(String name) {
        return new HostResolver() {
            @Override
            public List<InetAddress> addressesOf(String host) throws UnknownHostException {
                return List.of(InetAddress.getLoopbackAddress());
            }

            @Override
            public Optional<String> localName() {
                return name.isEmpty() ? Optional.empty() : Optional.of(name);
            }
        };
    }

    @Test
    @DisplayName("a given name is used as it is for EHLO and HELO (P17, P33, T5)")
    void given() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                "S: 220 hi\nC: EHLO testhost\nS: 500 no\nC: HELO testhost\nS: 250 ok\n" + Dialogues.QUIT)) {
            try (Session session =
                    Session.builder(server.uri()).localName("testhost").open()) {
                assertThat(session.localName()).isEqualTo("testhost");
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a name that is not ASCII is refused when it is given, and passed over when the machine has it (R170)")
    void asciiOnly() throws SmtpException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Session.builder("smtp://127.0.0.1:1").localName("b\u00FCcher.example"))
                .withMessageContaining("A-labels");
        try (ScriptedServer server =
                ScriptedServer.play("S: 220 hi\nC: EHLO [127.0.0.1]\nS: 250 ok\n" + Dialogues.QUIT)) {
            Session.builder(server.uri())
                    .resolver(machineCalled("b\u00FCcher.example"))
                    .open()
                    .close();
            server.verify();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "host.example.org, host.example.org",
        "host, [127.0.0.1]",
        "'', [127.0.0.1]",
        "localhost.localdomain, [127.0.0.1]",
        "under_score.example.org, [127.0.0.1]",
        "10.1.2.3, [127.0.0.1]"
    })
    @DisplayName(
            "without one, the machine's qualified name is used, or else the literal of the connection's own address"
                    + " (P34, P35, P36, P37, R20)")
    void found(String machine, String expected) throws SmtpException {
        try (ScriptedServer server =
                ScriptedServer.play("S: 220 hi\nC: EHLO " + expected + "\nS: 250 srv\n" + Dialogues.QUIT)) {
            Session.builder(server.uri())
                    .resolver(machineCalled(machine))
                    .open()
                    .close();
            server.verify();
        }
    }

    @Test
    @DisplayName("the name is looked for before the connection is made, and given up in time (P16, G43)")
    void beforeConnecting() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger connectionsBefore = new AtomicInteger(-1);
        try (ScriptedServer server =
                ScriptedServer.play("S: 220 hi\nC: EHLO [127.0.0.1]\nS: 250 srv\n" + Dialogues.QUIT)) {
            HostResolver slow = new HostResolver() {
                @Override
                public List<InetAddress> addressesOf(String host) throws UnknownHostException {
                    return List.of(InetAddress.getLoopbackAddress());
                }

                @Override
                public Optional<String> localName() {
                    connectionsBefore.set(server.connections());
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Optional.empty();
                }
            };
            Session.builder(server.uri())
                    .resolver(slow)
                    .timeouts(Timeouts.defaults().with(Timeouts.Phase.RESOLVE, Duration.ofMillis(100)))
                    .open()
                    .close();
            server.verify();
            assertThat(connectionsBefore).hasValue(0);
        }
        never.countDown();
    }

    @Test
    @DisplayName("a name given to ehlo or helo holds for that call alone (P39)")
    void forOnce() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo()
                + "C: EHLO other.name\nS: 250 srv\nC: HELO third.name\nS: 250 srv\nC: EHLO me.test\nS: 250 srv\n"
                + Dialogues.QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.ehlo("other.name");
                session.helo("third.name");
                session.ehlo();
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a\nRCPT TO:<x@y>",
                "a\r\nb",
                "a\0b",
                "h\u00F6st.example",
                "\u760D.example",
                "[1.2.3]",
                "[IPv6:zz]",
                "-a",
                "a..b",
                "a_b"
            })
    @DisplayName(
            "a name that is neither domain nor literal is refused before anything is sent, and the session goes on (P38, P40, T27, A04)")
    void malformed(String name) throws SmtpException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Session.builder("smtp://h").localName(name));
        try (ScriptedServer server = ScriptedServer.play("S: 220 hi\nC: NOOP\nS: 250 ok\n" + Dialogues.QUIT)) {
            try (Session session = Dialogues.to(server).greeting(Greeting.LATER).open()) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> session.ehlo(name))
                        .withMessageNotContainingAny("\n", "\r", "\0");
                assertThatIllegalArgumentException().isThrownBy(() -> session.helo(name));
                assertThat(session.noop().code()).isEqualTo(250);
            }
            server.verify();
        }
    }
}
