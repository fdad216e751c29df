// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A message in a file. */
final class FileMessage implements Message {

    private final Path path;

    FileMessage(Path path) {
        this.path = path;
    }

    @Override
    public InputStream openStream() throws IOException {
        return Files.newInputStream(path);
    }

    @Override
    public Optional<Path> sourceFile() {
        return isRepeatable() ? Optional.of(path) : Optional.empty();
    }

    /** A pipe or a device yields its octets once. */
    @Override
    public boolean isRepeatable() {
        return Files.isRegularFile(path);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
