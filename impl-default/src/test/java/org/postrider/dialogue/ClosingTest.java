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

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.ConnectionLostException;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.Message;
import org.postrider.NotConnectedException;
import org.postrider.Reply;
import org.postrider.Session;
import org.postrider.SessionAbortedException;
import org.postrider.SessionListener;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.testkit.ScriptedServer;

class ClosingTest {

    @ParameterizedTest
    @ValueSource(ints = {221, 421, 500})
    @DisplayName("quit returns the reply whatever its code, and closes (P209, T14, T56)")
    void quit(int code) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("SIZE") + "C: QUIT\nS: " + code + " bye\n")) {
            Session session = Dialogues.open(server);
            assertThat(session.quit()).isEqualTo(Reply.of(code, "bye"));
            assertThat(session.isOpen()).isFalse();
            assertThatThrownBy(session::noop).isInstanceOf(NotConnectedException.class);
            session.close();
            server.verify();
        }
    }

    @Test
    @DisplayName("quit tells when the server closes instead of answering; close does not (P210, P213, G39, F03)")
    void quitUnanswered() throws SmtpException {
        for (boolean quietly : new boolean[] {false, true}) {
            try (ScriptedServer server = ScriptedServer.play(ehlo() + "C: QUIT\n@close\n")) {
                Session session = Dialogues.open(server);
                if (quietly) {
                    session.close();
                } else {
                    assertThatThrownBy(session::quit).isInstanceOf(ConnectionLostException.class);
                }
                assertThat(session.isOpen()).isFalse();
                server.verify();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "S: 221 bye\n",
                "S: 421 bye\n",
                "S: 500 what\n",
                "S: garbage\n",
                "@silence\n",
                "@close\n",
                "@reset\n"
            })
    @DisplayName("leaving the block says QUIT, waits a short time and never throws (P213, P208, T57, T58, G39, R29)")
    void block(String answer) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + "C: NOOP\nS: 250 ok\nC: QUIT\n" + answer)) {
            try (Session session = Dialogues.to(server)
                    .timeouts(Timeouts.ofAll(Duration.ofSeconds(5)).with(Timeouts.Phase.QUIT, Duration.ofMillis(200)))
                    .open()) {
                session.noop();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a failing farewell does not mask what happened inside the block (P214)")
    void notMasked() {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + "C: QUIT\nS: 500 what\n")) {
            assertThatThrownBy(() -> {
                        try (Session session = Dialogues.open(server)) {
                            throw new IllegalStateException("the body's own " + session.isOpen());
                        }
                    })
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the body's own true")
                    .hasNoSuppressedExceptions();
            server.verify();
        }
    }

    @Test
    @DisplayName("closing again, inside the block or after a loss, is harmless and silent (P12, P208, P215, T57)")
    @SuppressWarnings("try") // closing twice is what is tested
    void closeAgain() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.close();
                session.close();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a 421 that came between two calls is the reply of the exception (P69, F16)")
    void idleFarewell() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + "S: 421 idle too long\n@mark said\n@close\n")) {
            Session session = Dialogues.open(server);
            server.awaitStep("said");
            ConnectionLostException e = catchThrowableOfType(ConnectionLostException.class, session::noop);
            assertThat(e.reply()).contains(Reply.of(421, "idle too long"));
            assertThat(e).hasMessageContaining("421 idle too long");
            server.verify();
        }
    }

    @Test
    @DisplayName("an abort while the message is read is told as one, and nothing was sent (A68, F30)")
    void abortWhileReading() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo()
                + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC: \nC<EOF\n")) {
            Session session = Dialogues.open(server);
            InputStream aborting = new InputStream() {
                @Override
                public int read() {
                    session.abort();
                    return 'x';
                }

                @Override
                public int read(byte[] target, int offset, int length) {
                    target[offset] = (byte) read();
                    return 1;
                }
            };
            InputStream header = new ByteArrayInputStream(new byte[] {'\r', '\n'});
            SessionAbortedException e = catchThrowableOfType(
                    SessionAbortedException.class,
                    () -> session.send(A_TO_X, Message.ofStream(new SequenceInputStream(header, aborting))));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(e.stage()).isEqualTo(Stage.CONTENT);
            server.verify();
        }
    }

    @Test
    @DisplayName("abort sends nothing more (A68)")
    void abort() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + "C<EOF\n")) {
            Session session = Dialogues.open(server);
            session.abort();
            session.abort();
            session.close();
            server.verify();
        }
    }

    @Test
    @DisplayName("a new session to the same server greets anew (P211, P212, G11)")
    void newSession() throws SmtpException {
        String mail =
                "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n";
        try (ScriptedServer server = ScriptedServer.play(ehlo() + mail + QUIT + "@next\n" + ehlo() + mail + QUIT)) {
            for (int i = 0; i < 2; i++) {
                try (Session session = Dialogues.open(server)) {
                    session.send(A_TO_X, HI);
                }
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("abort and close from another thread end a wait at once; the session is over (A68, A82, F30)")
    void fromAnotherThread() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        for (boolean abort : new boolean[] {true, false}) {
            try (ScriptedServer server = ScriptedServer.play(ehlo() + "C: NOOP\n@mark waiting\n@silence\n")) {
                Session session = Dialogues.open(server);
                Future<SessionAbortedException> call =
                        executor.submit(() -> catchThrowableOfType(SessionAbortedException.class, session::noop));
                server.awaitStep("waiting");
                if (abort) {
                    session.abort();
                } else {
                    session.close();
                }
                assertThat(call.get().delivery()).isEqualTo(Delivery.NOT_SENT);
                assertThat(session.isOpen()).isFalse();
                server.verify();
            }
        }
        executor.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL FROM:<a@b>", "RCPT TO:<x@y>", "RCPT TO:<z@w>", "DATA"})
    @DisplayName(
            "abort at any command of a transaction, from a listener even, is told as such and nothing was sent (A68, F30)")
    void abortWithinTransaction(String command) throws SmtpException {
        for (String keyword : new String[] {"X", "PIPELINING"}) {
            StringBuilder script = new StringBuilder(ehlo(keyword));
            if (keyword.equals("X")) {
                for (String earlier : List.of("MAIL FROM:<a@b>", "RCPT TO:<x@y>", "RCPT TO:<z@w>", "DATA")) {
                    if (earlier.equals(command)) {
                        break;
                    }
                    script.append("C: ").append(earlier).append("\nS: 250 ok\n");
                }
            }
            try (ScriptedServer server = ScriptedServer.play(script + "C<EOF\n")) {
                Session[] aborted = new Session[1];
                SessionListener aborting = new SessionListener() {
                    @Override
                    public void commandSent(String line) {
                        if (line.equals(command)) {
                            aborted[0].abort();
                        }
                    }
                };
                aborted[0] = Dialogues.to(server).listener(aborting).open();
                SessionAbortedException e = catchThrowableOfType(
                        SessionAbortedException.class,
                        () -> aborted[0].send(
                                Envelope.from("a@b").to("x@y").to("z@w").build(), HI));
                assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
                server.verify();
            }
        }
    }

    @Test
    @DisplayName("an interrupt ends a wait, keeps the flag, and after the end of the content leaves doubt (A82, F30)")
    void interrupt() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo() + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n"
                        + "C: DATA\nS: 354 go\nC: hi\nC: .\n@mark waiting\n@silence\n")) {
            Session session = Dialogues.open(server);
            SessionAbortedException[] thrown = new SessionAbortedException[1];
            boolean[] flag = new boolean[1];
            Thread sender = new Thread(() -> {
                thrown[0] = catchThrowableOfType(SessionAbortedException.class, () -> session.send(A_TO_X, HI));
                flag[0] = Thread.currentThread().isInterrupted();
            });
            sender.start();
            server.awaitStep("waiting");
            sender.interrupt();
            sender.join();
            assertThat(thrown[0].delivery()).isEqualTo(Delivery.IN_DOUBT);
            assertThat(thrown[0].stage()).isEqualTo(Stage.VERDICT);
            assertThat(flag[0]).isTrue();
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "a second thread, and a listener that calls back, get a clear error and no octet is mixed in (P3, A81)")
    void secondThread() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.play(ehlo() + "C: NOOP\n@mark waiting\n@await go\nS: 250 ok\n" + QUIT)) {
            Session session = Dialogues.open(server);
            ExecutorService executor = Executors.newSingleThreadExecutor();
            Future<Reply> call = executor.submit(session::noop);
            server.awaitStep("waiting");
            assertThatIllegalStateException().isThrownBy(session::noop).withMessageContaining("one thread at a time");
            server.signal("go");
            assertThat(call.get().code()).isEqualTo(250);
            executor.shutdownNow();
            session.close();
            server.verify();
        }
    }

    @Test
    @DisplayName("a listener that fails loses no mail; one that objects before the commit point stops it (A22, F31)")
    void failingListener() throws SmtpException {
        SessionListener failing = new SessionListener() {
            @Override
            public void commandSent(String line) {
                throw new IllegalStateException("observer");
            }

            @Override
            public void replyReceived(Reply reply) {
                throw new IllegalStateException("observer");
            }
        };
        String upToContent = "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\n";
        try (ScriptedServer server = ScriptedServer.play(ehlo() + upToContent + "C: hi\nC: .\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.to(server).listener(failing).open()) {
                assertThat(session.send(A_TO_X, HI).delivery()).isEqualTo(Delivery.DELIVERED);
            }
            server.verify();
        }
        SessionListener objecting = new SessionListener() {
            @Override
            public void committing(Envelope envelope) {
                throw new IllegalStateException("journal full");
            }
        };
        try (ScriptedServer server = ScriptedServer.play(ehlo() + upToContent + "C<EOF\n")) {
            Session session = Dialogues.to(server).listener(objecting).open();
            assertThatThrownBy(() -> session.send(A_TO_X, HI)).hasMessage("journal full");
            server.verify();
        }
    }
}
