// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.DisconnectedException;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.Message;
import org.postrider.Reply;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.testkit.ScriptedServer;

/** A server that offers CHUNKING and refuses BDAT as a command, as filters do that pass on another server's EHLO. */
class UnknownChunksTest {

    private static final int CHUNK = 256 * 1024;
    private static final String ENVELOPE = "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n";
    private static final String BY_DATA = ENVELOPE + "C: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 queued\n" + QUIT;

    private static void assertRefusedAsCommand(Session session, Message message, int code) {
        DisconnectedException e =
                catchThrowableOfType(DisconnectedException.class, () -> session.send(A_TO_X, message));
        assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
        assertThat(e.isRetryable()).isTrue();
        assertThat(e.reply().map(Reply::code)).contains(code);
        assertThat(e).hasMessageContaining("BDAT").hasMessageContaining("the next session of this builder uses DATA");
        assertThat(e.outcomes()).singleElement().satisfies(outcome -> {
            assertThat(outcome.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(outcome.isRetryable()).isTrue();
        });
        assertThat(session.isOpen()).isFalse();
    }

    @Test
    @DisplayName("send uses DATA although the server offers CHUNKING, unless BDAT is asked for (M4)")
    void dataByDefault() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("CHUNKING") + BY_DATA)) {
            try (Session session = Dialogues.open(server)) {
                assertThat(session.send(A_TO_X, HI).delivery()).isEqualTo(Delivery.DELIVERED);
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    @DisplayName("BDAT refused as a command: not sent, retryable, and the next session of the builder uses DATA (M4)")
    void refusedAsCommand(int code) throws SmtpException {
        for (String keyword : List.of("X", "PIPELINING")) {
            // What follows the refusal is what the server takes the content for.
            String envelope =
                    keyword.equals("X") ? ENVELOPE : "C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\nS: 250 ok\nS: 250 ok\n";
            String data = keyword.equals("X")
                    ? BY_DATA
                    : "C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\nC: DATA\nS: 250 ok\nS: 250 ok\nS: 354 go\nC: hi\nC: .\n"
                            + "S: 250 queued\n" + QUIT;
            try (ScriptedServer server = ScriptedServer.play(ehlo(keyword, "CHUNKING") + envelope
                    + "C: BDAT 4 LAST\nC: hi\nS: " + code + " no such command\nC<EOF\n@next\n"
                    + ehlo(keyword, "CHUNKING") + data)) {
                Session.Builder builder = Dialogues.to(server).chunking(true);
                assertRefusedAsCommand(builder.open(), HI, code);
                try (Session session = builder.open()) {
                    assertThat(session.send(A_TO_X, HI).delivery()).isEqualTo(Delivery.DELIVERED);
                }
                server.verify();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    @DisplayName("the same for the first of several chunks, with and without PIPELINING (M4)")
    void refusedFirstChunk(int code) throws SmtpException {
        byte[] octets = ("x".repeat(62) + "\r\n").repeat(3 * CHUNK / 64).getBytes(StandardCharsets.US_ASCII);
        try (ScriptedServer server = ScriptedServer.play(ehlo("CHUNKING") + ENVELOPE + "C: BDAT " + CHUNK + "\nC* "
                + CHUNK + "\nS: " + code + " what\nC<EOF\n@next\n" + ehlo("CHUNKING") + BY_DATA)) {
            Session.Builder builder = Dialogues.to(server).chunking(true);
            assertRefusedAsCommand(builder.open(), Message.of(octets), code);
            try (Session session = builder.open()) {
                session.send(A_TO_X, HI);
            }
            server.verify();
        }
        String first = "C: BDAT " + CHUNK + "\nC* " + CHUNK + "\n";
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING", "CHUNKING")
                + "C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\nS: 250 ok\nS: 250 ok\n" + first + first + "S: " + code
                + " what\nC<EOF\n")) {
            assertRefusedAsCommand(Dialogues.to(server).chunking(true).open(), Message.of(octets), code);
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {452, 501, 552, 554})
    @DisplayName("another refusal of BDAT is one of the message, and the session goes on (M4)")
    void refusedMessage(int code) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("CHUNKING") + ENVELOPE + "C: BDAT 4 LAST\nC: hi\nS: "
                + code + " not this one\nC: RSET\nS: 250 ok\n" + ENVELOPE + "C: BDAT 4 LAST\nC: hi\nS: 250 ok\n"
                + QUIT)) {
            try (Session session = Dialogues.to(server).chunking(true).open()) {
                DataRefusedException e =
                        catchThrowableOfType(DataRefusedException.class, () -> session.send(A_TO_X, HI));
                assertThat(e.delivery()).isEqualTo(Delivery.REFUSED);
                session.send(A_TO_X, HI);
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("eager and a window hear it too: no mail is refused for good by it (M4)")
    void atOnce(boolean eager) throws SmtpException {
        String whole = "C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\nC: BDAT 4 LAST\nC: hi\nC: RSET\n";
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING", "CHUNKING") + whole
                + "S: 250 ok\nS: 250 ok\nS: 500 no such command\nC<EOF\n@next\n" + ehlo("PIPELINING", "CHUNKING")
                + "C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\nC: DATA\nS: 250 ok\nS: 250 ok\nS: 354 go\nC: hi\nC: .\n"
                + "S: 250 queued\n" + QUIT)) {
            Session.Builder builder = eager
                    ? Dialogues.to(server).eager(true)
                    : Dialogues.to(server).window(4);
            List<MailOutcome> outcomes = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                try (Session session = builder.open()) {
                    if (eager && i == 0) {
                        assertRefusedAsCommand(session, HI, 500);
                    } else {
                        session.sendAll(List.of(Mail.of(A_TO_X, HI)), outcomes::add);
                    }
                }
            }
            MailOutcome last = outcomes.get(outcomes.size() - 1);
            assertThat(last.delivery()).isEqualTo(Delivery.DELIVERED);
            if (!eager) {
                assertThat(outcomes.get(0).delivery()).isEqualTo(Delivery.NOT_SENT);
                assertThat(outcomes.get(0).isRetryable()).isTrue();
            }
            server.verify();
        }
    }
}
