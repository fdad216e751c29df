// SPDX-License-Identifier: Apache-2.0
package org.postrider.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The project's source tree, seen from this module. */
final class Tree {

    static final List<String> LIBRARY =
            List.of("api", "spi", "impl-default", "ext-auth-xoauth2", "ext-lmtp", "testkit");

    private Tree() {}

    static Path module(String name) {
        return Path.of("..", name);
    }

    static List<Path> files(Path root, String ending) {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
