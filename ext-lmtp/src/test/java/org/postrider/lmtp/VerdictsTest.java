// SPDX-License-Identifier: Apache-2.0
package org.postrider.lmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.lmtp.Lmtp.CONTENT;
import static org.postrider.lmtp.Lmtp.HI;
import static org.postrider.lmtp.Lmtp.QUIT;
import static org.postrider.lmtp.Lmtp.THREE;
import static org.postrider.lmtp.Lmtp.accepted;
import static org.postrider.lmtp.Lmtp.codes;
import static org.postrider.lmtp.Lmtp.deliveries;
import static org.postrider.lmtp.Lmtp.lhlo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.DisconnectedException;
import org.postrider.Envelope;
import org.postrider.LocalRefusalException;
import org.postrider.Message;
import org.postrider.NotConnectedException;
import org.postrider.ProtocolViolationException;
import org.postrider.RecipientsRefusedException;
import org.postrider.SendResult;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Timeouts;
import org.postrider.testkit.ScriptedServer;

/** One reply to the content for each recipient that was accepted. */
class VerdictsTest {

    @TempDir
    Path folder;

    private interface Client {
        void use(Session session) throws Exception;
    }

    private void play(boolean unix, String script, Client client) throws Exception {
        try (ScriptedServer server = Lmtp.play(script, unix, folder)) {
            try (Session session =
                    Lmtp.to(server).chunking(script.contains("CHUNKING")).open()) {
                client.use(session);
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "each recipient has its own verdict, in the order of RCPT: delivered, refused at RCPT, refused for now and for good after"
                    + " the content; the session goes on (P203, P204, P207, R184, R187, G1, G2)")
    void eachItsOwn(boolean unix) throws Exception {
        play(
                unix,
                lhlo() + accepted("r1", "r2") + "C: RCPT TO:<r3@y>\nS: 550 5.1.1 who\nC: RCPT TO:<r4@y>\nS: 250 ok\n"
                        + CONTENT
                        + "S: 250 2.0.0 one\nS: 452 4.2.2 full\nS: 552 5.2.2 never\n" + accepted("r1") + CONTENT
                        + "S: 250 again\n" + QUIT,
                session -> {
                    SendResult result = session.send(
                            Envelope.from("a@b")
                                    .to("r1@y")
                                    .to("r2@y")
                                    .to("r3@y")
                                    .to("r4@y")
                                    .build(),
                            HI);
                    assertThat(deliveries(result))
                            .containsExactly(Delivery.DELIVERED, Delivery.REFUSED, Delivery.REFUSED, Delivery.REFUSED);
                    assertThat(codes(result)).containsExactly(250, 452, 550, 552);
                    assertThat(result.accepted()).hasToString("[r1@y]");
                    assertThat(result.outcomes().get(1).reply().orElseThrow().isTransientNegative())
                            .isTrue();
                    assertThat(session.send(Envelope.from("a@b").to("r1@y").build(), HI)
                                    .reply()
                                    .text())
                            .isEqualTo("again");
                });
    }

    @Test
    @DisplayName("an address given twice has two verdicts (R184, A72)")
    void twice() throws Exception {
        play(
                false,
                lhlo() + accepted("r1", "r1") + CONTENT + "S: 250 one\nS: 550 once is enough\n" + QUIT,
                session -> assertThat(codes(session.send(
                                Envelope.from("a@b").to("r1@y").to("r1@y").build(), HI)))
                        .containsExactly(250, 550));
    }

    @Test
    @DisplayName("in a group, all verdicts may come with one read (R184, R187)")
    void grouped() throws Exception {
        play(
                true,
                lhlo("PIPELINING")
                        + "C: MAIL FROM:<a@b>\nC: RCPT TO:<r1@y>\nC: RCPT TO:<r2@y>\nC: RCPT TO:<r3@y>\nC: DATA\n"
                        + "S: 250 ok\nS: 250 ok\nS: 450 later\nS: 250 ok\nS: 354 go\nC: hi\nC: .\nS: 550 no\nS: 250 three\n"
                        + QUIT,
                session -> assertThat(codes(session.send(THREE, HI))).containsExactly(550, 450, 250));
    }

    @Test
    @DisplayName("without an accepted recipient no content is sent, and no verdict waited for (R189)")
    void nobodyAccepted() throws Exception {
        play(
                false,
                lhlo() + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<r1@y>\nS: 550 no\nC: RSET\nS: 250 ok\n" + QUIT,
                session -> assertThatThrownBy(() ->
                                session.send(Envelope.from("a@b").to("r1@y").build(), HI))
                        .isInstanceOf(RecipientsRefusedException.class));
        play(
                false,
                lhlo("PIPELINING")
                        + "C: MAIL FROM:<a@b>\nC: RCPT TO:<r1@y>\nC: DATA\nS: 250 ok\nS: 550 no\nS: 503 no recipients\n"
                        + "C: RSET\nS: 250 ok\n" + QUIT,
                session -> assertThatThrownBy(() ->
                                session.send(Envelope.from("a@b").to("r1@y").build(), HI))
                        .isInstanceOf(RecipientsRefusedException.class));
    }

    @Test
    @DisplayName(
            "if the content is refused for everybody, the exception names each with its reply; transient if one is (R184)")
    void refusedForAll() throws Exception {
        play(
                false,
                lhlo() + accepted("r1", "r2", "r3") + CONTENT + "S: 550 a\nS: 450 b\nS: 550 c\n" + accepted("r1")
                        + CONTENT + "S: 250 ok\n" + QUIT,
                session -> {
                    RecipientsRefusedException e =
                            catchThrowableOfType(RecipientsRefusedException.class, () -> session.send(THREE, HI));
                    assertThat(e.refused().values())
                            .extracting(reply -> reply.code())
                            .containsExactly(550, 450, 550);
                    assertThat(e.isRetryable()).isTrue();
                    session.send(Envelope.from("a@b").to("r1@y").build(), HI);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "0, false, false", "1, false, false", "2, false, false", "3, false, false",
        "0, true, false", "1, true, false", "2, true, false", "3, true, false",
        "0, false, true", "1, false, true", "2, false, true", "3, false, true",
        "0, true, true", "1, true, true", "2, true, true", "3, true, true",
    })
    @DisplayName(
            "the connection lost after k of n verdicts: those that were read count, the others are in doubt (R188, F03)")
    void lostAmongVerdicts(int read, boolean unix, boolean chunking) throws Exception {
        String content = chunking ? "C: BDAT 4 LAST\nC: hi\n" : CONTENT;
        String script = lhlo(chunking ? "CHUNKING" : "SIZELESS") + accepted("r1", "r2", "r3") + content
                + "S: 250 ok\n".repeat(read) + "@close\n";
        try (ScriptedServer server = Lmtp.play(script, unix, folder)) {
            Session session = Lmtp.to(server).chunking(chunking).open();
            List<Delivery> expected = new ArrayList<>(Collections.nCopies(read, Delivery.DELIVERED));
            expected.addAll(Collections.nCopies(3 - read, Delivery.IN_DOUBT));
            if (read == 0) {
                DisconnectedException e =
                        catchThrowableOfType(DisconnectedException.class, () -> session.send(THREE, HI));
                assertThat(e.delivery()).isEqualTo(Delivery.IN_DOUBT);
                assertThat(e.outcomes())
                        .extracting(outcome -> outcome.delivery())
                        .isEqualTo(expected);
            } else {
                SendResult result = session.send(THREE, HI);
                assertThat(deliveries(result)).isEqualTo(expected);
                assertThat(result.delivery()).isEqualTo(read == 3 ? Delivery.DELIVERED : Delivery.IN_DOUBT);
                assertThat(result.inDoubt()).hasSize(3 - read);
            }
            if (read < 3) {
                assertThatThrownBy(session::noop).isInstanceOf(NotConnectedException.class);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("refused, then lost: the refusal counts, nobody is delivered, the rest is in doubt (R188)")
    void refusedThenLost() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.play(lhlo() + accepted("r1", "r2", "r3") + CONTENT + "S: 550 no\n@close\n")) {
            Session session = Lmtp.to(server).open();
            DisconnectedException e = catchThrowableOfType(DisconnectedException.class, () -> session.send(THREE, HI));
            assertThat(e.delivery()).isEqualTo(Delivery.IN_DOUBT);
            assertThat(e.outcomes())
                    .extracting(outcome -> outcome.delivery())
                    .containsExactly(Delivery.REFUSED, Delivery.IN_DOUBT, Delivery.IN_DOUBT);
            server.verify();
        }
    }

    @Test
    @DisplayName("421 as a verdict: that recipient has nothing, and those after it are in doubt (V3, F16, R17)")
    void closing() throws Exception {
        try (ScriptedServer server = ScriptedServer.play(
                lhlo() + accepted("r1", "r2", "r3") + CONTENT + "S: 250 ok\nS: 421 bye\n@close\n")) {
            Session session = Lmtp.to(server).open();
            SendResult result = session.send(THREE, HI);
            assertThat(deliveries(result)).containsExactly(Delivery.DELIVERED, Delivery.NOT_SENT, Delivery.IN_DOUBT);
            assertThat(session.isOpen()).isFalse();
            server.verify();
        }
    }

    @Test
    @DisplayName("each verdict has the time of a verdict; one that never comes leaves its recipient in doubt (F06)")
    void silence() throws Exception {
        try (ScriptedServer server = ScriptedServer.play(
                lhlo() + accepted("r1", "r2", "r3") + CONTENT + "S: 250 ok\n@silence\n", folder.resolve("silent"))) {
            Session session = Lmtp.to(server)
                    .timeouts(
                            Timeouts.ofAll(Duration.ofSeconds(5)).with(Timeouts.Phase.VERDICT, Duration.ofMillis(200)))
                    .open();
            SendResult result = session.send(THREE, HI);
            assertThat(deliveries(result)).containsExactly(Delivery.DELIVERED, Delivery.IN_DOUBT, Delivery.IN_DOUBT);
            server.verify();
        }
    }

    @ParameterizedTest
    @CsvSource({"250, 550, 450, 250", "550, 250, 450, 250", "450, 550, 250, 250"})
    @DisplayName("the reply of the result is one that accepted, wherever it stands; each recipient has its own (V12)")
    void acceptingReply(int first, int second, int third, int expected) throws Exception {
        for (String keyword : List.of("X", "CHUNKING")) {
            String content = keyword.equals("X") ? CONTENT : "C: BDAT 4 LAST\nC: hi\n";
            play(
                    false,
                    lhlo(keyword) + accepted("r1", "r2", "r3") + content + "S: " + first + " one\nS: " + second
                            + " two\nS: " + third + " three\n" + QUIT,
                    session -> {
                        SendResult result = session.send(THREE, HI);
                        assertThat(result.reply().code()).isEqualTo(expected);
                        assertThat(codes(result)).containsExactly(first, second, third);
                        assertThat(result.failure()).isEmpty();
                    });
        }
    }

    @Test
    @DisplayName("a verdict too many in the same segment makes doubtful what was read (V10, A72)")
    void tooManyAtOnce() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.play(lhlo() + accepted("r1") + CONTENT + "S! 250 one\\r\\n550 two\\r\\n\nC<EOF\n")) {
            Session session = Lmtp.to(server).open();
            ProtocolViolationException e = catchThrowableOfType(
                    ProtocolViolationException.class,
                    () -> session.send(Envelope.from("a@b").to("r1@y").build(), HI));
            assertThat(e.delivery()).isEqualTo(Delivery.IN_DOUBT);
            assertThat(e.outcomes().get(0).reply().orElseThrow().text()).isEqualTo("one");
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "a verdict too many that comes later is found before the next command, which names what it makes doubtful (V10, A72)")
    void tooManyLater() throws Exception {
        try (ScriptedServer server = ScriptedServer.play(
                lhlo() + accepted("r1") + CONTENT + "S: 250 one\n@await read\nS: 550 two\n@mark sent\nC<EOF\n")) {
            Session session = Lmtp.to(server).open();
            assertThat(session.send(Envelope.from("a@b").to("r1@y").build(), HI).accepted())
                    .hasSize(1);
            server.signal("read");
            server.awaitStep("sent");
            ProtocolViolationException e = catchThrowableOfType(ProtocolViolationException.class, session::noop);
            assertThat(e.doubtful()).singleElement().satisfies(outcome -> {
                assertThat(outcome.recipient()).hasToString("r1@y");
                assertThat(outcome.reply().orElseThrow().text()).isEqualTo("one");
            });
            server.verify();
        }
    }

    @Test
    @DisplayName("DATA on its own is not possible, since one reply cannot be handed over for all (R184)")
    void singleData() throws Exception {
        play(false, lhlo() + accepted("r1") + "C: RSET\nS: 250 ok\n" + QUIT, session -> {
            session.mail("a@b");
            session.rcpt("r1@y");
            assertThatThrownBy(() -> session.data(HI))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("send(..)");
            session.rset();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("by BDAT each chunk has one reply and the last one a verdict for each recipient (R185, R147)")
    void chunks(boolean unix) throws Exception {
        int chunk = 256 * 1024;
        play(
                unix,
                lhlo("PIPELINING", "CHUNKING")
                        + "C: MAIL FROM:<a@b>\nC: RCPT TO:<r1@y>\nC: RCPT TO:<r2@y>\nC: RCPT TO:<r3@y>\n"
                        + "S: 250 ok\nS: 250 ok\nS: 250 ok\nS: 250 ok\nC: BDAT " + chunk + "\nC* " + chunk
                        + "\nS: 250 chunk\nC: BDAT 12 LAST\nC* 12\nS: 250 one\nS: 552 two\nS: 250 three\n" + QUIT,
                session -> assertThat(codes(session.send(THREE, Message.of(lines(chunk + 12)))))
                        .containsExactly(250, 552, 250));
    }

    @Test
    @DisplayName("a refused chunk refuses the message for everybody, and the session goes on (R150, R185)")
    void refusedChunk() throws Exception {
        int chunk = 256 * 1024;
        play(
                false,
                lhlo("CHUNKING") + accepted("r1", "r2", "r3") + "C: BDAT " + chunk + "\nC* " + chunk
                        + "\nS: 552 enough\nC: RSET\nS: 250 ok\n" + accepted("r1")
                        + "C: BDAT 4 LAST\nC: hi\nS: 250 ok\n" + QUIT,
                session -> {
                    assertThatThrownBy(() -> session.send(THREE, Message.of(lines(chunk + 12))))
                            .isInstanceOf(DataRefusedException.class);
                    session.send(Envelope.from("a@b").to("r1@y").build(), HI);
                });
    }

    private static byte[] lines(int length) {
        byte[] octets = new byte[length];
        java.util.Arrays.fill(octets, (byte) 'x');
        octets[length - 2] = '\r';
        octets[length - 1] = '\n';
        return octets;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("a thousand recipients in one transaction, each with its verdict (R184, R146)")
    void aThousand(boolean unix) throws Exception {
        Envelope.Builder envelope = Envelope.from("a@b");
        StringBuilder script = new StringBuilder(lhlo("PIPELINING")).append("C: MAIL FROM:<a@b>\nS: 250 ok\n");
        StringBuilder verdicts = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            envelope.to("r" + i + "@y");
            script.append("C: RCPT TO:<r").append(i).append("@y>\nS: ").append(i % 10 == 0 ? "550 no\n" : "250 ok\n");
            if (i % 10 != 0) {
                verdicts.append("S: ")
                        .append(i % 10 == 5 ? "452 full of " : "250 ")
                        .append(i)
                        .append('\n');
            }
        }
        script.append("C: DATA\nS: 354 go\nC: hi\nC: .\n").append(verdicts).append(QUIT);
        play(unix, script.toString(), session -> {
            SendResult result = session.send(envelope.build(), HI);
            assertThat(result.accepted()).hasSize(800);
            assertThat(result.refused()).hasSize(200);
            assertThat(result.outcomes().get(999).reply().orElseThrow().text()).isEqualTo("999");
            assertThat(result.outcomes().get(995).reply().orElseThrow().text()).isEqualTo("full of 995");
        });
    }

    @Test
    @DisplayName("more recipients than the server takes are served in several transactions here too (R205)")
    void limits() throws Exception {
        play(
                true,
                lhlo("LIMITS RCPTMAX=2") + accepted("r1", "r2") + CONTENT + "S: 250 a\nS: 550 b\n" + accepted("r3")
                        + CONTENT + "S: 250 c\n" + QUIT,
                session -> assertThat(codes(session.send(THREE, HI))).containsExactly(250, 550, 250));
    }

    @Test
    @DisplayName("what the server cannot take is refused before MAIL, as by SMTP (R160)")
    void localRefusal() throws Exception {
        play(false, lhlo("SIZE 2") + QUIT, session -> {
            SmtpException e = catchThrowableOfType(SmtpException.class, () -> session.send(THREE, HI));
            assertThat(e).isInstanceOf(LocalRefusalException.class);
        });
    }
}
