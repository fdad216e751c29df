// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One connection of a sink. Replies are written when all that came has been looked at, so that a group gets one write. */
final class SinkConnection {

    private static final byte[] GREETING = ascii("220 sink.example.com ESMTP\r\n");
    private static final byte[] EHLO = ascii(
            "250-sink.example.com\r\n250-PIPELINING\r\n250-CHUNKING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE 2147483647\r\n");
    private static final byte[] HELO = ascii("250 sink.example.com\r\n");
    private static final byte[] MAIL_OK = ascii("250 2.1.0 Ok\r\n");
    private static final byte[] RCPT_OK = ascii("250 2.1.5 Ok\r\n");
    private static final byte[] GO_ON = ascii("354 End data with <CR><LF>.<CR><LF>\r\n");
    private static final byte[] TAKEN = ascii("250 2.0.0 Ok: queued\r\n");
    private static final byte[] OK = ascii("250 2.0.0 Ok\r\n");
    private static final byte[] NO_RECIPIENT = ascii("503 5.5.1 No valid recipients\r\n");
    private static final byte[] NOT_KNOWN = ascii("500 5.5.2 Not known\r\n");
    private static final byte[] BYE = ascii("221 2.0.0 Bye\r\n");

    private enum Mode {
        COMMAND,
        DATA_START,
        DATA,
        BDAT,
        OVER
    }

    private final SocketChannel channel;
    private final Sink sink;
    private final @Nullable Recording recording;
    private final ByteBuffer in = ByteBuffer.allocateDirect(256 * 1024);
    private final ByteBuffer out = ByteBuffer.allocateDirect(16 * 1024);
    private Mode mode = Mode.COMMAND;
    private boolean lmtp;
    private int recipients;
    private long octets;
    private long chunkLeft;
    private boolean lastChunk;

    SinkConnection(SocketChannel channel, Sink sink, @Nullable Recording recording) {
        this.channel = channel;
        this.sink = sink;
        this.recording = recording;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    void run() throws IOException {
        reply(GREETING);
        flush();
        while (mode != Mode.OVER && channel.read(in) >= 0) {
            in.flip();
            boolean more = true;
            while (more) {
                more = switch (mode) {
                    case COMMAND -> command();
                    case DATA_START -> dataStart();
                    case DATA -> data();
                    case BDAT -> bdat();
                    case OVER -> false;
                };
            }
            in.compact();
            flush();
        }
    }

    private boolean command() throws IOException {
        int start = in.position();
        int end = start;
        while (end < in.limit() && in.get(end) != '\n') {
            end++;
        }
        if (end == in.limit()) {
            if (end - start == in.capacity()) {
                throw new IOException("a line without end");
            }
            return false;
        }
        int verb = end - start < 4 ? 0 : in.getInt(start) & 0xDFDFDFDF;
        switch (verb) {
            case 'M' << 24 | 'A' << 16 | 'I' << 8 | 'L' -> {
                if (recording != null) {
                    recording.mail(argument(start, end));
                }
                recipients = 0;
                octets = 0;
                reply(MAIL_OK);
            }
            case 'R' << 24 | 'C' << 16 | 'P' << 8 | 'T' -> {
                if (recording != null) {
                    recording.rcpt(argument(start, end));
                }
                recipients++;
                reply(RCPT_OK);
            }
            case 'D' << 24 | 'A' << 16 | 'T' << 8 | 'A' -> {
                if (recipients == 0) {
                    reply(NO_RECIPIENT);
                } else {
                    mode = Mode.DATA_START;
                    reply(GO_ON);
                }
            }
            case 'B' << 24 | 'D' << 16 | 'A' << 8 | 'T' -> {
                beginChunk(start, end);
                mode = Mode.BDAT;
            }
            case 'R' << 24 | 'S' << 16 | 'E' << 8 | 'T' -> {
                recipients = 0;
                octets = 0;
                reply(OK);
            }
            case 'N' << 24 | 'O' << 16 | 'O' << 8 | 'P' -> reply(OK);
            case 'E' << 24 | 'H' << 16 | 'L' << 8 | 'O' -> reply(EHLO);
            case 'L' << 24 | 'H' << 16 | 'L' << 8 | 'O' -> {
                lmtp = true;
                reply(EHLO);
            }
            case 'H' << 24 | 'E' << 16 | 'L' << 8 | 'O' -> reply(HELO);
            case 'Q' << 24 | 'U' << 16 | 'I' << 8 | 'T' -> {
                mode = Mode.OVER;
                reply(BYE);
            }
            default -> reply(NOT_KNOWN);
        }
        in.position(end + 1);
        return in.hasRemaining() || mode == Mode.BDAT;
    }

    private String argument(int start, int end) {
        byte[] line = new byte[end - start];
        in.get(start, line);
        return new String(line, StandardCharsets.UTF_8).substring(4).strip();
    }

    /** Digits are the chunk's size, and an L is that of LAST; read where they are, without a new object. */
    private void beginChunk(int start, int end) {
        chunkLeft = 0;
        lastChunk = false;
        for (int i = start + 4; i < end; i++) {
            byte octet = in.get(i);
            if (octet >= '0' && octet <= '9') {
                chunkLeft = 10 * chunkLeft + octet - '0';
            }
            lastChunk |= octet == 'L' || octet == 'l';
        }
    }

    /** DATA's own line end counts as the first half of the mark: a dot alone ends an empty message. */
    private boolean dataStart() throws IOException {
        if (in.remaining() < 3) {
            return false;
        }
        int at = in.position();
        mode = Mode.DATA;
        if (in.get(at) == '.' && in.get(at + 1) == '\r' && in.get(at + 2) == '\n') {
            in.position(at + 3);
            taken(true);
        }
        return true;
    }

    private boolean data() throws IOException {
        int end = EndOfData.find(in);
        // What may be the mark's beginning stays for the next time.
        int contentEnd = end >= 0 ? end - 3 : Math.max(in.position(), in.limit() - EndOfData.LENGTH + 1);
        consume(contentEnd - in.position());
        if (end < 0) {
            return false;
        }
        in.position(end);
        taken(true);
        return in.hasRemaining();
    }

    private boolean bdat() throws IOException {
        int length = (int) Math.min(in.remaining(), chunkLeft);
        consume(length);
        chunkLeft -= length;
        if (chunkLeft > 0) {
            return false;
        }
        if (lastChunk && recipients > 0) {
            taken(false);
        } else if (lastChunk) {
            mode = Mode.COMMAND;
            reply(NO_RECIPIENT);
        } else {
            mode = Mode.COMMAND;
            reply(OK);
        }
        return in.hasRemaining();
    }

    private void consume(int length) {
        octets += length;
        if (recording != null) {
            recording.octets(in.slice(in.position(), length));
        }
        in.position(in.position() + length);
    }

    private void taken(boolean data) throws IOException {
        mode = Mode.COMMAND;
        if (recording != null) {
            recording.end(data);
        }
        sink.recipients.addAndGet(recipients);
        sink.octets.addAndGet(octets);
        sink.messages.incrementAndGet();
        for (int replies = lmtp ? recipients : 1; replies > 0; replies--) {
            reply(TAKEN);
        }
        recipients = 0;
        octets = 0;
    }

    private void reply(byte[] octets) throws IOException {
        if (out.remaining() < octets.length) {
            flush();
        }
        out.put(octets);
    }

    private void flush() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
        out.clear();
    }
}
