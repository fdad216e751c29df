// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a process to its end. */
final class Timed {

    private Timed() {}

    /**
     * Runs a command that must succeed.
     *
     * @param command the command
     * @param log where what it prints goes
     * @param limitNanos when it is ended
     * @return how long it took, in nanoseconds
     * @throws IOException if it fails or takes longer
     */
    static long run(List<String> command, Path log, long limitNanos) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        long start = System.nanoTime();
        Process process = builder.start();
        try {
            if (!process.waitFor(limitNanos, TimeUnit.NANOSECONDS)) {
                process.destroyForcibly();
                throw new IOException("not done in time: " + command.get(0));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
        long taken = System.nanoTime() - start;
        if (process.exitValue() != 0) {
            throw new IOException("exit code " + process.exitValue() + ": " + command.get(0));
        }
        return taken;
    }
}
