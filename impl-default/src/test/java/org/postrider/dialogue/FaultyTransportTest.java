// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.ConnectionFailedException;
import org.postrider.ConnectionLostException;
import org.postrider.Deadline;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.Message;
import org.postrider.NotConnectedException;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Transport;
import org.postrider.spi.AbstractProvider;
import org.postrider.spi.TransportContext;
import org.postrider.testkit.ScriptedServer;

class FaultyTransportTest {

    private static final String UP_TO_DATA =
            "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\n";
    private static final String MAIL_1 = UP_TO_DATA + "C: hi\nC: .\nS: 250 mail 1 queued\n";

    /** What a method of a transport does instead of its duty. */
    private enum Fault {
        ILLEGAL_ARGUMENT,
        ILLEGAL_STATE,
        ERROR,
        CHECKED,
        NULL,
        MINUS_5,
        ZERO,
        TOO_MANY,
        NOT_THERE;

        /** Throws, or returns what cannot be. */
        @Nullable
        Integer deed() {
            return switch (this) {
                case ILLEGAL_ARGUMENT -> throw new IllegalArgumentException("a decorator's bug");
                case ILLEGAL_STATE -> throw new IllegalStateException("a decorator's bug");
                case ERROR -> throw new AssertionError("a decorator's bug");
                case CHECKED -> throw FaultyTransportTest.<RuntimeException>sneaky(new Exception("a decorator's bug"));
                case NULL -> null;
                case MINUS_5 -> -5;
                case ZERO -> 0;
                case TOO_MANY -> 1_000_000;
                case NOT_THERE -> 5;
            };
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> E sneaky(Exception e) throws E {
        throw (E) e;
    }

    /** Does wrong once, when the content's end has been written. */
    private static class Faulty extends ForwardingTransport {

        final Fault fault;
        final List<String> calls = new ArrayList<>();
        private boolean ended;
        private boolean done;

        Faulty(Transport below, Fault fault) {
            super(below);
            this.fault = fault;
        }

        /** From now on, once. */
        void due() {
            ended = true;
        }

        boolean isDue() {
            boolean due = ended && !done;
            done |= due;
            return due;
        }

        private void notice(ByteBuffer source) {
            ended |= new String(source.array(), source.arrayOffset(), source.limit(), StandardCharsets.US_ASCII)
                    .endsWith(".\r\n");
        }

        @Override
        public void write(ByteBuffer source, Deadline deadline) throws IOException {
            if (source.hasArray()) {
                notice(source);
            }
            super.write(source, deadline);
        }

        @Override
        public void write(ByteBuffer[] sources, Deadline deadline) throws IOException {
            notice(sources[sources.length - 1]);
            super.write(sources, deadline);
        }

        @Override
        public void abort() {
            calls.add("abort");
            super.abort();
        }

        @Override
        public void close() {
            calls.add("close");
            super.close();
        }
    }

    private static class FaultyRead extends Faulty {

        FaultyRead(Transport below, Fault fault) {
            super(below, fault);
        }

        @Override
        public int read(ByteBuffer target, Deadline deadline) throws IOException {
            return isDue() ? fault.deed() : super.read(target, deadline);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    @DisplayName(
            "a transport that fails once in another way than by an IOException ends the session: no mail is taken for delivered"
                    + " by the reply to another command (P1)")
    void neverOutOfStep(Fault fault) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + MAIL_1)) {
            Session session = ForwardingTransport.to(server, below -> new FaultyRead(below, fault))
                    .open();
            ConnectionLostException e =
                    catchThrowableOfType(ConnectionLostException.class, () -> session.send(A_TO_X, HI));
            assertThat(e.delivery()).isEqualTo(Delivery.IN_DOUBT);
            assertThat(e.isRetryable()).isFalse();
            assertThat(e.getMessage()).contains("FaultyTransportTest$FaultyRead", "acme 1.4", "read(..)");
            assertThat(session.isOpen()).isFalse();
            assertThatThrownBy(() -> session.send(A_TO_X, HI)).isInstanceOf(NotConnectedException.class);
            server.verify();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ILLEGAL_STATE", "ERROR", "MINUS_5"})
    @DisplayName("and sendAll reports an outcome for each mail: in doubt, and not sent (P3)")
    void outcomesAreReported(Fault fault) throws SmtpException {
        List<MailOutcome> outcomes = new ArrayList<>();
        try (ScriptedServer server = ScriptedServer.play(ehlo() + MAIL_1)) {
            Session session = ForwardingTransport.to(server, below -> new FaultyRead(below, fault))
                    .open();
            session.sendAll(
                    List.of(
                            Mail.of(A_TO_X, HI),
                            Mail.of(Envelope.from("a@b").to("z@y").build(), HI)),
                    outcomes::add);
            assertThat(outcomes)
                    .extracting(outcome -> outcome.delivery())
                    .containsExactly(Delivery.IN_DOUBT, Delivery.NOT_SENT);
            assertThat(session.isOpen()).isFalse();
            server.verify();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ILLEGAL_ARGUMENT", "ERROR", "NULL"})
    @DisplayName("poll(), protection() and tlsSession() that fail break the connection too, at the next octet (P1)")
    void silentMethods(Fault fault) throws SmtpException {
        for (String method : List.of("poll()", "protection()", "tlsSession()")) {
            List<Faulty> made = new ArrayList<>();
            try (ScriptedServer server = ScriptedServer.play(ehlo())) {
                Session session = ForwardingTransport.to(server, below -> {
                            Silent silent = new Silent(below, fault, method);
                            made.add(silent);
                            return silent;
                        })
                        .open();
                made.get(0).due();
                assertThat(session.tlsSession()).isEmpty();
                assertThatThrownBy(() -> session.send(A_TO_X, HI))
                        .isInstanceOf(ConnectionLostException.class)
                        .hasMessageContaining(method);
                assertThat(session.isOpen()).isFalse();
                server.verify();
            }
        }
    }

    /** Fails in a method that cannot throw an IOException. */
    private static final class Silent extends Faulty {

        private final String method;

        Silent(Transport below, Fault fault, String method) {
            super(below, fault);
            this.method = method;
        }

        @Override
        public Readiness poll() {
            return method.equals("poll()") && isDue() ? nothing(fault) : super.poll();
        }

        @Override
        public Protection protection() {
            return method.equals("protection()") && isDue() ? nothing(fault) : super.protection();
        }

        @Override
        public Optional<SSLSession> tlsSession() {
            return method.equals("tlsSession()") && isDue() ? nothing(fault) : super.tlsSession();
        }
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // the fault is that it is null
    private static <T> T nothing(Fault fault) {
        Integer unused = fault.deed();
        return null;
    }

    @Test
    @DisplayName(
            "a transport whose close() throws is aborted, and nothing leaves Session.close() after an accepted mail (P2)")
    void closeThrows() throws SmtpException {
        List<String> calls = new ArrayList<>();
        try (ScriptedServer server = ScriptedServer.play(ehlo() + MAIL_1 + QUIT)) {
            try (Session session = ForwardingTransport.to(server, below -> new ForwardingTransport(below) {
                        @Override
                        public void close() {
                            throw new IllegalStateException("close");
                        }

                        @Override
                        public void abort() {
                            calls.add("abort");
                            super.abort();
                            throw new AssertionError("abort");
                        }
                    })
                    .open()) {
                assertThat(session.send(A_TO_X, HI).delivery()).isEqualTo(Delivery.DELIVERED);
            }
            assertThat(calls).containsExactly("abort");
            server.verify();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ILLEGAL_ARGUMENT", "ERROR", "ZERO"})
    @DisplayName("a transport that fails at the greeting is aborted, and the failure is a lost connection (P4)")
    void greeting(Fault fault) throws SmtpException {
        List<Faulty> made = new ArrayList<>();
        try (ScriptedServer server = ScriptedServer.play("S: 220 hi\n")) {
            Session.Builder builder = ForwardingTransport.to(server, below -> {
                Faulty faulty = new FaultyRead(below, fault);
                faulty.due();
                made.add(faulty);
                return faulty;
            });
            ConnectionLostException e = catchThrowableOfType(ConnectionLostException.class, builder::open);
            assertThat(e.stage()).isEqualTo(Stage.GREETING);
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(made.get(0).calls).containsExactly("abort");
            server.verify();
        }
    }

    @Test
    @DisplayName("peer() and localAddress() that fail break the connection before the greeting, and it is aborted (P4)")
    void namelessPeer() throws SmtpException {
        List<String> aborted = new ArrayList<>();
        for (boolean peer : new boolean[] {true, false}) {
            try (ScriptedServer server = ScriptedServer.play("S: 220 hi\n@silence\n")) {
                Session.Builder builder = ForwardingTransport.to(server, below -> new ForwardingTransport(below) {
                    @Override
                    public String peer() {
                        if (peer) {
                            throw new IllegalStateException("no peer");
                        }
                        return super.peer();
                    }

                    @Override
                    @SuppressWarnings("NullAway") // that is the fault
                    public Optional<SocketAddress> localAddress() {
                        return peer ? super.localAddress() : null;
                    }

                    @Override
                    public void abort() {
                        aborted.add(peer ? "peer()" : "localAddress()");
                        super.abort();
                    }
                });
                assertThatThrownBy(builder::open)
                        .isInstanceOf(ConnectionLostException.class)
                        .hasMessageContaining(peer ? "peer()" : "localAddress()");
            }
        }
        assertThat(aborted).containsExactly("peer()", "localAddress()");
    }

    @Test
    @DisplayName(
            "a transport that writes a part and returns is asked again; one that writes nothing breaks the connection (P1)")
    void partialWrites(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("m.eml"), "hi\r\n");
        try (ScriptedServer server = ScriptedServer.play(ehlo() + MAIL_1 + MAIL_1 + QUIT)) {
            try (Session session =
                    ForwardingTransport.to(server, OneOctetAtATime::new).open()) {
                session.send(A_TO_X, HI);
                session.send(A_TO_X, Message.ofFile(file));
            }
            server.verify();
        }
        AtomicInteger writes = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.play(ehlo())) {
            Session session = ForwardingTransport.to(server, below -> new ForwardingTransport(below) {
                        @Override
                        public void write(ByteBuffer source, Deadline deadline) throws IOException {
                            if (writes.incrementAndGet() == 1) {
                                super.write(source, deadline);
                            }
                        }
                    })
                    .open();
            assertThatThrownBy(() -> session.send(A_TO_X, HI))
                    .isInstanceOf(ConnectionLostException.class)
                    .hasMessageContaining("wrote nothing");
            server.verify();
        }
    }

    private static final class OneOctetAtATime extends ForwardingTransport {

        OneOctetAtATime(Transport below) {
            super(below);
        }

        @Override
        public void write(ByteBuffer source, Deadline deadline) throws IOException {
            int limit = source.limit();
            source.limit(source.position() + 1);
            super.write(source, deadline);
            source.limit(limit);
        }

        @Override
        public void write(ByteBuffer[] sources, Deadline deadline) throws IOException {
            for (ByteBuffer source : sources) {
                if (source.hasRemaining()) {
                    write(source, deadline);
                    return;
                }
            }
        }

        @Override
        public long write(FileChannel file, long position, long count, Deadline deadline) throws IOException {
            return super.write(file, position, 1, deadline);
        }
    }

    @Test
    @DisplayName("an IOException without text is reported by its kind (P6)")
    void withoutText() throws SmtpException {
        Session.Builder builder = failing(new ClosedChannelException());
        ConnectionFailedException e = catchThrowableOfType(ConnectionFailedException.class, builder::open);
        assertThat(e.getMessage()).contains("ClosedChannelException").doesNotContain("null");
        try (ScriptedServer server = ScriptedServer.play("S: 220 hi\n@silence\n")) {
            assertThatThrownBy(() -> ForwardingTransport.to(server, below -> new ForwardingTransport(below) {
                                @Override
                                public int read(ByteBuffer target, Deadline deadline) throws IOException {
                                    throw new IOException();
                                }
                            })
                            .open())
                    .isInstanceOf(ConnectionLostException.class)
                    .hasMessageEndingWith(": IOException");
        }
    }

    private static Session.Builder failing(IOException failure) {
        return Session.builder(ForwardingTransport.SCHEME + "://host.test:25")
                .localName("me.test")
                .providers(Providers.builtIn().withLast(new AbstractProvider("acme", "1.4", "fails") {
                    {
                        transport(ForwardingTransport.SCHEME, () -> new ForwardingTransport.Factory(below -> below) {
                            @Override
                            public Transport open(TransportContext context) throws IOException {
                                throw failure;
                            }
                        });
                    }
                }));
    }

    @Test
    @DisplayName("control characters in peer() and in the text of an IOException are escaped in messages (P7)")
    void forgedLines() throws SmtpException {
        String forged = "x\r\nWARNING: forged\u001B[31m\u202E";
        assertThatThrownBy(() -> failing(new IOException(forged)).open())
                .isInstanceOf(ConnectionFailedException.class)
                .satisfies(FaultyTransportTest::isPlain)
                .hasMessageContaining("x\\r\\nWARNING: forged\\x1B[31m\\u202E");
        try (ScriptedServer server = ScriptedServer.play("S: 220 hi\n@silence\n")) {
            List<String> peers = new ArrayList<>();
            assertThatThrownBy(() -> ForwardingTransport.to(server, below -> new ForwardingTransport(below) {
                                @Override
                                public String peer() {
                                    return forged;
                                }

                                @Override
                                public int read(ByteBuffer target, Deadline deadline) throws IOException {
                                    throw new IOException(forged);
                                }
                            })
                            .listener(new SessionListener() {
                                @Override
                                public void connected(String peer) {
                                    peers.add(peer);
                                }
                            })
                            .open())
                    .isInstanceOf(ConnectionLostException.class)
                    .satisfies(FaultyTransportTest::isPlain)
                    .hasMessageContaining("to x\\r\\nWARNING: forged\\x1B[31m\\u202E broke");
            assertThat(peers).containsExactly("x\\r\\nWARNING: forged\\x1B[31m\\u202E");
        }
    }

    private static void isPlain(Throwable e) {
        assertThat(e.getMessage()).doesNotContain("\r", "\n", "\u001B", "\u202E");
    }
}
