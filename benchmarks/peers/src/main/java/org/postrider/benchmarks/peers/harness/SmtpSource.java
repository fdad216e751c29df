// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.postrider.benchmarks.peers.contestant.Task;

/**
 * Postfix's smtp-source, which sends a given number of mails and ends. How many fill the time is found by trying, and the time is that of the
 * whole process.
 */
final class SmtpSource implements Program {

    private static final String NAME = "smtp-source";

    @Override
    public String version() {
        return Tool.firstLine(List.of(Tool.find("postconf").orElse("postconf"), "-h", "mail_version"))
                .orElse("");
    }

    @Override
    public Optional<String> missing() {
        return Tool.find(NAME).isPresent() ? Optional.empty() : Optional.of("there is no " + NAME);
    }

    @Override
    public List<String> firstMail(Stage stage) throws IOException {
        return command(stage, Work.SMALL, 1);
    }

    private static List<String> command(Stage stage, Work work, long messages) throws IOException {
        return List.of(
                Tool.find(NAME).orElseThrow(),
                "-d",
                "-m",
                Long.toString(messages),
                "-r",
                Integer.toString(work.recipients),
                "-M",
                Task.CLIENT_NAME,
                "-f",
                "sender@example.org",
                "-t",
                "r@example.com",
                "-F",
                stage.files().unixMessage(work).toString(),
                "inet:" + stage.host() + ":" + stage.port());
    }

    @Override
    public Runner start(Stage stage, Work work) {
        return new Runner() {
            private double nanosPerMessage;

            @Override
            public Sample measure(long leadNanos, long nanos) throws IOException {
                long sent = 0;
                for (long messages = 1; nanosPerMessage == 0; messages *= 4) {
                    long taken = run(messages, leadNanos);
                    sent += messages;
                    if (taken * 4 > nanos) {
                        nanosPerMessage = (double) taken / messages;
                    }
                }
                long messages = Math.max(1, Math.round(nanos / nanosPerMessage));
                long taken = run(messages, nanos);
                nanosPerMessage = (double) taken / messages;
                return new Sample(messages, taken, -1, -1, sent + messages);
            }

            private long run(long messages, long expectedNanos) throws IOException {
                long start = System.nanoTime();
                Timed.run(
                        stage.placed(command(stage, work, messages)),
                        stage.jvm().log(),
                        expectedNanos + TimeUnit.MINUTES.toNanos(1));
                return System.nanoTime() - start;
            }

            @Override
            public void close() {}
        };
    }
}
