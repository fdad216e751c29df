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

    /** What the server says. */
    public enum Answer {
        /** One line, as to RCPT. */
        SINGLE_LINE,
        /** Three lines, as a refusal that explains itself. */
        MULTI_LINE,
        /** 20 lines, an extension in each but the first. */
        EHLO
    }

    private static final String EHLO = """
            mx.example.com at your service
            PIPELINING
            SIZE 52428800
            VRFY
            ETRN
            EXPN
            HELP
            STARTTLS
            AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN
            ENHANCEDSTATUSCODES
            8BITMIME
            DSN
            SMTPUTF8
            CHUNKING
            BINARYMIME
            REQUIRETLS
            DELIVERBY 3600
            MT-PRIORITY MIXER
            FUTURERELEASE 604800 2026-12-31T23:59:59Z
            LIMITS RCPTMAX=100 MAILMAX=1000
            """;

    /** The reply. */
    @Param
    public Answer answer = Answer.SINGLE_LINE;

    private final ReplyParser parser = new ReplyParser(ReplyLimits.DEFAULT, false);
    private ByteBuffer octets = ByteBuffer.allocate(0);

    /** Makes the reply. */
    @Setup
    public void makeReply() {
        octets = switch (answer) {
            case SINGLE_LINE -> reply("250", "2.1.5 recipient ok, go on");
            case MULTI_LINE ->
                reply(
                        "550",
                        "5.1.1 The mailbox you tried to reach does not exist.",
                        "5.1.1 Please look for typing errors or spaces in the address.",
                        "5.1.1 More is at https://mail.example.com/why/no-such-user");
            case EHLO -> reply("250", EHLO.split("\n"));
        };
    }

    private static ByteBuffer reply(String code, String... lines) {
        StringBuilder reply = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            reply.append(code)
                    .append(i + 1 < lines.length ? '-' : ' ')
                    .append(lines[i])
                    .append("\r\n");
        }
        return ByteBuffer.wrap(reply.toString().getBytes(StandardCharsets.US_ASCII));
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
