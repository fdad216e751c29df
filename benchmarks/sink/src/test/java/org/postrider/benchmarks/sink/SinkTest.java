// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinkTest {

    private static final String GREETING = "220 sink.example.com ESMTP\r\n";
    private static final String ENVELOPE =
            "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.com>\r\nRCPT TO:<c@example.com>\r\n";
    private static final String ENVELOPE_REPLIES = "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2.1.5 Ok\r\n";
    private static final String GO_ON = "354 End data with <CR><LF>.<CR><LF>\r\n";
    private static final String TAKEN = "250 2.0.0 Ok: queued\r\n";
    private static final String BYE = "221 2.0.0 Bye\r\n";

    private Sink sink = Sink.start(true);

    SinkTest() throws IOException {}

    @BeforeEach
    void start() {
        assertThat(sink.counts()).isEqualTo(new Counts(0, 0, 0, 0));
    }

    @AfterEach
    void close() throws IOException {
        sink.close();
    }

    /** Writes all, says that nothing follows, and reads to the end. */
    private String replies(String client) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sink.port())) {
            socket.getOutputStream().write(client.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    @DisplayName("offers PIPELINING, CHUNKING, 8BITMIME, SMTPUTF8, ENHANCEDSTATUSCODES and SIZE")
    void offers() throws IOException {
        assertThat(replies("EHLO me\r\nhelo me\r\nNOOP\r\nXYZ\r\nQUIT\r\n"))
                .isEqualTo(GREETING
                        + "250-sink.example.com\r\n250-PIPELINING\r\n250-CHUNKING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE 2147483647\r\n"
                        + "250 sink.example.com\r\n250 2.0.0 Ok\r\n500 5.5.2 Not known\r\n" + BYE);
    }

    @Test
    @DisplayName(
            "two mails by DATA and one by BDAT in one write: a reply to each command, and all is counted and recorded")
    void group() throws IOException {
        String content = "a\r\n..b\r\n";
        String chunk = "a\r\n.\r\n";
        assertThat(replies(ENVELOPE + "DATA\r\n" + content + ".\r\n" + ENVELOPE + "data\r\n" + content + ".\r\n"
                        + ENVELOPE + "BDAT 6 LAST\r\n" + chunk + "QUIT\r\n"))
                .isEqualTo(GREETING + (ENVELOPE_REPLIES + GO_ON + TAKEN).repeat(2) + ENVELOPE_REPLIES + TAKEN + BYE);
        assertThat(sink.counts()).isEqualTo(new Counts(1, 3, 6, 2 * content.length() + chunk.length()));
        assertThat(sink.received()).extracting(Received::content).containsExactly("a\r\n.b\r\n", "a\r\n.b\r\n", chunk);
        assertThat(sink.received()).extracting(Received::data).containsExactly(true, true, false);
        assertThat(sink.received().get(0).mail()).isEqualTo("FROM:<a@example.org>");
        assertThat(sink.received().get(0).recipients()).containsExactly("TO:<b@example.com>", "TO:<c@example.com>");
    }

    @Test
    @DisplayName("an empty message by DATA, and by BDAT")
    void empty() throws IOException {
        assertThat(replies(ENVELOPE + "DATA\r\n.\r\n" + ENVELOPE + "BDAT 0 LAST\r\n"))
                .isEqualTo(GREETING + ENVELOPE_REPLIES + GO_ON + TAKEN + ENVELOPE_REPLIES + TAKEN);
        assertThat(sink.received()).extracting(Received::content).containsExactly("", "");
    }

    @Test
    @DisplayName("several chunks, the last one empty, make one message")
    void chunks() throws IOException {
        assertThat(replies(ENVELOPE + "BDAT 3\r\na\r\nBDAT 3\r\nb\r\nBDAT 0 LAST\r\n"))
                .isEqualTo(GREETING + ENVELOPE_REPLIES + "250 2.0.0 Ok\r\n".repeat(2) + TAKEN);
        assertThat(sink.received()).extracting(Received::content).containsExactly("a\r\nb\r\n");
    }

    @Test
    @DisplayName("no content without a recipient: none given, or forgotten by RSET, MAIL or the end of the message")
    void noRecipient() throws IOException {
        String refused = "503 5.5.1 No valid recipients\r\n";
        assertThat(replies("DATA\r\n" + ENVELOPE + "RSET\r\nDATA\r\n" + ENVELOPE + "MAIL FROM:<>\r\nDATA\r\n" + ENVELOPE
                        + "DATA\r\n.\r\nBDAT 1 LAST\r\nx"))
                .isEqualTo(GREETING + refused + ENVELOPE_REPLIES + "250 2.0.0 Ok\r\n" + refused + ENVELOPE_REPLIES
                        + "250 2.1.0 Ok\r\n" + refused + ENVELOPE_REPLIES + GO_ON + TAKEN + refused);
        assertThat(sink.counts().messages()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "on a Unix socket, who says LHLO gets a reply for each recipient behind DATA and behind the last chunk")
    void lmtp(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("sink");
        try (Sink unix = Sink.startUnix(path, true)) {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                String client = "LHLO me\r\n" + ENVELOPE + "DATA\r\na\r\n.\r\n" + ENVELOPE + "BDAT 1 LAST\r\nbQUIT\r\n";
                channel.write(ByteBuffer.wrap(client.getBytes(StandardCharsets.US_ASCII)));
                channel.shutdownOutput();
                assertThat(new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII))
                        .endsWith("SIZE 2147483647\r\n" + ENVELOPE_REPLIES + GO_ON + TAKEN + TAKEN + ENVELOPE_REPLIES
                                + TAKEN + TAKEN + BYE);
            }
            assertThat(unix.received()).extracting(Received::content).containsExactly("a\r\n", "b");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    @DisplayName("octets that come one at a time, and content larger than any buffer")
    void slices() throws IOException {
        String large = "0123456789\r\n..\r\n".repeat(100_000);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sink.port())) {
            socket.setTcpNoDelay(true);
            for (byte octet : (ENVELOPE + "DATA\r\n.x\r\n..\r\n.\r\n" + ENVELOPE + "BDAT 5 LAST\r\n\r\n.\r\n")
                    .getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(octet);
            }
            socket.getOutputStream()
                    .write((ENVELOPE + "DATA\r\n" + large + ".\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
        assertThat(sink.received())
                .extracting(Received::content)
                .containsExactly("x\r\n.\r\n", "\r\n.\r\n", large.replace("..", "."));
        assertThat(sink.counts().octets()).isEqualTo("..x\r\n..\r\n".length() - 1 + 5 + large.length());
    }
}
