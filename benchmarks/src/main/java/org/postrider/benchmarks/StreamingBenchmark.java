// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.postrider.Envelope;
import org.postrider.Message;
import org.postrider.SendResult;
import org.postrider.Session;

/**
 * A message of 16 MiB in lines of 76 characters by {@link Session#send(Envelope, Message)}, from its scan before MAIL to the last reply. An
 * operation is one MiB, so that ops/s are MiB/s. The sink takes it on a thread of its own: with one processor its time would count as well.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StreamingBenchmark {

    private static final int MEBIBYTES = 16;
    private static final int SIZE = MEBIBYTES * 1024 * 1024;

    /** Where the message is. */
    public enum Source {
        /** In an array. */
        MEMORY,
        /** In a file that was just written, so that no disk is measured. */
        FILE
    }

    /** What lies between. */
    @Param
    public Link link = Link.TCP;

    /** How the content is sent. */
    @Param
    public Verb verb = Verb.DATA;

    /** Where the message is. */
    @Param
    public Source source = Source.MEMORY;

    private final Envelope envelope = Mails.envelope(1);

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @SuppressWarnings("NullAway.Init")
    private Message message;

    @SuppressWarnings("NullAway.Init")
    private SinkSession session;

    /**
     * Makes the message and connects.
     *
     * @throws IOException if it cannot
     */
    @Setup
    public void open() throws IOException {
        byte[] octets = Mails.message(SIZE);
        file = Files.write(Files.createTempFile("postrider", ".eml"), octets);
        message = switch (source) {
            case MEMORY -> Message.of(octets);
            case FILE -> Message.ofFile(file);
        };
        session = new SinkSession(link, verb);
    }

    /**
     * Sends.
     *
     * @return what the session says
     * @throws IOException never
     */
    @Benchmark
    @OperationsPerInvocation(MEBIBYTES)
    public SendResult send() throws IOException {
        return session.send(envelope, message, SIZE);
    }

    /** Looks whether all has come. */
    @TearDown(Level.Iteration)
    public void check() {
        session.check();
    }

    /**
     * Ends.
     *
     * @throws IOException if it cannot
     */
    @TearDown
    public void close() throws IOException {
        session.close();
        Files.delete(file);
    }
}
