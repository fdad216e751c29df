// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
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
import org.postrider.Mail;
import org.postrider.Message;

/**
 * Mails of 4 KiB one behind the other on one connection over loopback, to a sink in the same JVM that allocates nothing for a mail: how many a second, and
 * with {@code -prof gc} what one allocates. Without a window each next envelope leaves with the content before.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SendAllBenchmark {

    private static final int SIZE = 4 * 1024;
    private static final int MAILS = 500;

    /** How many recipients a mail has. */
    @Param({"1", "10", "50"})
    public int recipients;

    /** How many transactions are in flight. */
    @Param({"0", "32"})
    public int window;

    private List<Mail> mails = List.of();

    @SuppressWarnings("NullAway.Init")
    private SinkSession session;

    /**
     * Makes the mails and connects.
     *
     * @throws IOException if it cannot
     */
    @Setup
    public void open() throws IOException {
        mails = Collections.nCopies(MAILS, Mail.of(Mails.envelope(recipients), Message.of(Mails.message(SIZE))));
        session = new SinkSession(Link.TCP, Verb.BDAT, window);
    }

    /**
     * Sends.
     *
     * @throws IOException never
     */
    @Benchmark
    @OperationsPerInvocation(MAILS)
    public void sendAll() throws IOException {
        session.sendAll(mails, SIZE);
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
