// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
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
 * Mails of 4 KiB, one after another on one connection over loopback, each by {@link Session#send(Envelope, Message)}: an operation is a mail, with all
 * its replies read.
 *
 * <p>With {@code -prof gc}, {@code gc.alloc.rate.norm} is what all threads of the JVM allocate for a mail. The sink's threads are among them and
 * allocate nothing for a mail, to which a test of the sink's sees; so it is the session's. Envelope and message are made once and are not counted,
 * the result of each mail is.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SendBenchmark {

    private static final int SIZE = 4 * 1024;

    /** How many recipients a mail has. */
    @Param({"1", "10", "50"})
    public int recipients;

    /** How the content is sent. */
    @Param
    public Verb verb = Verb.BDAT;

    private final Message message = Message.of(Mails.message(SIZE));

    @SuppressWarnings("NullAway.Init")
    private Envelope envelope;

    @SuppressWarnings("NullAway.Init")
    private SinkSession session;

    /**
     * Makes the envelope and connects.
     *
     * @throws IOException if it cannot
     */
    @Setup
    public void open() throws IOException {
        envelope = Mails.envelope(recipients);
        session = new SinkSession(Link.TCP, verb);
    }

    /**
     * Sends.
     *
     * @return what the session says
     * @throws IOException never
     */
    @Benchmark
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
    }
}
