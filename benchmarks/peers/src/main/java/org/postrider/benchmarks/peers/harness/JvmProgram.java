// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.benchmarks.peers.contestant.Contestant;

/**
 * A contestant in Java.
 *
 * @param contestant its class
 * @param jars how the names of the jars begin that it needs; the first is its own
 */
record JvmProgram(Class<? extends Contestant> contestant, List<String> jars) implements Program {

    @Override
    public String version() {
        return jars.isEmpty() ? "" : Jvm.version(jars.get(0));
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public Runner start(Stage stage, Work work) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                contestant.getName(),
                stage.host(),
                Integer.toString(stage.port()),
                Integer.toString(work.size),
                Integer.toString(work.recipients),
                Integer.toString(stage.window())));
        if (work.way == Work.Way.BDAT_OF_FILE) {
            arguments.add(stage.files().message(work).toString());
        }
        Child worker = stage.child(stage.jvm().command(jars, Worker.class, List.of("-Xmx2g"), arguments));
        return new Runner() {
            @Override
            public Sample measure(long leadNanos, long nanos) throws IOException {
                worker.writeLine(leadNanos + " " + nanos);
                return sample(worker.readLine(leadNanos + nanos));
            }

            @Override
            public void close() {
                worker.close();
            }
        };
    }

    /** {@return the sample in a line that a process printed} */
    static Sample sample(String line) throws IOException {
        if (!Sample.isSample(line)) {
            throw new IOException(line);
        }
        return Sample.ofLine(line);
    }

    @Override
    public List<String> firstMail(Stage stage) {
        return stage.jvm()
                .command(
                        jars,
                        FirstMail.class,
                        List.of(),
                        List.of(
                                contestant.getName(),
                                stage.host(),
                                Integer.toString(stage.port()),
                                Integer.toString(Work.SMALL.size)));
    }
}
