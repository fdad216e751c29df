// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.provider;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Writes a jar from folders and other jars; of entries with one name the first stays, as careless merging has it. */
final class JarFiles implements AutoCloseable {

    private final JarOutputStream out;
    private final Set<String> names = new HashSet<>();

    private JarFiles(JarOutputStream out) {
        this.out = out;
    }

    static JarFiles create(Path jar) throws IOException {
        return new JarFiles(new JarOutputStream(Files.newOutputStream(jar)));
    }

    /** Merges jars and class folders into one, without the module descriptors and what else is to be lost. */
    static Path merge(Path jar, Iterable<Path> parts, Predicate<String> lost) throws IOException {
        Predicate<String> dropped = lost.or(entry -> entry.endsWith("module-info.class"));
        try (JarFiles merged = create(jar)) {
            for (Path part : parts) {
                if (Files.isDirectory(part)) {
                    merged.addFolder(part, dropped);
                } else {
                    merged.addJar(part, dropped);
                }
            }
        }
        return jar;
    }

    void addFolder(Path folder) throws IOException {
        addFolder(folder, entry -> false);
    }

    private void addFolder(Path folder, Predicate<String> dropped) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                String entry = folder.relativize(file).toString().replace('\\', '/');
                if (!dropped.test(entry)) {
                    try (InputStream in = Files.newInputStream(file)) {
                        add(entry, in);
                    }
                }
            }
        }
    }

    private void addJar(Path jar, Predicate<String> dropped) throws IOException {
        try (JarFile source = new JarFile(jar.toFile())) {
            for (JarEntry entry : Collections.list(source.entries())) {
                if (!entry.isDirectory() && !dropped.test(entry.getName())) {
                    try (InputStream in = source.getInputStream(entry)) {
                        add(entry.getName(), in);
                    }
                }
            }
        }
    }

    void add(String entry, InputStream in) throws IOException {
        if (names.add(entry)) {
            out.putNextEntry(new JarEntry(entry));
            in.transferTo(out);
            out.closeEntry();
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
