// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A message in a file. */
record FileMessage(Path file) implements Message {

    @Override
    public InputStream openStream() throws IOException {
        return Files.newInputStream(file);
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
