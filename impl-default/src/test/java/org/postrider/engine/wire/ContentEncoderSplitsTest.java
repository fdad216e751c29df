// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postrider.BareLineEnds;

/** However content is cut into pieces, it leaves the encoder as a reading octet by octet says: that decides whether mail can be smuggled. */
class ContentEncoderSplitsTest {

    private static final byte[] ALPHABET = {'\r', '\n', '.', 0, 'a', (byte) 0x80};

    private static final long[] SPARSE = {0, 0x8040201008040201L, 0x8080808080808080L, 0x1111111111111111L, -1};

    /** What an encoder is told. */
    private record Rules(BareLineEnds bareLineEnds, boolean sevenBit, boolean stuffing) {

        ContentEncoder encoder() {
            return stuffing
                    ? ContentEncoder.forData(bareLineEnds, sevenBit)
                    : ContentEncoder.forChunks(bareLineEnds, sevenBit);
        }
    }

    private static final Rules[] ALL_RULES = {
        new Rules(BareLineEnds.NORMALISE, false, true),
        new Rules(BareLineEnds.NORMALISE, true, true),
        new Rules(BareLineEnds.NORMALISE, false, false),
        new Rules(BareLineEnds.REFUSE, false, true),
        new Rules(BareLineEnds.REFUSE, true, false)
    };

    /**
     * What became of a content.
     *
     * @param sent an octet each character; empty if it was refused
     * @param refused the index of the octet that was refused, or -1
     * @param size as the server counts; 0 if it was refused
     * @param canonical whether nothing but dots was added
     */
    private record Outcome(String sent, int refused, long size, boolean canonical) {

        static Outcome refused(int index) {
            return new Outcome("", index, 0, false);
        }

        static Outcome sent(ByteArrayOutputStream out, long size, boolean canonical) {
            return new Outcome(out.toString(StandardCharsets.ISO_8859_1), -1, size, canonical);
        }
    }

    private static Outcome naively(byte[] in, Rules rules) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int dots = 0;
        boolean lineStart = true;
        for (int i = 0; i < in.length; i++) {
            boolean pair = in[i] == '\r' && i + 1 < in.length && in[i + 1] == '\n';
            boolean end = in[i] == '\r' || in[i] == '\n';
            if (in[i] == 0
                    || (in[i] < 0 && rules.sevenBit)
                    || (end && !pair && rules.bareLineEnds == BareLineEnds.REFUSE)) {
                return Outcome.refused(i);
            }
            if (end) {
                out.write('\r');
                out.write('\n');
                i += pair ? 1 : 0;
            } else {
                if (lineStart && in[i] == '.' && rules.stuffing) {
                    out.write('.');
                    dots++;
                }
                out.write(in[i]);
            }
            lineStart = end;
        }
        if (!lineStart || in.length == 0) {
            out.write('\r');
            out.write('\n');
        }
        int size = out.size() - dots;
        return Outcome.sent(out, size, size == in.length);
    }

    /** Cuts behind the octets whose bits are set; each piece also goes through an encoder that only counts. */
    private static Outcome encoded(byte[] in, Rules rules, long cuts) {
        ContentEncoder encoder = rules.encoder();
        ContentEncoder counting = rules.encoder();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            int from = 0;
            for (int i = 1; i <= in.length; i++) {
                if (i == in.length || (cuts >> (i - 1) & 1) != 0) {
                    write(encoder, counting, Arrays.copyOfRange(in, from, i), i - from, out);
                    from = i;
                }
            }
            byte[] room = new byte[2];
            int behind = encoder.finish(room, 0);
            counting.finish(null, 0);
            out.write(room, 0, behind);
        } catch (UnsendableContentException e) {
            return Outcome.refused(
                    Integer.parseInt(String.valueOf(e.getMessage()).split(" ", 3)[1]));
        }
        if (counting.size() != encoder.size()) {
            throw new AssertionError("counted " + counting.size() + ", written " + encoder.size());
        }
        return Outcome.sent(out, encoder.size(), encoder.isCanonical());
    }

    /** The piece stands in a larger array, as a block that was not filled: what is behind it must not be looked at. */
    private static void write(
            ContentEncoder encoder, ContentEncoder counting, byte[] piece, int length, ByteArrayOutputStream out)
            throws UnsendableContentException {
        byte[] block = Arrays.copyOf(piece, length + 40);
        Arrays.fill(block, length, block.length, (byte) '\n');
        byte[] room = new byte[ContentEncoder.roomFor(length)];
        int octets = encoder.encode(block, length, room);
        if (counting.encode(block, length, null) != octets) {
            throw new AssertionError("counts otherwise than it writes");
        }
        out.write(room, 0, octets);
    }

    private static void assertAsTheRuleSays(byte[] in, Rules rules, long cuts) {
        Outcome expected = naively(in, rules);
        Outcome actual = encoded(in, rules, cuts);
        // A message for each of millions would take most of the time.
        if (!actual.equals(expected)) {
            assertThat(actual)
                    .as("%s by %s, cut at %s", Arrays.toString(in), rules, Long.toBinaryString(cuts))
                    .isEqualTo(expected);
        }
    }

    @Test
    @DisplayName(
            "every content of up to five octets of CR, LF, dot, NUL, a letter and 0x80, in all its cuts, is encoded or refused as read octet by octet (R49, A15, P2)")
    void allCutsOfShortContent() {
        for (int length = 0; length <= 5; length++) {
            for (int code = 0; code < (int) Math.pow(ALPHABET.length, length); code++) {
                byte[] in = new byte[length];
                for (int i = 0, rest = code; i < length; i++, rest /= ALPHABET.length) {
                    in[i] = ALPHABET[rest % ALPHABET.length];
                }
                for (Rules rules : ALL_RULES) {
                    for (int cuts = 0; cuts < 1 << Math.max(0, length - 1); cuts++) {
                        assertAsTheRuleSays(in, rules, cuts);
                    }
                }
            }
        }
    }

    @Test
    @DisplayName(
            "a short sequence at every place of a content whose length is around words and blocks, uncut and cut at every place by it (R49, A15)")
    void shortSequencesAtEveryPlace() {
        byte[][] sequences = new byte[ALPHABET.length * ALPHABET.length * ALPHABET.length][3];
        for (int code = 0; code < sequences.length; code++) {
            for (int i = 0, rest = code; i < 3; i++, rest /= ALPHABET.length) {
                sequences[code][i] = ALPHABET[rest % ALPHABET.length];
            }
        }
        for (int length : new int[] {7, 8, 9, 16, 17, 31, 33}) {
            for (int at = 0; at + 3 <= length; at++) {
                for (byte[] sequence : sequences) {
                    byte[] in = new byte[length];
                    Arrays.fill(in, (byte) 'a');
                    System.arraycopy(sequence, 0, in, at, 3);
                    for (Rules rules : ALL_RULES) {
                        for (int cuts = 0; cuts < 4; cuts++) {
                            assertAsTheRuleSays(in, rules, (long) cuts << at);
                        }
                    }
                }
            }
        }
    }

    @Test
    @DisplayName(
            "random lines with CRLF at most ends, in random cuts, are encoded or refused as read octet by octet (R49, A15, A18)")
    void randomLines() {
        Random random = new Random(17);
        for (int round = 0; round < 20_000; round++) {
            byte[] in = new byte[random.nextInt(64 + 1)];
            for (int i = 0; i < in.length; i++) {
                boolean lf = i > 0 && in[i - 1] == '\r' && random.nextInt(8) > 0;
                in[i] = lf
                        ? (byte) '\n'
                        : random.nextInt(6) == 0 ? oneOfAFew(random) : (byte) (32 + random.nextInt(95));
            }
            long cuts = random.nextLong() & SPARSE[random.nextInt(SPARSE.length)];
            for (Rules rules : ALL_RULES) {
                assertAsTheRuleSays(in, rules, cuts);
            }
        }
    }

    @Test
    @DisplayName(
            "lines of one length, begun anywhere, with one octet and with some changed, are encoded or refused as read octet by octet (R49, A15, A18)")
    void equalLines() {
        Random random = new Random(23);
        byte[] kinds = {'\r', '\n', '.', 0, '\t', 13, 14, (byte) 0x80, (byte) 0x8D, (byte) 0x8E, (byte) 0xFF};
        for (int width : new int[] {1, 2, 7, 8, 13, 30}) {
            byte[] lines = (".".repeat(width % 2) + "a".repeat(width - width % 2) + "\r\n")
                    .repeat(7)
                    .getBytes(StandardCharsets.US_ASCII);
            for (int from = 0; from <= width + 2; from++) {
                byte[] block = Arrays.copyOfRange(lines, from, lines.length - from % 3);
                for (Rules rules : ALL_RULES) {
                    assertAsTheRuleSays(block, rules, 0);
                    for (int place = 0; place < block.length; place++) {
                        for (byte kind : kinds) {
                            byte[] in = block.clone();
                            in[place] = kind;
                            assertAsTheRuleSays(in, rules, 0);
                            for (int more = random.nextInt(3); more > 0; more--) {
                                in[Math.min(in.length - 1, place + 1 + random.nextInt(width + 4))] =
                                        kinds[random.nextInt(kinds.length)];
                            }
                            assertAsTheRuleSays(in, rules, random.nextInt(2) == 0 ? 0 : 1L << random.nextInt(64));
                        }
                    }
                }
            }
        }
    }

    /** NUL is rare, as nothing behind it is looked at. */
    private static byte oneOfAFew(Random random) {
        return random.nextInt(30) == 0 ? 0 : random.nextInt(2) == 0 ? (byte) '\r' : ALPHABET[random.nextInt(3)];
    }
}
