// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndOfDataTest {

    private static final String MARK = "\r\n.\r\n";

    private static ByteBuffer octets(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    @DisplayName(
            "the mark is found at any distance from the start and from the end, and not before its last octet has come")
    void foundAnywhere() {
        for (int before = 0; before < 100; before++) {
            for (int behind = 0; behind < 40; behind++) {
                String text = "x".repeat(before) + MARK + "y".repeat(behind);
                assertThat(EndOfData.find(octets(text))).isEqualTo(before + MARK.length());
            }
            ByteBuffer incomplete = octets("x".repeat(before) + MARK);
            for (int missing = 1; missing <= MARK.length(); missing++) {
                incomplete.limit(before + MARK.length() - missing);
                assertThat(EndOfData.find(incomplete)).isEqualTo(-1);
            }
        }
    }

    @Test
    @DisplayName("the search starts at the buffer's position: what lies before it is no part of a mark")
    void fromPosition() {
        for (int position = 1; position <= MARK.length(); position++) {
            ByteBuffer octets = octets(MARK + "x".repeat(64)).position(position);
            assertThat(EndOfData.find(octets)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n..\r\n",
                "\n.\r\n",
                "\r\n.\n",
                "\r\n.\r\r\n",
                "\r\r.\r\n",
                "\n\n.\r\n",
                "x.\r\n",
                "...................."
            })
    @DisplayName("what merely looks like the mark is passed over, and the mark behind it is found")
    void almost(String almost) {
        for (int before = 0; before < 40; before++) {
            String text = "x".repeat(before) + almost + "x";
            assertThat(EndOfData.find(octets(text))).isEqualTo(-1);
            assertThat(EndOfData.find(octets(text + MARK))).isEqualTo(text.length() + MARK.length());
        }
    }
}
