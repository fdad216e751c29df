// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.provider;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The jars and folders of this library and what it needs, without anything of the tests. */
final class Library {

    private static final List<String> CONTRACT =
            List.of("org.postrider.Provider", "org.postrider.spi.AbstractProvider");
    private static final String ENGINE = "org.postrider.engine.DefaultEngine";
    private static final List<String> DEPENDENCIES = List.of(
            "com.google.common.base.Strings",
            "com.google.common.util.concurrent.internal.InternalFutures",
            "com.ongres.scram.client.ScramClient",
            "com.ongres.scram.common.ScramMechanism",
            "com.ongres.stringprep.Stringprep",
            "com.ongres.saslprep.SASLprep");

    private Library() {}

    /** API and SPI: what is there if the engine was forgotten. */
    static List<Path> contract() {
        return CONTRACT.stream().map(Library::placeOf).toList();
    }

    /** What a plugin is compiled against: API, SPI and the annotations, which a module that requires them must have at compile time. */
    static List<Path> forCompiler() {
        return Stream.concat(CONTRACT.stream(), Stream.of("org.jspecify.annotations.Nullable"))
                .map(Library::placeOf)
                .toList();
    }

    /** API, SPI, engine and its dependencies. */
    static List<Path> all() {
        return Stream.of(CONTRACT, List.of(ENGINE), DEPENDENCIES)
                .flatMap(List::stream)
                .map(Library::placeOf)
                .toList();
    }

    static String joined(List<Path> path) {
        return path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    static Path placeOf(String className) {
        try {
            Class<?> type = Class.forName(className, false, Library.class.getClassLoader());
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException("the tests do not run with " + className, e);
        }
    }
}
