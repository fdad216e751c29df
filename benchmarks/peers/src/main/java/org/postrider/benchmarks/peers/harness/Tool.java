// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of the machine. */
final class Tool {

    private Tool() {}

    /** {@return the path of a program, looked for where a shell of the administrator would} */
    static Optional<String> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of((path + File.pathSeparator + "/usr/sbin").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /** {@return the first line that a command prints} */
    static Optional<String> firstLine(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                return Optional.ofNullable(out.readLine());
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
