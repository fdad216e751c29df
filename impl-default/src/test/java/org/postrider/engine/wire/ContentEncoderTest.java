// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postrider.BareLineEnds;

class ContentEncoderTest {

    private static final char[] ALPHABET = {'\r', '\n', '.', 'x'};

    /** The rule itself, on the whole text at once. */
    private static String naive(String text) {
        String lines = text.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
        String ended = lines.endsWith("\r\n") ? lines : lines + "\r\n";
        String stuffed = ("\r\n" + ended).replace("\r\n.", "\r\n..").substring(2);
        return stuffed;
    }

    private static String encode(String text, int... cuts) throws UnsendableContentException {
        ContentEncoder encoder = ContentEncoder.forData(BareLineEnds.NORMALISE, false);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : text.length();
            byte[] piece = text.substring(from, to).getBytes(StandardCharsets.ISO_8859_1);
            byte[] room = new byte[ContentEncoder.roomFor(piece.length)];
            out.write(room, 0, encoder.encode(piece, piece.length, room));
            from = to;
        }
        byte[] room = new byte[2];
        out.write(room, 0, encoder.finish(room, 0));
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    @DisplayName(
            "every text of up to seven octets, cut at every place, is encoded as the rule says (R49, A15, A16, P2, P113)")
    void everyShortText() throws UnsendableContentException {
        for (int length = 0; length <= 7; length++) {
            for (int code = 0; code < 1 << (2 * length); code++) {
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < length; i++) {
                    text.append(ALPHABET[code >> (2 * i) & 3]);
                }
                String expected = naive(text.toString());
                for (int cut = 0; cut <= length; cut++) {
                    assertThat(encode(text.toString(), cut)).isEqualTo(expected);
                }
                int[] everywhere = new int[length];
                for (int i = 0; i < length; i++) {
                    everywhere[i] = i;
                }
                assertThat(encode(text.toString(), everywhere)).isEqualTo(expected);
            }
        }
    }

    @Test
    @DisplayName(
            "long random texts, cut at random, are encoded as the rule says; the size counts no doubled dot (R49, A15, A18, R161)")
    void randomTexts() throws UnsendableContentException {
        Random random = new Random(4711);
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(5000);
            for (int i = 0; i < length; i++) {
                text.append(random.nextInt(4) == 0 ? ALPHABET[random.nextInt(4)] : (char) (1 + random.nextInt(255)));
            }
            int[] cuts = random.ints(random.nextInt(20), 0, length + 1).sorted().toArray();
            assertThat(encode(text.toString(), cuts)).isEqualTo(naive(text.toString()));
        }
        ContentEncoder encoder = ContentEncoder.forData(BareLineEnds.NORMALISE, false);
        encoder.encode(new byte[] {'.', '\n', '.', '\r', '.'}, 5, new byte[ContentEncoder.roomFor(5)]);
        encoder.finish(new byte[2], 0);
        assertThat(encoder.size()).isEqualTo(9);
    }
}
