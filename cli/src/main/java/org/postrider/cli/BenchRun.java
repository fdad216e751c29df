// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSession;
import org.postrider.MailParameter;
import org.postrider.Session;
import org.postrider.SmtpException;

/** All sessions opened, warmed up, and then sending, each phase begun when the one before is over for all. */
final class BenchRun implements AutoCloseable {

    private final BenchLoad load;
    private final BenchSetup setup;
    private final List<BenchWorker> workers = new ArrayList<>();
    private final ExecutorService threads;

    BenchRun(BenchLoad load, Session.Builder builder, List<MailParameter> parameters) {
        this.load = load;
        setup = new BenchSetup(builder);
        for (int i = 1; i <= load.sessions(); i++) {
            workers.add(new BenchWorker(setup, new BenchMails(load, parameters, i), load.sendAll()));
        }
        threads = Executors.newFixedThreadPool(load.sessions(), work -> {
            Thread thread = new Thread(work, "bench");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Opens all sessions; to warm up, one before them that is not counted, for the first one loads the classes.
     *
     * @return one of them
     * @throws SmtpException if one could not be opened
     */
    Session open() throws SmtpException, InterruptedException {
        if (load.warmUp() > 0) {
            setup.openUncounted().close();
        }
        return each(BenchWorker::open).get(0);
    }

    /** Sends what is not counted. */
    BenchTally warmUp() throws SmtpException, InterruptedException {
        return work(BenchSupply.ofWarmUp(load));
    }

    /** Sends what is counted. */
    BenchTally measure(BenchSupply supply) throws SmtpException, InterruptedException {
        BenchTally all = work(supply);
        load.messages().ifPresent(messages -> {
            // What somebody or the time has ended was not meant to send all.
            if (load.duration().isEmpty() && !supply.isEnded()) {
                all.neverBegun(messages - all.told());
            }
        });
        return all;
    }

    /** The clock starts when all threads are there: to make them is not measured. */
    private BenchTally work(BenchSupply supply) throws SmtpException, InterruptedException {
        CyclicBarrier together = new CyclicBarrier(load.sessions(), supply::start);
        BenchTally all = new BenchTally();
        each(worker -> {
                    meet(together);
                    return worker.work(supply);
                })
                .forEach(all::add);
        return all;
    }

    private static void meet(CyclicBarrier together) {
        try {
            together.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException("not all sessions got a thread", e);
        }
    }

    /** Ends all sessions at once, from any thread. */
    void abort() {
        workers.forEach(BenchWorker::abort);
    }

    /** How long opening took so far. */
    BenchSetup setup() {
        return setup;
    }

    /** The version of TLS under a session. */
    static Optional<String> tls(Session session) {
        return session.tlsSession().map(SSLSession::getProtocol);
    }

    /** What makes sending faster, as far as the session may use it. */
    static List<String> extensions(Session session) {
        return Stream.of("PIPELINING", "CHUNKING")
                .filter(session.capabilities()::has)
                .toList();
    }

    @FunctionalInterface
    private interface Task<T> {
        T of(BenchWorker worker) throws SmtpException;
    }

    private <T> List<T> each(Task<T> task) throws SmtpException, InterruptedException {
        List<Callable<T>> tasks = new ArrayList<>();
        workers.forEach(worker -> tasks.add(() -> task.of(worker)));
        List<T> results = new ArrayList<>();
        for (Future<T> future : threads.invokeAll(tasks)) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof SmtpException failure) {
                    throw failure;
                }
                if (e.getCause() instanceof RuntimeException bug) {
                    throw bug;
                }
                throw new IllegalStateException(e);
            }
        }
        return results;
    }

    /** Says QUIT in all sessions at a time; that wait is limited by the session. */
    @Override
    public void close() {
        workers.forEach(worker -> threads.execute(worker::close));
        threads.shutdown();
        try {
            threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
