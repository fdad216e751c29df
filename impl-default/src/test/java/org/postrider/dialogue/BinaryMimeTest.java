// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.BareLineEnds;
import org.postrider.Body;
import org.postrider.Envelope;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.LocalRefusalException;
import org.postrider.MailParameter;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.Session;
import org.postrider.testkit.ScriptedServer;

/** BODY=BINARYMIME (RFC 3030 section 3), and the other bodies that a caller may declare. */
class BinaryMimeTest {

    private static final byte[] BINARY = "\0a\r\r\n\n.\n\u00FF\r".getBytes(StandardCharsets.ISO_8859_1);
    private static final Envelope BINARY_MAIL =
            Envelope.from("a@b", Body.binary()).to("x@y").build();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "BINARYMIME, CHUNKING",
        "binarymime junk, Chunking",
        "BinaryMime=x, chunking 1",
    })
    @DisplayName("a binary message leaves octet for octet, and its size is declared as it is (R154, R161)")
    void octetForOctet(String binaryMime, String chunking) throws Exception {
        if (binaryMime.contains("=")) {
            refused("BODY=BINARYMIME", binaryMime, chunking);
            return;
        }
        Path file = folder.resolve("binary");
        Files.write(file, BINARY);
        for (Message message : new Message[] {
            Message.of(BINARY), Message.ofFile(file), Message.ofStream(new ByteArrayInputStream(BINARY))
        }) {
            String size = message.isRepeatable() ? " SIZE=" + BINARY.length : "";
            try (ScriptedServer server = ScriptedServer.play(ehlo(binaryMime, chunking, "SIZE", "8BITMIME")
                    + "C: MAIL FROM:<a@b> BODY=BINARYMIME" + size + "\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n"
                    + "C: BDAT " + BINARY.length + " LAST\nC! \\0a\\r\\r\\n\\n.\\n\\xFF\\r\nS: 250 ok\n" + QUIT)) {
                try (Session session =
                        Dialogues.to(server).bareLineEnds(BareLineEnds.REFUSE).open()) {
                    session.send(BINARY_MAIL, message);
                }
                server.verify();
            }
        }
    }

    /** Nothing is sent, and the session goes on. */
    private static ExtensionNotSupportedException refused(String parameter, String... keywords) throws Exception {
        try (ScriptedServer server = ScriptedServer.play(ehlo(keywords) + "C: NOOP\nS: 250 ok\n" + QUIT)) {
            ExtensionNotSupportedException[] thrown = new ExtensionNotSupportedException[1];
            try (Session session = Dialogues.open(server)) {
                for (MailParameter body :
                        new MailParameter[] {Body.binary(), Body.binary().orDrop(), MailParameter.parse(parameter)}) {
                    Envelope envelope = Envelope.from("a@b", body).to("x@y").build();
                    thrown[0] = catchThrowableOfType(
                            ExtensionNotSupportedException.class, () -> session.send(envelope, Message.of(BINARY)));
                    assertThat(thrown[0]).as(body.toString()).isNotNull();
                }
                session.noop();
            }
            server.verify();
            return thrown[0];
        }
    }

    @Test
    @DisplayName(
            "without BINARYMIME or without CHUNKING a binary message is refused, whatever else is offered (R154, R155)")
    void notOffered() throws Exception {
        assertThat(refused("body=BinaryMime", "CHUNKING", "8BITMIME").extension())
                .isEqualTo("BINARYMIME");
        assertThat(refused("BODY=BINARYMIME", "BINARYMIME", "8BITMIME").extension())
                .isEqualTo("CHUNKING");
        assertThat(refused("BODY=BINARYMIME", "8BITMIME").extension()).isEqualTo("BINARYMIME");
    }

    @Test
    @DisplayName("a session that ignores CHUNKING, or sends DATA by itself, does not send binary content (R151, R154)")
    void neverByData() throws Exception {
        try (ScriptedServer server = ScriptedServer.play(ehlo("BINARYMIME", "CHUNKING")
                + "C: MAIL FROM:<a@b> BODY=BINARYMIME\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: RSET\nS: 250 ok\n"
                + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.mail("a@b", Body.binary());
                session.rcpt("x@y");
                assertThatThrownBy(() -> session.data(Message.of(BINARY)))
                        .isInstanceOf(LocalRefusalException.class)
                        .hasMessageContaining("DATA");
                session.rset();
            }
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(ehlo("BINARYMIME", "CHUNKING") + QUIT)) {
            try (Session session = Dialogues.to(server).ignoring("Chunking").open()) {
                assertThatThrownBy(() -> session.send(BINARY_MAIL, Message.of(BINARY)))
                        .isInstanceOf(ExtensionNotSupportedException.class);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "without the parameter the same octets are mail: NUL is refused, line ends are normalised (R153, R155)")
    void notDeclared() throws Exception {
        try (ScriptedServer server = ScriptedServer.play(ehlo("BINARYMIME", "CHUNKING", "8BITMIME") + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                assertThatThrownBy(() -> session.send(Dialogues.A_TO_X, Message.of(BINARY)))
                        .isInstanceOf(MessageException.class)
                        .hasMessageContaining("octet 0 of the message is NUL");
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"7BIT", "8BITMIME"})
    @DisplayName("7BIT and 8BITMIME can be declared, and 7BIT must be true (R165, R166)")
    void declared(String body) throws Exception {
        MailParameter parameter = body.equals("7BIT") ? Body.sevenBit() : Body.eightBit();
        Envelope envelope = Envelope.from("a@b", parameter).to("x@y").build();
        try (ScriptedServer server = ScriptedServer.play(ehlo("8bitmime junk") + "C: MAIL FROM:<a@b> BODY=" + body
                + "\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(envelope, Dialogues.HI);
                if (body.equals("7BIT")) {
                    assertThatThrownBy(() -> session.send(envelope, Message.ofText("\n\u00E9")))
                            .isInstanceOf(LocalRefusalException.class)
                            .hasMessageContaining("octet 1");
                }
            }
            server.verify();
        }
    }
}
