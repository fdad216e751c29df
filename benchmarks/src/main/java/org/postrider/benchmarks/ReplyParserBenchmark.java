// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.postrider.Reply;
import org.postrider.engine.wire.MalformedReplyException;
import org.postrider.engine.wire.ReplyLimits;
import org.postrider.engine.wire.ReplyParser;

/** Replies read from octets that have all come. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReplyParserBenchmark {

    /** How many lines the reply has: a usual one, and an EHLO answer. */
    @Param({"1", "20"})
    public int lines;

    private final ReplyParser parser = new ReplyParser(ReplyLimits.DEFAULT, false);
    private ByteBuffer octets = ByteBuffer.allocate(0);

    /** Makes the reply. */
    @Setup
    public void makeReply() {
        StringBuilder reply = new StringBuilder();
        for (int i = 1; i <= lines; i++) {
            reply.append(i < lines ? "250-" : "250 ").append("2.1.5 recipient ok, go on\r\n");
        }
        octets = ByteBuffer.wrap(reply.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Parses without decoding the text.
     *
     * @return the reply
     * @throws MalformedReplyException never
     */
    @Benchmark
    public Reply parse() throws MalformedReplyException {
        octets.rewind();
        return Objects.requireNonNull(parser.parse(octets, Reply.StatusCodes.ANNOUNCED));
    }
}
