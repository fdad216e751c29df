// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.Body;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.Greeting;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.Message;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Timeouts;
import org.postrider.TlsPolicy;
import org.postrider.testkit.ScriptedServer;

/** The session closes the stream of {@link Message#ofStream}, whatever becomes of the mail. */
class StreamClosedTest {

    private static final String OK = "S: 250 ok\n";
    private static final String UP_TO_DATA = "C: MAIL FROM:<a@b>\n" + OK + "C: RCPT TO:<x@y>\n" + OK + "C: DATA\n";
    private static final Envelope FIVE = Envelope.from("a@b")
            .toAll(List.of("1@y", "2@y", "3@y", "4@y", "5@y"))
            .build();

    /** Notices its end. */
    private static final class Watched extends ByteArrayInputStream {

        private @Nullable RuntimeException failure;
        private int closed;

        Watched() {
            super("From: a@b\r\nTo: x@y\r\n\r\nhi\r\n".getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            if (failure != null) {
                throw failure;
            }
            return super.read(target, offset, length);
        }

        @Override
        public void close() {
            closed++;
        }
    }

    /** Uses a session and a stream, and ends in an exception or in an outcome. */
    private interface Client {
        void use(Session session, Watched stream) throws SmtpException;
    }

    private static void sendAll(Session session, Mail... mails) throws SmtpException {
        List<MailOutcome> outcomes = new ArrayList<>();
        session.sendAll(List.of(mails), outcomes::add);
        assertThat(outcomes).hasSameSizeAs(mails);
        assertThat(outcomes.get(mails.length - 1).delivery()).isNotEqualTo(Delivery.DELIVERED);
        throw outcomes.get(mails.length - 1).failure().orElseThrow();
    }

    private static Message of(Watched stream) {
        return Message.ofStream(stream);
    }

    private enum Path {
        NO_STARTTLS("", true, (session, stream) -> session.send(A_TO_X, of(stream))),
        NO_STARTTLS_FOR_A_HEADER("", true, (session, stream) -> session.send(of(stream))),
        NO_STARTTLS_FOR_DATA("", true, (session, stream) -> session.data(of(stream))),
        NO_STARTTLS_IN_A_SERIES(
                "", true, (session, stream) -> session.sendAll(List.of(Mail.of(A_TO_X, of(stream))), outcome -> {})),
        SESSION_OVER("", false, (session, stream) -> {
            session.abort();
            session.send(A_TO_X, of(stream));
        }),
        SESSION_OVER_AFTER_A_HEADER("", false, (session, stream) -> {
            session.abort();
            session.send(of(stream));
        }),
        SESSION_OVER_FOR_DATA("", false, (session, stream) -> {
            session.abort();
            session.data(of(stream));
        }),
        SERVER_GONE("@close\n", false, (session, stream) -> session.send(A_TO_X, of(stream))),
        LOST_IN_A_SERIES(
                UP_TO_DATA + "S: 421 bye\n@close\n",
                false,
                (session, stream) -> sendAll(session, Mail.of(A_TO_X, HI), Mail.of(A_TO_X, of(stream)))),
        LOST_AFTER_A_HEADER_IN_A_SERIES(
                UP_TO_DATA + "S: 421 bye\n@close\n",
                false,
                (session, stream) -> sendAll(session, Mail.of(A_TO_X, HI), Mail.of(of(stream)))),
        LOST_IN_ITS_CONTENT(
                UP_TO_DATA + "S: 354 go\nC.\n@close\n", false, (session, stream) -> session.send(A_TO_X, of(stream))),
        DATA_REFUSED("C: DATA\nS: 503 no\n@silence\n", false, (session, stream) -> session.data(of(stream))),
        SENDER_REFUSED(
                "C: MAIL FROM:<a@b>\nS: 550 no\n@silence\n",
                false,
                (session, stream) -> session.send(A_TO_X, of(stream))),
        NOT_OFFERED(
                "",
                false,
                (session, stream) -> session.send(
                        Envelope.from("a@b", Body.binary()).to("x@y").build(), of(stream))),
        NOT_SPLIT("", false, (session, stream) -> session.send(FIVE, of(stream))),
        THROWS_UNCHECKED("", false, (session, stream) -> {
            stream.failure = new UncheckedIOException(new IOException("disk"));
            session.send(A_TO_X, of(stream));
        }),
        THROWS_UNCHECKED_FOR_A_HEADER("", false, (session, stream) -> {
            stream.failure = new IllegalStateException("disk");
            session.send(of(stream));
        }),
        THROWS_UNCHECKED_IN_A_SERIES("", false, (session, stream) -> {
            stream.failure = new IllegalStateException("disk");
            sendAll(session, Mail.of(A_TO_X, of(stream)));
        }),
        THROWS_UNCHECKED_AFTER_DATA("C: DATA\nS: 354 go\n@silence\n", false, (session, stream) -> {
            stream.failure = new IllegalStateException("disk");
            session.data(of(stream));
        });

        private final String script;
        private final boolean tlsRequired;

        @SuppressWarnings("ImmutableEnumChecker") // All are lambdas without state.
        private final Client client;

        Path(String script, boolean tlsRequired, Client client) {
            this.script = script;
            this.tlsRequired = tlsRequired;
            this.client = client;
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    @DisplayName("the stream is closed on every path that does not send it (M8)")
    void closed(Path path) throws SmtpException {
        String script = path.script.contains("@") ? path.script : path.script + "@silence\n";
        try (ScriptedServer server = ScriptedServer.play(ehlo("LIMITS RCPTMAX=2") + script)) {
            Session session = Dialogues.to(server)
                    .greeting(path.tlsRequired ? Greeting.LATER : Greeting.EHLO)
                    .tls(path.tlsRequired ? TlsPolicy.REQUIRED : TlsPolicy.DISABLED)
                    .timeouts(Timeouts.ofAll(Duration.ofSeconds(5)).with(Timeouts.Phase.RSET, Duration.ofMillis(50)))
                    .open();
            Watched stream = new Watched();
            Throwable failure = catchThrowable(() -> path.client.use(session, stream));
            assertThat(failure).isInstanceOf(SmtpException.class);
            assertThat(((SmtpException) failure).delivery()).isNotEqualTo(Delivery.DELIVERED);
            assertThat(stream.closed).as("calls of close()").isPositive();
            session.abort();
        }
    }
}
