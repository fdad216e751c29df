// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.Connection.Arrival;
import org.postrider.testkit.Connection.Departure;

/**
 * One connection being played: what each kind of step does. Expectations are compared as the octets arrive, so that a
 * mismatch is found at the first octet that differs and not when a longer line fails to come.
 */
final class Scene {

    /** After a mismatch the rest of the client's line is waited for so long, only to show it. */
    private static final Duration GRACE = Duration.ofMillis(50);

    private static final int LONGEST_LINE = 1 << 20;
    private static final int SEND_BUFFER = 64 * 1024;
    private static final long ENDLESS = 64L * 1024 * 1024;

    private final Connection connection;
    private final int number;
    private final Stage stage;
    private Script.Line line;
    private Deadline deadline;

    /** What all scenes of a script share. */
    record Stage(
            Door door,
            Recording recording,
            Latches signals,
            Latches marks,
            Dialogue dialogue,
            @Nullable SSLContext context) {}

    Scene(Connection connection, int number, Stage stage, Script.Line line) {
        this.connection = connection;
        this.number = number;
        this.stage = stage;
        this.line = line;
        this.deadline = Deadline.in(line.limit());
    }

    void play(Script.Line next) throws Mismatch, IOException, InterruptedException {
        line = next;
        deadline = Deadline.in(line.limit());
        line.step().play(this);
    }

    void send(Step.Send step) throws Mismatch, IOException, InterruptedException {
        stage.dialogue().server(step.octets());
        if (step.times() > 1) {
            stage.dialogue().note("   (" + step.times() + " times)");
        }
        Repetition stream = new Repetition(step.octets(), (long) step.octets().length * step.times());
        while (stream.left() > 0) {
            ByteBuffer piece = stream.next(Math.min(step.slices().octets(), SEND_BUFFER));
            Departure departure = connection.write(piece, deadline);
            switch (departure) {
                case SENT -> {}
                case CLIENT_GONE -> throw mismatch().that("this could not be sent, the client has closed or reset");
                case STALLED -> throw mismatch().that("the client did not take this within " + limit());
            }
            if (stream.left() > 0) {
                rest(step.slices().every());
            }
        }
    }

    void sendEndlessly(Step.SendEndlessly step) throws Mismatch, IOException, InterruptedException {
        stage.dialogue().server(step.octets());
        stage.dialogue().note("   (without end)");
        Repetition stream = new Repetition(step.octets(), ENDLESS);
        while (stream.left() > 0) {
            ByteBuffer piece = stream.next(Math.min(step.slices().octets(), SEND_BUFFER));
            Departure departure = connection.writeHeedless(piece, deadline);
            switch (departure) {
                case SENT -> sleep(step.slices().every());
                case CLIENT_GONE -> {
                    return;
                }
                case STALLED -> throw mismatch().that("the client neither closed nor reset within " + limit());
            }
        }
        throw mismatch().that("the client took " + ENDLESS + " octets and neither closed nor reset");
    }

    void expect(byte[] expected, boolean ignoreCase) throws Mismatch, IOException, InterruptedException {
        byte[] came = new byte[expected.length];
        for (int i = 0; i < expected.length; i++) {
            Arrival arrival = connection.await(deadline);
            if (arrival != Arrival.OCTETS) {
                throw mismatch().differs(missing(arrival), expected, Arrays.copyOf(came, i), i);
            }
            came[i] = connection.take();
            if (ignoreCase ? lower(came[i]) != lower(expected[i]) : came[i] != expected[i]) {
                byte[] all = restOfLine(Arrays.copyOf(came, i + 1));
                throw mismatch().differs("the client sent something else", expected, all, i);
            }
        }
        stage.dialogue().client(came);
    }

    private static int lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
    }

    String expectMatch(Pattern pattern) throws Mismatch, IOException, InterruptedException {
        String expected =
                "a line that matches " + Octets.brief(pattern.pattern().getBytes(UTF_8));
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        byte previous = 0;
        byte octet = 0;
        while (previous != '\r' || octet != '\n') {
            Arrival arrival = connection.await(deadline);
            if (arrival != Arrival.OCTETS) {
                throw mismatch().that(missing(arrival), expected, octets.toByteArray());
            }
            if (octets.size() == LONGEST_LINE) {
                throw mismatch().that("no CRLF within " + LONGEST_LINE + " octets", expected, octets.toByteArray());
            }
            previous = octet;
            octet = connection.take();
            octets.write(octet);
        }
        byte[] came = octets.toByteArray();
        String text = new String(came, 0, came.length - 2, UTF_8);
        if (!pattern.matcher(text).matches()) {
            throw mismatch().that("the client sent something else", expected, came);
        }
        stage.dialogue().client(came);
        return text;
    }

    void take(int count) throws Mismatch, IOException, InterruptedException {
        int left = count;
        byte[] start = new byte[0];
        while (left > 0) {
            Arrival arrival = connection.await(deadline);
            if (arrival != Arrival.OCTETS || deadline.passed()) {
                String expected = count + " octets, of which " + left + " are missing";
                throw mismatch().that(missing(arrival), expected, start);
            }
            byte[] octets = connection.take(left);
            left -= octets.length;
            start = start.length == 0 ? octets : start;
        }
        stage.dialogue().client(start);
        stage.dialogue().note("   (" + count + " octets, whatever they are)");
    }

    /** What the steps that take content do. */
    ContentScene content() {
        return new ContentScene(this, connection, stage, deadline);
    }

    void expectClose() throws Mismatch, IOException, InterruptedException {
        switch (tls().awaitEnd()) {
            case FIN -> stage.dialogue().note("C: (FIN)");
            case RESET -> stage.dialogue().note("C: (RST)");
            case NOTHING, CLOSE_NOTIFY -> throw mismatch().that("the client did not close within " + limit());
            case TLS_FAILURE -> throw mismatch().that(connection.failure());
            case OCTETS ->
                throw mismatch()
                        .that("the client sent octets where it should have closed", "FIN", restOfLine(new byte[0]));
        }
    }

    void pause(Duration time) throws InterruptedException {
        stage.dialogue().note(line.text());
        sleep(time);
    }

    void await(String name) throws Mismatch, InterruptedException {
        try {
            stage.signals().latch(name).get(line.limit().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw mismatch().that("no signal(\"" + name + "\") within " + limit());
        }
        stage.dialogue().note(line.text());
    }

    void mark(String name) {
        stage.dialogue().note(line.text());
        stage.marks().open(name);
    }

    void quiet(Duration time) throws Mismatch, IOException, InterruptedException {
        switch (connection.await(Deadline.in(time))) {
            case OCTETS ->
                throw mismatch()
                        .that("the client sent octets where it should be quiet", "nothing", restOfLine(new byte[0]));
            case RESET -> throw mismatch().that("the client reset the connection (RST)");
            case TLS_FAILURE -> throw mismatch().that(connection.failure());
            case FIN, CLOSE_NOTIFY, NOTHING -> stage.dialogue().note(line.text());
        }
    }

    void unread() throws Mismatch, IOException, InterruptedException {
        if (connection.poll() == Arrival.OCTETS) {
            throw mismatch().that("the client has sent octets already", "nothing yet", restOfLine(new byte[0]));
        }
        stage.dialogue().note(line.text());
    }

    void shutdown() throws Mismatch, IOException, InterruptedException {
        tls().end();
        if (!connection.shutdownOutput()) {
            throw mismatch().that("the client has closed or reset already");
        }
        stage.dialogue().note("S: (FIN)");
    }

    void close() throws Mismatch, IOException, InterruptedException {
        tls().end();
        stage.dialogue().note("S: (FIN, closed)");
        connection.finish();
    }

    void truncate() throws IOException, InterruptedException {
        stage.dialogue().note("S: (FIN without close_notify, closed)");
        connection.finish();
    }

    void startTls(TlsTerms terms) throws Mismatch, IOException, InterruptedException {
        tls().handshake(terms, Objects.requireNonNull(stage.context()));
    }

    void expectCloseNotify() throws Mismatch, IOException, InterruptedException {
        tls().expectCloseNotify();
    }

    private TlsScene tls() {
        return new TlsScene(connection, stage.dialogue(), mismatch(), deadline, limit());
    }

    void reset() throws IOException {
        stage.dialogue().note("S: (RST)");
        connection.reset();
    }

    void silence() throws Mismatch, IOException, InterruptedException {
        stage.dialogue().note(line.text());
        while (!connection.drop()) {
            if (deadline.passed()) {
                throw mismatch().that("the client neither closed nor reset within " + limit());
            }
            connection.await(deadline);
        }
    }

    /** A close of the client cannot be seen behind unread octets: it is looked for once the client must be done. */
    void stopReading() throws Mismatch, IOException, InterruptedException {
        stage.door().awaitClientIsDone(line.limit());
        deadline = Deadline.in(line.limit());
        silence();
    }

    private void rest(Duration time) throws InterruptedException {
        long start = System.nanoTime();
        sleep(time);
        deadline = deadline.laterBy(System.nanoTime() - start);
    }

    private static void sleep(Duration time) throws InterruptedException {
        if (!time.isZero() && new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError("nobody opens this latch");
        }
    }

    /** Adds what the client's line still holds, for the report. */
    private byte[] restOfLine(byte[] start) throws IOException, InterruptedException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.writeBytes(start);
        Deadline grace = Deadline.in(GRACE);
        byte last = start.length == 0 ? 0 : start[start.length - 1];
        while (last != '\n' && octets.size() < 4 * Octets.SHOWN && connection.await(grace) == Arrival.OCTETS) {
            last = connection.take();
            octets.write(last);
        }
        return octets.toByteArray();
    }

    String missing(Arrival arrival) {
        return switch (arrival) {
            case FIN -> "the client closed the connection (FIN)";
            case RESET -> "the client reset the connection (RST)";
            case CLOSE_NOTIFY -> "the client closed TLS (close_notify)";
            case TLS_FAILURE -> connection.failure();
            case NOTHING, OCTETS -> "the client did not send this within " + limit();
        };
    }

    private String limit() {
        return line.limit().toMillis() + " ms";
    }

    Report mismatch() {
        return Report.at(line, number, stage.dialogue());
    }
}
