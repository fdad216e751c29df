// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sink shares a JVM with the sender whose allocation is measured, and must not be measured with it. */
@Timeout(60)
class SinkAllocationTest {

    private static final int MAILS = 1000;
    private static final String ENVELOPE = "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.com>\r\n";
    private static final String CONTENT = "0123456789\r\n".repeat(300);
    private static final String BY_DATA = ENVELOPE + "DATA\r\n" + CONTENT + ".\r\n";
    private static final String BY_BDAT = ENVELOPE + "BDAT " + CONTENT.length() + "\r\n" + CONTENT + "BDAT 0 LAST\r\n";

    private static final String GREETING = "220 sink.example.com ESMTP\r\n";
    private static final String REPLIES_TO_ENVELOPE = "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n";
    private static final String REPLIES = REPLIES_TO_ENVELOPE
            + "354 End data with <CR><LF>.<CR><LF>\r\n250 2.0.0 Ok: queued\r\n" + REPLIES_TO_ENVELOPE
            + "250 2.0.0 Ok\r\n250 2.0.0 Ok: queued\r\n";

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    @DisplayName(
            "a thousand mails by DATA and as many by BDAT cost the sink not one object, by TCP and by a Unix socket")
    void nothing(@TempDir Path folder) throws IOException {
        try (Sink tcp = Sink.start(false);
                Sink unix = Sink.startUnix(folder.resolve("sink"), false)) {
            assertAllocatesNothing(tcp, new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.port()));
            assertAllocatesNothing(unix, UnixDomainSocketAddress.of(folder.resolve("sink")));
        }
    }

    private void assertAllocatesNothing(Sink sink, SocketAddress address) throws IOException {
        try (SocketChannel client = SocketChannel.open(address)) {
            Channels.newInputStream(client).readNBytes(GREETING.length());
            send(client);
            long before = allocatedBySinks();
            send(client);
            assertThat(allocatedBySinks()).isEqualTo(before);
            assertThat(sink.counts().messages()).isEqualTo(4 * MAILS);
        }
    }

    /** Returns when all is answered. */
    private static void send(SocketChannel client) throws IOException {
        ByteBuffer mails = ByteBuffer.wrap((BY_DATA + BY_BDAT).getBytes(StandardCharsets.US_ASCII));
        InputStream replies = Channels.newInputStream(client);
        for (int i = 0; i < MAILS; i++) {
            client.write(mails.rewind());
            assertThat(replies.readNBytes(REPLIES.length()))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo(REPLIES);
        }
    }

    private long allocatedBySinks() {
        return LongStream.of(threads.getAllThreadIds())
                .filter(this::isSink)
                .map(threads::getThreadAllocatedBytes)
                .sum();
    }

    private boolean isSink(long id) {
        ThreadInfo info = threads.getThreadInfo(id);
        return info != null && info.getThreadName().startsWith("sink");
    }
}
