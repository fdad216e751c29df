// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Plays the steps of one connection. */
final class Player {

    private static final long ENDLESS_OCTETS = 64L * 1024 * 1024;
    private static final byte[] END_OF_CONTENT = Octets.of("\r\n.\r\n");

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final Recording recording;
    private final Latches latches;
    private final ByteArrayOutputStream toSend = new ByteArrayOutputStream();
    private final byte[] block = new byte[64 * 1024];
    private byte[] waiting = new byte[0];
    private Duration limit = Duration.ofSeconds(10);
    private int sliceSize;
    private Duration sliceEvery = Duration.ZERO;

    Player(Socket socket, Recording recording, Latches latches) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.recording = recording;
        this.latches = latches;
        socket.setTcpNoDelay(true);
    }

    void play(List<Script.Line> lines) throws Mismatch, IOException, InterruptedException {
        for (Script.Line line : lines) {
            if (!(line.step() instanceof Step.Send)) {
                flush(line);
            }
            perform(line);
        }
        boolean checked = lines.isEmpty() || !lines.get(lines.size() - 1).step().isLast();
        if (checked) {
            Script.Line end = new Script.Line(0, "the end of the script", new Step.ExpectEnd());
            flush(end);
            expectEnd(end);
        }
    }

    private void perform(Script.Line line) throws Mismatch, IOException, InterruptedException {
        Step step = line.step();
        if (step instanceof Step.Send send) {
            for (int i = 0; i < send.times(); i++) {
                toSend.writeBytes(send.octets());
            }
        } else if (step instanceof Step.SendEndlessly send) {
            sendEndlessly(send.octets());
        } else if (step instanceof Step.Expect expect) {
            expect(line, expect);
        } else if (step instanceof Step.ExpectMatch expect) {
            expectMatch(line, expect);
        } else if (step instanceof Step.Take take) {
            take(line, take.count());
        } else if (step instanceof Step.TakeContent) {
            takeContent(line);
        } else if (step instanceof Step.ExpectEnd) {
            expectEnd(line);
        } else if (step instanceof Step.Pause pause) {
            pause(pause.time());
        } else if (step instanceof Step.Quiet quiet) {
            quiet(line, quiet.time());
        } else if (step instanceof Step.Await await) {
            if (!latches.await(await.name(), limit)) {
                throw Mismatch.of(line, "the test did not signal it within " + limit.toMillis() + " ms");
            }
        } else if (step instanceof Step.Mark mark) {
            latches.release(mark.name());
        } else if (step instanceof Step.Slice slice) {
            sliceSize = slice.size();
            sliceEvery = slice.every();
        } else if (step instanceof Step.Limit changed) {
            limit = changed.time();
        } else if (step instanceof Step.Shutdown) {
            socket.shutdownOutput();
        } else if (step instanceof Step.Reset) {
            socket.setSoLinger(true, 0);
            socket.close();
        } else if (step instanceof Step.Close) {
            close();
        } else if (step instanceof Step.StopReading) {
            latches.await("closing", limit);
        } else {
            awaitGone();
        }
    }

    /** A close with unread octets would be a reset, which is another step. */
    private void close() throws IOException {
        socket.shutdownOutput();
        while (in.available() > 0 && in.read(block) >= 0) {
            recording.said("C", new byte[0]);
        }
        socket.close();
    }

    private void flush(Script.Line line) throws Mismatch, IOException, InterruptedException {
        if (toSend.size() == 0) {
            return;
        }
        byte[] octets = toSend.toByteArray();
        toSend.reset();
        recording.said("S:", octets);
        try {
            int size = sliceSize == 0 ? octets.length : sliceSize;
            for (int at = 0; at < octets.length; at += size) {
                out.write(octets, at, Math.min(size, octets.length - at));
                out.flush();
                pause(sliceEvery);
            }
        } catch (IOException e) {
            boolean goneIsFine = line.step() instanceof Step.ExpectEnd || line.step() instanceof Step.Silence;
            if (!goneIsFine) {
                throw Mismatch.of(line, "the client was gone before the server had sent " + Octets.show(octets));
            }
        }
    }

    private void sendEndlessly(byte[] octets) {
        try {
            for (long sent = 0; sent < ENDLESS_OCTETS; sent += octets.length) {
                out.write(octets);
            }
        } catch (IOException e) {
            recording.said("*", Octets.of("the client is gone"));
        }
    }

    private void expect(Script.Line line, Step.Expect expect) throws Mismatch, IOException {
        byte[] wanted = expect.octets();
        while (waiting.length < wanted.length && startsAlike(wanted, expect.anyCase())) {
            if (!more(line)) {
                throw Mismatch.of(line, "the client closed after " + Octets.show(waiting));
            }
        }
        if (waiting.length < wanted.length || !startsAlike(wanted, expect.anyCase())) {
            throw Mismatch.differs(line, wanted, firstLine());
        }
        consume(wanted.length);
    }

    private boolean startsAlike(byte[] wanted, boolean anyCase) {
        int length = Math.min(waiting.length, wanted.length);
        if (!anyCase) {
            return Arrays.equals(waiting, 0, length, wanted, 0, length);
        }
        return text(Arrays.copyOf(waiting, length)).equalsIgnoreCase(text(Arrays.copyOf(wanted, length)));
    }

    private byte[] firstLine() {
        for (int i = 0; i < waiting.length; i++) {
            if (waiting[i] == '\n') {
                return Arrays.copyOf(waiting, i + 1);
            }
        }
        return waiting;
    }

    private void expectMatch(Script.Line line, Step.ExpectMatch expect) throws Mismatch, IOException {
        byte[] came = firstLine();
        while (came.length == 0 || came[came.length - 1] != '\n') {
            if (!more(line)) {
                throw Mismatch.of(line, "the client closed after " + Octets.show(waiting));
            }
            came = firstLine();
        }
        String text = new String(came, StandardCharsets.UTF_8);
        if (!text.endsWith("\r\n")
                || !expect.pattern()
                        .matcher(text.substring(0, text.length() - 2))
                        .matches()) {
            throw Mismatch.of(line, "came: " + Octets.show(came));
        }
        consume(came.length);
    }

    private void take(Script.Line line, int count) throws Mismatch, IOException {
        int left = count;
        while (left > 0) {
            if (waiting.length == 0 && !more(line)) {
                throw Mismatch.of(line, "the client closed with " + left + " octets missing");
            }
            int taken = Math.min(left, waiting.length);
            consume(taken);
            left -= taken;
        }
    }

    private void takeContent(Script.Line line) throws Mismatch, IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        // The CRLF of the DATA command counts for an end mark that comes at once.
        byte[] tail = Octets.of("\r\n");
        while (true) {
            int scanned = tail.length;
            byte[] joined = Arrays.copyOf(tail, tail.length + waiting.length);
            System.arraycopy(waiting, 0, joined, tail.length, waiting.length);
            int end = indexOf(joined, END_OF_CONTENT);
            if (end >= 0) {
                int consumed = end + END_OF_CONTENT.length - scanned;
                content.write(waiting, 0, Math.max(0, consumed));
                consume(consumed);
                byte[] all = content.toByteArray();
                recording.content(Arrays.copyOf(all, all.length - 3));
                return;
            }
            content.writeBytes(waiting);
            tail = Arrays.copyOfRange(joined, Math.max(0, joined.length - 4), joined.length);
            consume(waiting.length);
            if (!more(line)) {
                throw Mismatch.of(
                        line,
                        "the client closed without the end of the content, after "
                                + Octets.show(content.toByteArray()));
            }
        }
    }

    private static int indexOf(byte[] octets, byte[] wanted) {
        for (int i = 0; i + wanted.length <= octets.length; i++) {
            if (Arrays.equals(octets, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    private void expectEnd(Script.Line line) throws Mismatch, IOException {
        if (waiting.length > 0) {
            throw Mismatch.surplus(waiting);
        }
        boolean more;
        try {
            more = more(line);
        } catch (java.net.SocketException e) {
            // A reset is an end too.
            more = false;
        }
        if (more) {
            throw Mismatch.surplus(waiting);
        }
    }

    private void awaitGone() throws IOException {
        try {
            socket.setSoTimeout((int) limit.toMillis());
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                recording.read(block, n);
            }
        } catch (java.net.SocketException e) {
            recording.said("*", Octets.of("the client reset the connection"));
        }
    }

    private void quiet(Script.Line line, Duration time) throws Mismatch, IOException {
        boolean came = waiting.length > 0 || in.available() > 0;
        if (!came && !time.isZero()) {
            socket.setSoTimeout((int) time.toMillis());
            try {
                came = read();
            } catch (SocketTimeoutException e) {
                return;
            }
        }
        if (came) {
            if (waiting.length == 0) {
                more(line);
            }
            throw Mismatch.of(line, "the client sent too early: " + Octets.show(waiting));
        }
    }

    private boolean more(Script.Line line) throws Mismatch, IOException {
        socket.setSoTimeout((int) limit.toMillis());
        try {
            return read();
        } catch (SocketTimeoutException e) {
            throw Mismatch.of(
                    line,
                    "nothing more came within " + limit.toMillis() + " ms, only "
                            + (waiting.length == 0 ? "silence" : Octets.show(waiting)));
        }
    }

    private boolean read() throws IOException {
        int count = in.read(block);
        if (count < 0) {
            return false;
        }
        recording.read(block, count);
        int before = waiting.length;
        waiting = Arrays.copyOf(waiting, before + count);
        System.arraycopy(block, 0, waiting, before, count);
        return true;
    }

    private void consume(int count) {
        recording.said("C:", Arrays.copyOf(waiting, count));
        waiting = Arrays.copyOfRange(waiting, count, waiting.length);
    }

    private static void pause(Duration time) throws InterruptedException {
        if (!time.isZero() && new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("nobody counts this latch down");
        }
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }
}
