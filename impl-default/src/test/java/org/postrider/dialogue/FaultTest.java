// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.ConnectionFailedException;
import org.postrider.ConnectionLostException;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.Message;
import org.postrider.SendResult;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.SmtpTimeoutException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.testkit.ScriptedServer;

class FaultTest {

    private static final Timeouts SHORT = Timeouts.ofAll(Duration.ofMillis(400));

    /** What the server says, with what it waits for before each. */
    private static final String[][] DIALOGUE = {
        {"", "220-hi\\r\\n220 there\\r\\n"},
        {"C: EHLO me.test\n", "250-srv\\r\\n250 PIPELINING\\r\\n"},
        {"C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\nC: DATA\n", "250 2.1.0 ok\\r\\n250 2.1.5 ok\\r\\n354 go\\r\\n"},
        {"C: hi\nC: .\n", "250-2.0.0 queued\\r\\n250 2.0.0 as 1\\r\\n"},
    };

    @ParameterizedTest
    @ValueSource(strings = {"@close", "@reset"})
    @DisplayName(
            "cut after every octet the server sends: not sent before the content's end, in doubt after it, delivered once the"
                    + " verdict is whole (F02, F03, F04, A58, A65)")
    void cutEverywhere(String cut) throws SmtpException {
        int cases = 0;
        for (int turn = 0; turn < DIALOGUE.length; turn++) {
            List<String> octets = octets(DIALOGUE[turn][1]);
            // Cut behind a whole answer is cut before the next one, save for the last.
            int longest = turn == DIALOGUE.length - 1 ? octets.size() : octets.size() - 1;
            for (int length = 0; length <= longest; length++) {
                boolean whole = turn == DIALOGUE.length - 1 && length == octets.size();
                Delivery expected = whole
                        ? Delivery.DELIVERED
                        : turn == DIALOGUE.length - 1 ? Delivery.IN_DOUBT : Delivery.NOT_SENT;
                cutAfter(turn, String.join("", octets.subList(0, length)), cut, expected, whole);
                cases++;
            }
        }
        assertThat(cases).isGreaterThan(100);
    }

    private static void cutAfter(int turn, String said, String cut, Delivery expected, boolean whole)
            throws SmtpException {
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < turn; i++) {
            script.append(DIALOGUE[i][0]).append("S! ").append(DIALOGUE[i][1]).append('\n');
        }
        script.append(DIALOGUE[turn][0]);
        if (!said.isEmpty()) {
            script.append("S! ").append(said).append('\n');
        }
        // A reset may overtake octets that are still on their way, so the whole verdict is followed by an orderly
        // close.
        script.append(whole ? "@close" : cut).append('\n');
        try (ScriptedServer server = ScriptedServer.play(script.toString())) {
            Delivery delivery;
            try (Session session = Dialogues.open(server)) {
                SendResult result = session.send(A_TO_X, HI);
                delivery = result.delivery();
            } catch (ConnectionLostException | ConnectionFailedException e) {
                delivery = e.delivery();
            }
            assertThat(delivery).as(script.toString()).isEqualTo(expected);
        }
    }

    /** The octets of a step, each as it is written there. */
    private static List<String> octets(String escaped) {
        List<String> octets = new ArrayList<>();
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '\\') {
                octets.add(escaped.substring(i, i + 2));
                i++;
            } else {
                octets.add(escaped.substring(i, i + 1));
            }
        }
        return octets;
    }

    @ParameterizedTest
    @CsvSource({
        "'C: MAIL FROM:<a@b>\n', MAIL, NOT_SENT",
        "'C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\n', RCPT, NOT_SENT",
        "'C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\n', DATA, NOT_SENT",
        "'C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC: hi\nC: .\n', VERDICT, IN_DOUBT"
    })
    @DisplayName(
            "silence at each stage ends at that stage's limit, and only after the content's end is there doubt (F06, P46, R58-R62)")
    void silence(String script, Stage stage, Delivery delivery) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo() + script + "@silence\n")) {
            Session session = Dialogues.to(server).timeouts(SHORT).open();
            SmtpTimeoutException e = catchThrowableOfType(SmtpTimeoutException.class, () -> session.send(A_TO_X, HI));
            assertThat(e.stage()).isEqualTo(stage);
            assertThat(e.delivery()).isEqualTo(delivery);
            assertThat(session.isOpen()).isFalse();
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "a server that never reads ends the content at the limit for a block, and nothing was sent (P47, F22, A49)")
    void neverReads() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo()
                + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\n@stopread\n")) {
            Session session = Dialogues.to(server)
                    .timeouts(Timeouts.defaults().with(Timeouts.Phase.BLOCK, Duration.ofMillis(300)))
                    .open();
            SmtpTimeoutException e = catchThrowableOfType(
                    SmtpTimeoutException.class,
                    () -> session.send(A_TO_X, Message.ofStream(new Lines(64 * 1024 * 1024))));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(e.stage()).isEqualTo(Stage.CONTENT);
        }
    }

    @Test
    @DisplayName(
            "a server that refuses and reads no further is heard at once, not at the limit for a block (A62, F21, F22)")
    void refusesAndNeverReads() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo()
                + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\n@pause 500ms\n"
                + "S: 552 too big\n@stopread\n")) {
            Session session = Dialogues.to(server).timeouts(Timeouts.defaults()).open();
            DataRefusedException e = catchThrowableOfType(
                    DataRefusedException.class, () -> session.send(A_TO_X, Message.ofStream(new Lines(400_000_000))));
            assertThat(e.refusal().code()).isEqualTo(552);
            assertThat(e.delivery()).isEqualTo(Delivery.REFUSED);
            assertThat(session.isOpen()).isFalse();
        }
    }

    @Test
    @DisplayName("a slow but steady reader gets its message, however long it takes as a whole (P45, P47, G18)")
    void slowReader() throws SmtpException {
        StringBuilder script = new StringBuilder(
                ehlo() + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\n");
        for (int i = 0; i < 20; i++) {
            script.append("C* 400000\n@pause 40ms\n");
        }
        script.append("C.\nS: 250 ok\n").append(Dialogues.QUIT);
        try (ScriptedServer server = ScriptedServer.play(script.toString())) {
            Timeouts shortBlocks = Timeouts.defaults().with(Timeouts.Phase.BLOCK, Duration.ofMillis(400));
            try (Session session = Dialogues.to(server).timeouts(shortBlocks).open()) {
                assertThat(session.send(A_TO_X, Message.ofStream(new Lines(8_100_000)))
                                .delivery())
                        .isEqualTo(Delivery.DELIVERED);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a server that ends its side in mid-content: noticed before the end mark, which is not sent (F05)")
    void halfClose() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                ehlo()
                        + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC* 10000\n@shutdown\n@silence\n")) {
            Session session = Dialogues.open(server);
            ConnectionLostException e = catchThrowableOfType(
                    ConnectionLostException.class,
                    () -> session.send(A_TO_X, Message.ofStream(new Lines(400_000_000))));
            assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
            server.verify();
            assertThat(new String(server.received(), StandardCharsets.US_ASCII)).doesNotContain("\r\n.\r\n");
        }
    }

    @Test
    @DisplayName("what the server said before it reset the connection is what the caller hears (A62, F21)")
    void lastWords() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                ehlo()
                        + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC* 10000\nS: 552 too big\n@close\n")) {
            Session session = Dialogues.open(server);
            SmtpException e = catchThrowableOfType(
                    SmtpException.class, () -> session.send(A_TO_X, Message.ofStream(new Lines(400_000_000))));
            assertThat(e.delivery()).isNotEqualTo(Delivery.IN_DOUBT);
            assertThat(session.isOpen()).isFalse();
        }
    }

    /** Lines of 78 octets, none held. */
    private static final class Lines extends InputStream {

        private final long size;
        private long given;

        Lines(long size) {
            this.size = size;
        }

        @Override
        public int read() {
            return given == size ? -1 : given++ % 78 == 77 ? '\n' : 'x';
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count = 0;
            while (count < length) {
                int octet = read();
                if (octet < 0) {
                    return count == 0 ? -1 : count;
                }
                target[offset + count++] = (byte) octet;
            }
            return count;
        }
    }
}
