// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
import org.postrider.BareLineEnds;
import org.postrider.engine.wire.ContentEncoder;
import org.postrider.engine.wire.UnsendableContentException;

/**
 * A block of 32 KiB through the content encoder, beside a plain copy of the same octets and beside a loop that does the same work octet by octet.
 * The numbers of one content are to be compared with each other.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ContentEncoderBenchmark {

    private static final int BLOCK = 32 * 1024;

    /** What the block is made of. */
    public enum Content {
        /** Lines of 76 characters that end in CRLF: canonical already. */
        LINES,
        /** Lines of 76 characters that end in LF. */
        BARE_LF,
        /** A dot begins each line. */
        DOTS,
        /** Canonical, and one line that is longer than any network's packet: its CRLF is the block's last. */
        ONE_LINE,
        /** No line end at all. */
        NO_LINE_END
    }

    /** The block's content. */
    @Param
    public Content content = Content.LINES;

    private byte[] block = new byte[0];
    private byte[] out = new byte[0];

    /** Makes the block. */
    @Setup
    public void makeBlock() {
        String line = switch (content) {
            case LINES -> "x".repeat(76) + "\r\n";
            case BARE_LF -> "x".repeat(76) + "\n";
            case DOTS -> "." + "x".repeat(75) + "\r\n";
            case ONE_LINE -> "x".repeat(BLOCK - 2) + "\r\n";
            case NO_LINE_END -> "x".repeat(BLOCK);
        };
        block = line.repeat(BLOCK / line.length() + 1).substring(0, BLOCK).getBytes(StandardCharsets.US_ASCII);
        out = new byte[ContentEncoder.roomFor(BLOCK)];
        checkSameWork();
    }

    /** What is compared must do the same. */
    private void checkSameWork() {
        byte[] other = new byte[out.length];
        try {
            int octets = encode();
            if (octets != OctetByOctet.encode(block, other) || !Arrays.equals(out, other)) {
                throw new IllegalStateException("the encoder and the loop differ");
            }
        } catch (UnsendableContentException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Encodes.
     *
     * @return the number of octets
     * @throws UnsendableContentException never
     */
    @Benchmark
    public int encode() throws UnsendableContentException {
        return ContentEncoder.forData(BareLineEnds.NORMALISE, false).encode(block, block.length, out);
    }

    /**
     * Copies.
     *
     * @return the array copied to
     */
    @Benchmark
    public byte[] copy() {
        System.arraycopy(block, 0, out, 0, block.length);
        return out;
    }

    /**
     * Encodes octet by octet.
     *
     * @return the number of octets
     */
    @Benchmark
    public int octetByOctet() {
        return OctetByOctet.encode(block, out);
    }
}
