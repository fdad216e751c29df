// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A message in a file. */
record FileMessage(Path file) implements Message {

    @Override
    public InputStream openStream() throws IOException {
        return Files.newInputStream(file);
    }

    @Override
    public Optional<FileChannel> openFile() throws IOException {
        try {
            return isRepeatable() ? Optional.of(FileChannel.open(file, StandardOpenOption.READ)) : Optional.empty();
        } catch (UnsupportedOperationException e) {
            // A file system without channels; its streams will do.
            return Optional.empty();
        }
    }

    /** A pipe or a device yields its octets once. */
    @Override
    public boolean isRepeatable() {
        return Files.isRegularFile(file);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
