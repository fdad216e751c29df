// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts JVMs like this one, each with no more on its class path than it needs.
 *
 * @param log where their standard error goes
 */
record Jvm(Path log) {

    private static final List<String> OWN_JARS = List.of("postrider-peers", "jspecify-");

    /**
     * {@return a command}
     *
     * @param jars how the names of the jars begin that are needed beside our own
     * @param main the main class
     * @param options options of the JVM
     * @param arguments arguments of the main class
     */
    List<String> command(List<String> jars, Class<?> main, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(String.join(File.pathSeparator, classPath(jars)));
        command.add(main.getName());
        command.addAll(arguments);
        return command;
    }

    private static List<String> classPath(List<String> jars) {
        List<String> wanted = Stream.concat(OWN_JARS.stream(), jars.stream()).toList();
        return entries()
                .filter(entry -> !entry.endsWith(".jar") || wanted.stream().anyMatch(fileName(entry)::startsWith))
                .toList();
    }

    /**
     * {@return the version of a jar on the class path, which is the rest of its name}
     *
     * @param jar how its name begins
     */
    static String version(String jar) {
        return entries()
                .map(Jvm::fileName)
                .filter(name -> name.startsWith(jar) && name.endsWith(".jar"))
                .map(name -> name.substring(jar.length(), name.length() - ".jar".length()))
                .findFirst()
                .orElse("");
    }

    private static Stream<String> entries() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .sorted();
    }

    private static String fileName(String entry) {
        return String.valueOf(Path.of(entry).getFileName());
    }
}
