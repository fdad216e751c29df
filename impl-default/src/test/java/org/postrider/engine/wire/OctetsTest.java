// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OctetsTest {

    /** The rule, octet by octet. */
    private static int naively(byte[] in, int from, int to, boolean stuffing, boolean sevenBit) {
        int i = from;
        while (i < to) {
            boolean crlf = in[i] == '\r' && i + 1 < to && in[i + 1] == '\n';
            if (crlf) {
                i += 2;
                if (stuffing && i < to && in[i] == '.') {
                    return i;
                }
            } else if (in[i] == '\r' || in[i] == '\n' || in[i] == 0 || (sevenBit && in[i] < 0)) {
                return i;
            } else {
                i++;
            }
        }
        return i;
    }

    private static void assertAsTheRuleSays(byte[] octets, int from) {
        assertAsTheRuleSays(octets, from, octets.length);
    }

    private static void assertAsTheRuleSays(byte[] octets, int from, int to) {
        for (boolean stuffing : new boolean[] {false, true}) {
            for (boolean sevenBit : new boolean[] {false, true}) {
                assertThat(Octets.endOfCanonical(octets, from, to, stuffing, sevenBit))
                        .as(() -> Arrays.toString(Arrays.copyOfRange(octets, from, to)))
                        .isEqualTo(naively(octets, from, to, stuffing, sevenBit));
            }
        }
    }

    @Test
    @DisplayName("each octet is told by itself, at each place of arrays of each length up to ten words (A15)")
    void eachOctetAtEachPlace() {
        for (int length = 1; length <= 80; length++) {
            byte[] octets = new byte[length];
            for (int place = 0; place < length; place++) {
                for (int octet = 0; octet < 256; octet++) {
                    Arrays.fill(octets, (byte) 'x');
                    octets[place] = (byte) octet;
                    assertAsTheRuleSays(octets, 0);
                    assertThat(Octets.nextEightBit(octets, 0, length)).isEqualTo(octet < 128 ? length : place);
                    assertThat(Octets.plain(octets, length)).isEqualTo(octet < 14 || octet > 127 ? length - 1 : length);
                }
            }
        }
    }

    @Test
    @DisplayName("plain octets are counted over arrays that no sum of one octet could count (A15)")
    void plainOctetsOfLongArrays() {
        byte[] octets = new byte[3 * 255 * Long.BYTES + 7];
        for (int others = 0; others < 256; others++) {
            Arrays.fill(octets, (byte) 'x');
            for (int place = 0; place < others; place++) {
                octets[octets.length - 1 - 23 * place] = (byte) (place % 2 == 0 ? 13 : 128);
            }
            assertThat(Octets.plain(octets, octets.length)).isEqualTo(octets.length - others);
        }
    }

    @Test
    @DisplayName("whatever stands around it, the first one is found, from any place (A15)")
    void amongOthers() {
        Random random = new Random(3);
        byte[] octets = new byte[100];
        byte[] frequent = {'\r', '\r', '\r', '\n', '.', '\t', (byte) 0xE9};
        for (int round = 0; round < 20_000; round++) {
            for (int i = 0; i < octets.length; i++) {
                int kind = random.nextInt(100);
                octets[i] = kind < 92
                        ? (byte) (14 + random.nextInt(114))
                        : kind < 93 ? (byte) random.nextInt(256) : frequent[random.nextInt(frequent.length)];
                if (i > 0 && octets[i - 1] == '\r' && random.nextInt(10) > 0) {
                    octets[i] = '\n';
                }
            }
            assertAsTheRuleSays(octets, random.nextInt(octets.length));
        }
    }

    @Test
    @DisplayName(
            "lengths around words and blocks, at every alignment, with line ends that cross their edges; what lies before and behind counts for nothing (A15)")
    void aroundEdges() {
        Random random = new Random(5);
        int[] lengths = {0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129};
        byte[] kinds = {'\r', '\n', '.', 0, 'a', (byte) 0x80, (byte) 0x8A, (byte) 0x8D};
        for (int round = 0; round < 60; round++) {
            for (int length : lengths) {
                for (int from = 0; from < 16; from++) {
                    byte[] octets = new byte[from + length + 16];
                    Arrays.fill(octets, (byte) 'a');
                    for (int i = 0; i < from; i++) {
                        octets[i] = kinds[random.nextInt(kinds.length)];
                        octets[octets.length - 1 - i] = kinds[random.nextInt(kinds.length)];
                    }
                    octets[from + length] = kinds[random.nextInt(kinds.length)];
                    for (int marks = random.nextInt(4); marks > 0 && length > 1; marks--) {
                        int at = from + random.nextInt(length - 1);
                        octets[at] = '\r';
                        octets[at + 1] = '\n';
                    }
                    if (length > 0) {
                        octets[from + random.nextInt(length)] = kinds[random.nextInt(kinds.length)];
                    }
                    assertAsTheRuleSays(octets, from, from + length);
                }
            }
        }
    }
}
