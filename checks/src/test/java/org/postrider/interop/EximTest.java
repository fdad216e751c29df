// SPDX-License-Identifier: Apache-2.0
package org.postrider.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code send-all} to Exim, and its account of each mail compared with what is in Exim's queue. */
class EximTest {

    private static RealServer exim;

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void up() throws IOException {
        exim = RealServer.up("exim");
    }

    @AfterAll
    static void down() throws IOException {
        if (exim != null) {
            exim.close();
        }
    }

    /** A run of the command in a JVM of its own. */
    private record Run(int exitCode, String output) {}

    private void writeMail(int number, String subject, String to) throws IOException {
        Files.writeString(
                Files.createDirectories(folder.resolve("mails")).resolve("%03d.eml".formatted(number)),
                "From: ana@example.net\nTo: " + to + "@example.net\nSubject: " + subject + "-" + number + "\n\nhi\n");
    }

    private Run sendAll(String portVariable, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.postrider.cli.Main",
                "send-all",
                "--server",
                "smtp://127.0.0.1:" + exim.variable(portVariable),
                "--helo",
                "me.test",
                "--timeout",
                "30",
                "--outcomes",
                folder.resolve("outcomes.csv").toString()));
        command.addAll(List.of(options));
        command.add(folder.resolve("mails").toString());
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(90, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        String text = Files.readString(output);
        assertThat(ended).as(text).isTrue();
        return new Run(process.exitValue(), text);
    }

    /** How often each subject of a run is in a queue. */
    private static Map<String, Integer> queued(String queueVariable, String subject) throws IOException {
        Map<String, Integer> queued = new TreeMap<>();
        try (Stream<Path> files = Files.list(Path.of(exim.variable(queueVariable)))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith("-H")).toList()) {
                for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                    int at = line.indexOf("Subject: " + subject + "-");
                    if (at >= 0) {
                        queued.merge(line.substring(at + "Subject: ".length()), 1, Integer::sum);
                    }
                }
            }
        }
        return queued;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--window 16", "--eager"})
    @DisplayName("a hundred mails to an Exim that takes five a session: all are delivered once, none is in doubt (V1)")
    void fiveInASession(String options) throws Exception {
        String subject = "five" + options.replace(" ", "");
        for (int i = 0; i < 100; i++) {
            writeMail(i, subject, i % 2 == 0 ? "ana" : "bo");
        }
        Run run = sendAll("LIMITED_PORT", options.isEmpty() ? new String[0] : options.split(" "));
        assertThat(run.output()).contains("sent 100, refused 0, in doubt 0, not sent 0");
        assertThat(run.exitCode()).as(run.output()).isZero();
        Map<String, Integer> queued = queued("LIMITED_QUEUE", subject);
        assertThat(queued)
                .hasSize(100)
                .allSatisfy((mail, times) -> assertThat(times).isOne());
    }

    @Test
    @DisplayName(
            "four hundred mails by a window of eight, one in five refused, to an Exim with its defaults, which ends a session"
                    + " after ten commands that are no mail: 320 and 80, none is in doubt (L4)")
    void manyRefused() throws Exception {
        for (int i = 0; i < 400; i++) {
            writeMail(i, "refused", i % 5 == 2 ? "nobody" : "bo");
        }
        Run run = sendAll("SMTP_PORT", "--window", "8");
        assertThat(run.output()).contains("sent 320, refused 80, in doubt 0, not sent 0");
        assertThat(run.exitCode()).as(run.output()).isEqualTo(10);
        Map<String, Integer> queued = queued("SMTP_QUEUE", "refused");
        assertThat(queued)
                .hasSize(320)
                .allSatisfy((mail, times) -> assertThat(times).isOne());
    }
}
