// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Python's smtplib, in a process that answers as a {@link Worker} does. */
final class Smtplib implements Program {

    private static final String PYTHON = "python3";

    @Override
    public String version() {
        return Tool.firstLine(List.of(PYTHON, "--version")).orElse("").replace("Python ", "");
    }

    @Override
    public Optional<String> missing() {
        return Tool.find(PYTHON).isPresent() ? Optional.empty() : Optional.of("there is no " + PYTHON);
    }

    @Override
    public Runner start(Stage stage, Work work) throws IOException {
        List<String> command = new ArrayList<>(command(stage, work));
        command.add("-");
        Child worker = stage.child(command);
        return new Runner() {
            @Override
            public Sample measure(long leadNanos, long nanos) throws IOException {
                worker.writeLine(leadNanos + " " + nanos);
                return JvmProgram.sample(worker.readLine(leadNanos + nanos));
            }

            @Override
            public void close() {
                worker.close();
            }
        };
    }

    @Override
    public List<String> firstMail(Stage stage) throws IOException {
        return command(stage, Work.SMALL);
    }

    private static List<String> command(Stage stage, Work work) throws IOException {
        return List.of(
                Tool.find(PYTHON).orElseThrow(),
                stage.files().program("smtplib_worker.py").toString(),
                stage.host(),
                Integer.toString(stage.port()),
                stage.files().message(work).toString(),
                Integer.toString(work.recipients));
    }
}
