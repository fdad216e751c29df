// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postrider.probe.Probe;
import org.postrider.probe.UnregisteredProvider;

/** Runs {@link Probe} in a virtual machine of its own, on a real class path or module path. */
final class ChildJvm {

    private static final long LIMIT_SECONDS = 60;
    private static final List<Class<?>> PROBE = List.of(
            Probe.class,
            Probe.FixedAddresses.class,
            UnregisteredProvider.class,
            UnregisteredProvider.OwnTransport.class,
            UnregisteredProvider.OwnExtension.class);

    private final Flavour flavour;
    private final Path folder;
    private final List<Path> path = new ArrayList<>();
    private final List<String> options = new ArrayList<>(List.of(
            "-XX:TieredStopAtLevel=1",
            "-Xmx128m",
            "-Duser.language=en",
            "-Djava.util.logging.SimpleFormatter.format=%4$s %3$s: %5$s%n"));

    private ChildJvm(Flavour flavour, Path folder) {
        this.flavour = flavour;
        this.folder = folder;
    }

    /** With the whole library. */
    static ChildJvm with(Flavour flavour, Path folder) {
        return bare(flavour, folder).path(Library.all());
    }

    /** With nothing of the library. */
    static ChildJvm bare(Flavour flavour, Path folder) {
        return new ChildJvm(flavour, folder);
    }

    ChildJvm path(List<Path> more) {
        path.addAll(more);
        return this;
    }

    ChildJvm path(Path... more) {
        return path(List.of(more));
    }

    ChildJvm option(String option) {
        options.add(option);
        return this;
    }

    /** The answers to the questions, and what was logged. */
    record Result(List<String> out, String log) {

        String answer(String question) {
            String prefix = question + " -> ";
            return out.stream()
                    .filter(line -> line.startsWith(prefix))
                    .findFirst()
                    .map(line -> line.substring(prefix.length()))
                    .orElseThrow(() -> new AssertionError("no answer to " + question + " in " + out));
        }

        /** The lines that this library logged. */
        List<String> warnings() {
            return log.lines().filter(line -> line.contains("org.postrider")).toList();
        }
    }

    /** Asks and waits for the end. */
    Result ask(String... questions) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "child", ".out");
        Path err = Files.createTempFile(folder, "child", ".err");
        Process child = new ProcessBuilder(command(List.of(questions)))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(child.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("the virtual machine ends within %d s", LIMIT_SECONDS)
                    .isTrue();
        } finally {
            child.destroyForcibly();
        }
        Result result = new Result(Files.readAllLines(out), Files.readString(err));
        assertThat(child.exitValue()).as("exit status; it said: %s", result).isZero();
        return result;
    }

    private List<String> command(List<String> questions) throws IOException {
        List<Path> whole = new ArrayList<>(path);
        whole.add(probeJar());
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        if (flavour == Flavour.MODULE_PATH) {
            command.addAll(
                    List.of("--module-path", Library.joined(whole), "--module", "probe/" + Probe.class.getName()));
        } else {
            command.addAll(List.of("--class-path", Library.joined(whole), Probe.class.getName()));
        }
        command.addAll(questions);
        return command;
    }

    /** The compiled probe, with a descriptor that the class path does not look at. */
    private Path probeJar() throws IOException {
        Path descriptor = folder.resolve("probe-descriptor");
        Files.createDirectories(descriptor);
        Path source = Files.writeString(
                descriptor.resolve("module-info.java"), "module probe { requires org.postrider.spi; }");
        PluginJar.run(List.of(
                "--module-path",
                Library.joined(Library.forCompiler()),
                "-d",
                descriptor.toString(),
                source.toString()));
        Path jar = folder.resolve("probe.jar");
        try (JarFiles files = JarFiles.create(jar)) {
            for (Class<?> type : PROBE) {
                String entry = type.getName().replace('.', '/') + ".class";
                try (InputStream in = type.getClassLoader().getResourceAsStream(entry)) {
                    files.add(entry, in);
                }
            }
            files.addFolder(descriptor);
        }
        return jar;
    }
}
