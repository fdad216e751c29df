// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OctetsTest {

    /** The rule, octet by octet. */
    private static int naively(byte[] in, int from, boolean stuffing, boolean sevenBit) {
        int i = from;
        while (i < in.length) {
            boolean crlf = in[i] == '\r' && i + 1 < in.length && in[i + 1] == '\n';
            if (crlf) {
                i += 2;
                if (stuffing && i < in.length && in[i] == '.') {
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
        for (boolean stuffing : new boolean[] {false, true}) {
            for (boolean sevenBit : new boolean[] {false, true}) {
                assertThat(Octets.endOfCanonical(octets, from, octets.length, stuffing, sevenBit))
                        .isEqualTo(naively(octets, from, stuffing, sevenBit));
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
                }
            }
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
}
