// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.postrider.benchmarks.peers.contestant.Contestant;
import org.postrider.benchmarks.peers.contestant.Mail;
import org.postrider.benchmarks.peers.contestant.Task;

/**
 * The process in which one contestant does one work: for each line on standard input, two numbers, it measures and prints a {@link Sample} or a
 * line that begins with {@code failed}. It ends with standard input.
 */
final class Worker {

    private static final String FAILED = "failed ";

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final String className;
    private final Task task;

    private Worker(String className, Task task) {
        this.className = className;
        this.task = task;
    }

    /**
     * Runs the process.
     *
     * @param arguments class, host, port, size, recipients, window, and the file if the message is in one
     * @throws IOException if standard input cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        // Contestants may print as they like.
        PrintStream out = System.out;
        System.setOut(System.err);
        int recipients = Integer.parseInt(arguments[4]);
        Mail mail = arguments.length > 6
                ? Mail.ofFile(Path.of(arguments[6]), recipients)
                : Mail.ofSize(Integer.parseInt(arguments[3]), recipients);
        Task task = new Task(arguments[1], Integer.parseInt(arguments[2]), mail, Integer.parseInt(arguments[5]));
        Worker worker = new Worker(arguments[0], task);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            out.println(worker.answer(Long.parseLong(words[0]), Long.parseLong(words[1])));
        }
        // Threads of a contestant that failed may be left.
        System.exit(0);
    }

    private String answer(long leadNanos, long nanos) {
        try {
            return measure(leadNanos, nanos).toLine();
        } catch (Exception | OutOfMemoryError | LinkageError e) {
            e.printStackTrace();
            Throwable failure = e instanceof InvocationTargetException && e.getCause() != null ? e.getCause() : e;
            return FAILED + failure.toString().replace('\n', ' ').replace('\r', ' ');
        }
    }

    private Sample measure(long leadNanos, long nanos) throws Exception {
        Contestant contestant = task.open(className);
        try {
            long lead = send(contestant, leadNanos);
            long allocated = allocated();
            long cpu = SYSTEM.getProcessCpuTime();
            long start = System.nanoTime();
            long messages = send(contestant, nanos);
            long taken = System.nanoTime() - start;
            return new Sample(
                    messages, taken, allocated() - allocated, SYSTEM.getProcessCpuTime() - cpu, lead + messages);
        } finally {
            contestant.close();
        }
    }

    private static long send(Contestant contestant, long nanos) throws Exception {
        long start = System.nanoTime();
        return contestant.sendWhile(() -> System.nanoTime() - start < nanos);
    }

    /** Of all threads, for some contestants send on others than the caller's. */
    private static long allocated() {
        long sum = 0;
        for (long octets : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(octets, 0);
        }
        return sum;
    }
}
