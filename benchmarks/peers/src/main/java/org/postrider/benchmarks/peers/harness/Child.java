// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process that is talked to by lines and ends with its standard input. */
final class Child implements Closeable {

    private static final long PATIENCE_SECONDS = 60;

    private final String command;
    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;

    /**
     * Starts it.
     *
     * @param command the command
     * @param log where its standard error goes
     * @throws IOException if it cannot be started
     */
    Child(List<String> command, Path log) throws IOException {
        this.command = String.join(" ", command);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        out = process.inputReader(StandardCharsets.UTF_8);
        in = process.outputWriter(StandardCharsets.UTF_8);
    }

    void writeLine(String line) throws IOException {
        in.write(line);
        in.newLine();
        in.flush();
    }

    String readLine() throws IOException {
        return readLine(0);
    }

    /**
     * Reads a line.
     *
     * @param expectedNanos how long it will take if all goes well; a minute more is allowed before the process is ended
     * @return the line
     * @throws IOException if none comes
     */
    String readLine(long expectedNanos) throws IOException {
        CompletableFuture<String> line = CompletableFuture.supplyAsync(this::nextLine);
        try {
            return line.get(expectedNanos + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            throw new IOException("no answer in " + PATIENCE_SECONDS + " s over its time", e);
        } catch (ExecutionException e) {
            throw new IOException("ended: " + command, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private String nextLine() {
        try {
            String line = out.readLine();
            if (line == null) {
                throw new EOFException("no more lines");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }
}
