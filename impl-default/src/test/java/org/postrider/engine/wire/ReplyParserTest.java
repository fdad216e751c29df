// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postrider.Reply;

class ReplyParserTest {

    private static ByteBuffer octets(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static @Nullable Reply parse(ReplyParser parser, String text) throws MalformedReplyException {
        return parser.parse(octets(text), Reply.StatusCodes.ANNOUNCED);
    }

    @Test
    @DisplayName("reads nothing past the reply it returns, in whatever pieces it comes (R44, R145, F20)")
    void pieces() throws MalformedReplyException {
        String text = "250-one\r\n250\r\n";
        for (int cut = 0; cut < text.length(); cut++) {
            ReplyParser parser = new ReplyParser(ReplyLimits.DEFAULT, false);
            assertThat(parse(parser, text.substring(0, cut))).isNull();
            ByteBuffer rest = octets(text.substring(cut) + "354 go\r\n");
            Reply reply = Objects.requireNonNull(parser.parse(rest, Reply.StatusCodes.ANNOUNCED));
            assertThat(reply.lines()).containsExactly("one", "");
            assertThat(parser.isEmpty()).isTrue();
            assertThat(rest.remaining()).isEqualTo(8);
        }
    }

    @Test
    @DisplayName("the limits hold for lines, their number and all octets (A46, A47, R51)")
    void limits() throws MalformedReplyException {
        ReplyLimits limits = new ReplyLimits(10, 3, 25);
        assertThat(parse(new ReplyParser(limits, false), "250 1234\r\n")).isNotNull();
        assertThatThrownBy(() -> parse(new ReplyParser(limits, false), "250 12345\r\n"))
                .hasMessageContaining("10 octets");
        assertThatThrownBy(() -> parse(new ReplyParser(limits, false), "250-\r\n250-\r\n250-\r\n"))
                .hasMessageContaining("3");
        assertThatThrownBy(() -> parse(new ReplyParser(limits, false), "250-1234\r\n250-1234\r\n250 1234\r\n"))
                .hasMessageContaining("25 octets");
    }

    /** The octets of the replies, one behind the other, and whether a fault ended them. */
    private static String parseAll(String text, int piece, boolean acceptBareLf) {
        ReplyParser parser = new ReplyParser(new ReplyLimits(30, 4, 60), acceptBareLf);
        StringBuilder replies = new StringBuilder();
        try {
            for (int from = 0; from < text.length(); from += piece) {
                ByteBuffer in = octets(text.substring(from, Math.min(text.length(), from + piece)));
                for (Reply reply = parser.parse(in, Reply.StatusCodes.ANNOUNCED);
                        reply != null;
                        reply = parser.parse(in, Reply.StatusCodes.ANNOUNCED)) {
                    replies.append(new String(reply.octets(), StandardCharsets.ISO_8859_1))
                            .append('|');
                }
            }
            return replies.toString();
        } catch (MalformedReplyException e) {
            return replies + "fault";
        }
    }

    @Test
    @DisplayName("replies that come whole, and the same in pieces of any length, are read alike (R44, R145, F20)")
    void wholeOrInPieces() {
        Random random = new Random(11);
        String[] parts = {
            "250 ",
            "250-",
            "250",
            "251 ",
            "350-",
            "x",
            "ok\t",
            "\r\n",
            "\r\n",
            "\r\n",
            "\r",
            "\n",
            "12345678901234",
            " ",
            "\u00E9"
        };
        int replies = 0;
        for (int round = 0; round < 50_000; round++) {
            StringBuilder text = new StringBuilder("250");
            for (int i = random.nextInt(14); i > 0; i--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            boolean acceptBareLf = random.nextBoolean();
            String octetByOctet = parseAll(text.toString(), 1, acceptBareLf);
            replies += octetByOctet.isEmpty() || octetByOctet.equals("fault") ? 0 : 1;
            for (int piece : new int[] {2, 5, 1000}) {
                assertThat(parseAll(text.toString(), piece, acceptBareLf)).isEqualTo(octetByOctet);
            }
        }
        assertThat(replies).isGreaterThan(1000);
    }

    @Test
    @DisplayName("random octets give a reply or the parser's own exception, nothing else (A57)")
    void randomOctets() {
        Random random = new Random(4711);
        String alphabet = "2345 250-\r\n\r\n.\u00FF\0x";
        int replies = 0;
        for (int round = 0; round < 200_000; round++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "250" : "");
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                Reply reply = parse(new ReplyParser(ReplyLimits.DEFAULT, random.nextBoolean()), text.toString());
                if (reply != null) {
                    replies++;
                    assertThat(reply.code()).isBetween(200, 599);
                    assertThat(reply.text()).isNotNull();
                    assertThat(reply.enhancedStatus()).isNotNull();
                    assertThat(reply.toString()).isNotEmpty();
                }
            } catch (MalformedReplyException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
        assertThat(replies).isGreaterThan(100);
    }
}
