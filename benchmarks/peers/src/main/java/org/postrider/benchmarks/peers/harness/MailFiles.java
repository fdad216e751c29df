// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.postrider.benchmarks.peers.contestant.Mail;

/** Mails in files, made when first asked for and deleted at the end. */
final class MailFiles implements Closeable {

    private final Path folder;

    MailFiles() throws IOException {
        folder = Files.createTempDirectory("postrider-peers");
    }

    /** {@return a file with a message of that work's size, CRLF at the end of its lines} */
    Path message(Work work) throws IOException {
        Path file = folder.resolve(work.size + ".eml");
        if (!Files.exists(file)) {
            // A file of 1 GiB is made of a part that fits in memory, over and over.
            int parts = Math.max(1, work.size >> 24);
            byte[] part = Mail.ofSize(work.size / parts, 1).octets();
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                for (int i = 0; i < parts; i++) {
                    out.write(part);
                }
            }
        }
        return file;
    }

    /** {@return the same with LF at the end of lines, as programs of Unix have it} */
    Path unixMessage(Work work) throws IOException {
        Path file = folder.resolve(work.size + ".txt");
        if (!Files.exists(file)) {
            Files.writeString(
                    file,
                    Files.readString(message(work), StandardCharsets.US_ASCII).replace("\r\n", "\n"));
        }
        return file;
    }

    /** {@return a file with a program that is a resource} */
    Path program(String resource) throws IOException {
        Path file = folder.resolve(resource);
        if (!Files.exists(file)) {
            try (InputStream in = MailFiles.class.getResourceAsStream(resource)) {
                Files.copy(Objects.requireNonNull(in, resource), file);
            }
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
