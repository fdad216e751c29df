// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.Body;
import org.postrider.Envelope;
import org.postrider.Message;
import org.postrider.Session;
import org.postrider.testkit.ScriptedServer;

/** Whatever the octets and wherever buffers end, what arrives is what the rule says. */
class AnyOctetsTest {

    private static final int CHUNK = 256 * 1024;

    @TempDir
    Path folder;

    /** Octets with many line ends and dots; of a length near where some buffer ends. */
    private static byte[] octets(Random random, boolean withNul) {
        int[] edges = {40, 8 * 1024, 16 * 1024, 32 * 1024, CHUNK};
        int length = Math.max(1, edges[random.nextInt(edges.length)] - 20 + random.nextInt(40));
        byte[] octets = new byte[length];
        byte[] frequent = {'\r', '\n', '\r', '\n', '.', 'x'};
        for (int i = 0; i < length; i++) {
            boolean often = random.nextInt(3) > 0;
            octets[i] = often ? frequent[random.nextInt(frequent.length)] : (byte) random.nextInt(256);
            if (octets[i] == 0 && !withNul) {
                octets[i] = 1;
            }
        }
        return octets;
    }

    /** One to be read once, in pieces of random lengths, or again, or as a file. */
    private Message message(Random random, byte[] octets) throws IOException {
        return switch (random.nextInt(3)) {
            case 0 -> Message.ofFile(Files.write(folder.resolve("message"), octets));
            case 1 -> Message.of(octets);
            default -> Message.ofStream(inPieces(random, octets));
        };
    }

    private static InputStream inPieces(Random random, byte[] octets) {
        return new ByteArrayInputStream(octets) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(5000)));
            }
        };
    }

    /** RFC 5321 section 2.3.8, as plainly as it can be said. */
    private static String normalised(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1)
                .replaceAll("\r\n|\r|\n", "\n")
                .replace("\n", "\r\n");
        return text.endsWith("\r\n") ? text : text + "\r\n";
    }

    /** What the server takes. */
    private static String arrived(Message message, Envelope envelope, String taking, String... keywords)
            throws Exception {
        try (ScriptedServer server = ScriptedServer.play(ehlo(keywords)
                + "C~ MAIL FROM:<a@b>.*\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n" + taking + "\nS: 250 ok\n" + QUIT)) {
            try (Session session = Dialogues.to(server).chunking(true).open()) {
                session.send(envelope, message);
            }
            server.verify();
            return new String(server.content(0), StandardCharsets.ISO_8859_1);
        }
    }

    /** Not by containment: nobody wants to see such octets. */
    private static void assertSame(String arrived, String sent, RepetitionInfo repetition) {
        assertThat(arrived.equals(sent))
                .as("seed %s, %s octets", repetition.getCurrentRepetition(), sent.length())
                .isTrue();
    }

    @RepeatedTest(60)
    @DisplayName("any octets by BDAT arrive normalised and otherwise unchanged (R147, R153, A15, P143)")
    void byBdat(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] octets = octets(random, false);
        String third = random.nextBoolean() ? "PIPELINING" : "X";
        String arrived = arrived(message(random, octets), A_TO_X, "C+", "CHUNKING", "8BITMIME", "SMTPUTF8", third);
        assertSame(arrived, normalised(octets), repetition);
    }

    @RepeatedTest(60)
    @DisplayName(
            "any octets by DATA arrive normalised and otherwise unchanged, once doubled dots are undone (R49, A15, P143)")
    void byData(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] octets = octets(random, false);
        String arrived = arrived(message(random, octets), A_TO_X, "C: DATA\nS: 354 go\nC.", "8BITMIME", "SMTPUTF8");
        String plain = ("\n" + arrived).replace("\n..", "\n.").substring(1);
        assertSame(plain, normalised(octets), repetition);
    }

    @RepeatedTest(30)
    @DisplayName("any octets of a binary message arrive unchanged (R154, R155)")
    void binary(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] octets = octets(random, true);
        Envelope envelope = Envelope.from("a@b", Body.binary()).to("x@y").build();
        String arrived = arrived(message(random, octets), envelope, "C+", "CHUNKING", "BINARYMIME", "SMTPUTF8");
        assertSame(arrived, new String(octets, StandardCharsets.ISO_8859_1), repetition);
    }
}
