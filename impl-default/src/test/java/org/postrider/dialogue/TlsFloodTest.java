// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.net.SocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Deadline;
import org.postrider.Delivery;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.SessionAbortedException;
import org.postrider.SmtpException;
import org.postrider.SmtpTimeoutException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.TlsPolicy;
import org.postrider.Transport;
import org.postrider.spi.AbstractProvider;
import org.postrider.spi.Dialect;
import org.postrider.spi.TransportContext;
import org.postrider.spi.TransportFactory;
import org.postrider.testkit.ScriptedServer;

/** A peer that sends what takes time to read and says nothing: as it never makes the client wait, each loop must look at its limit itself. */
@Timeout(60)
class TlsFloodTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    /** A TLS alert at level warning, user_canceled, which ends nothing (RFC 8446 section 6.1). */
    private static final String WARNINGS = "@endless S! " + "\\x15\\x03\\x03\\x00\\x02\\x01\\x5a".repeat(500) + "\n";

    private static String hello(String scheme) {
        return scheme.equals("smtps") ? "C* 5\n" : ehlo("STARTTLS") + "C: STARTTLS\nS: 220 go\nC* 5\n";
    }

    private static Session.Builder to(URI server, Duration limit) {
        return Session.builder(server)
                .localName("me.test")
                .providers(Providers.builtIn())
                .tls(TlsPolicy.REQUIRED)
                .timeouts(Timeouts.ofAll(LONG).with(Timeouts.Phase.TLS, limit));
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtps", "smtp"})
    @DisplayName("TLS records without end in the handshake do not hold a session beyond its limit (C15)")
    void handshake(String scheme) {
        try (ScriptedServer server = ScriptedServer.play(hello(scheme) + WARNINGS)) {
            SmtpTimeoutException e = catchThrowableOfType(
                    SmtpTimeoutException.class,
                    () -> to(server.uri(scheme), Duration.ofMillis(300)).open());
            assertThat(e.stage()).isEqualTo(Stage.TLS);
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
        }
    }

    @Test
    @DisplayName("an interrupt ends a handshake in which TLS records come without end (C15)")
    void interruptedHandshake() {
        try (ScriptedServer server = ScriptedServer.play("C* 5\n@mark begun\n" + WARNINGS)) {
            AtomicBoolean flag = new AtomicBoolean();
            Thread[] opener = new Thread[1];
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            opener[0] = new Thread(() -> {
                try {
                    to(server.uri("smtps"), LONG).open().close();
                    failure.complete(null);
                } catch (SmtpException e) {
                    flag.set(Thread.currentThread().isInterrupted());
                    failure.complete(e);
                }
            });
            opener[0].start();
            server.awaitStep("begun");
            opener[0].interrupt();
            assertThat(failure.join()).isInstanceOf(SessionAbortedException.class);
            assertThat(flag).isTrue();
        }
    }

    /** In TLS 1.3 each handshake that the server begins again is a KeyUpdate, which the client must answer. */
    private static LiveServer keyUpdatesForNoop(CompletableFuture<Void> begun) {
        return LiveServer.withTls(Certificates.server(Certificates.local()), true, c -> {
            LiveServer.Answers honest = LiveServer.yes().apply(c);
            return (line, connection) -> {
                while (line.equals("NOOP")) {
                    connection.handshakeAgain();
                    begun.complete(null);
                }
                return honest.to(line, connection);
            };
        });
    }

    @Test
    @DisplayName("an interrupt ends a wait for a reply in which KeyUpdates come without end (C15)")
    void interruptedKeyUpdates() throws SmtpException {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        try (LiveServer server = keyUpdatesForNoop(begun)) {
            Session session =
                    to(server.uri(), LONG).tlsSettings(Certificates.TRUSTING).open();
            Thread caller = Thread.currentThread();
            CompletableFuture<Void> interrupting = begun.thenRun(caller::interrupt);
            assertThatThrownBy(session::noop).isInstanceOf(SessionAbortedException.class);
            assertThat(Thread.interrupted()).isTrue();
            interrupting.join();
        }
    }

    @Test
    @DisplayName("KeyUpdates without end do not hold a command beyond its limit, nor isOpen() at all (C15)")
    void keyUpdates() throws SmtpException {
        try (LiveServer server = keyUpdatesForNoop(new CompletableFuture<>())) {
            Session session = to(server.uri(), LONG)
                    .tlsSettings(Certificates.TRUSTING)
                    .timeouts(Timeouts.ofAll(LONG).with(Timeouts.Phase.COMMAND, Duration.ofMillis(300)))
                    .open();
            assertThatThrownBy(session::noop).isInstanceOf(SmtpTimeoutException.class);
            assertThat(session.isOpen()).isFalse();
        }
    }

    @Test
    @DisplayName("a reply that comes octet by octet, each of them at once, ends at the limit (C15)")
    void reply() {
        Session.Builder builder = Session.builder("memory://host")
                .localName("me.test")
                .timeouts(Timeouts.ofAll(LONG).with(Timeouts.Phase.GREETING, Duration.ofMillis(50)))
                .providers(Providers.builtIn().withLast(new DripProvider()));
        assertThatThrownBy(builder::open).isInstanceOf(SmtpTimeoutException.class);
    }

    private static final class DripProvider extends AbstractProvider {
        DripProvider() {
            super("drip", "1", "a server that sends digits, one at a time");
            transport("memory", DripFactory::new);
        }
    }

    private static final class DripFactory implements TransportFactory {

        @Override
        public Dialect dialect() {
            return Dialect.smtp();
        }

        @Override
        public OptionalInt defaultPort() {
            return OptionalInt.of(25);
        }

        @Override
        public Transport open(TransportContext context) {
            return new Drip();
        }
    }

    /** Has the next octet at once, and so never looks at a deadline. */
    private static final class Drip implements Transport {

        private static final byte[] ENDLESS = "220-and more to come\r\n".getBytes(StandardCharsets.US_ASCII);
        private int next;

        @Override
        public int read(ByteBuffer target, Deadline deadline) {
            long end = System.nanoTime() + Duration.ofMillis(1).toNanos();
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            target.put(ENDLESS[next++ % ENDLESS.length]);
            return 1;
        }

        @Override
        public void write(ByteBuffer source, Deadline deadline) {
            source.position(source.limit());
        }

        @Override
        public Readiness poll() {
            return Readiness.OCTETS;
        }

        @Override
        public String peer() {
            return "drip";
        }

        @Override
        public Optional<SocketAddress> localAddress() {
            return Optional.empty();
        }

        @Override
        public Protection protection() {
            return Protection.LOCAL;
        }

        @Override
        public void abort() {}

        @Override
        public void close() {}
    }
}
