// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that may leave as it is, as long as it was not written to since it was examined: what was found canonical then could hold bare line
 * ends now.
 */
final class UnchangedFile implements AutoCloseable {

    /** The coarsest clock of a file system: a later write within that time need not show. */
    private static final Duration TICK = Duration.ofSeconds(2);

    /**
     * What a write changes.
     *
     * @param size in octets
     * @param modified the time of the last write
     * @param key what the file system knows the file by; null if it has no such thing
     */
    record Stamp(long size, FileTime modified, @Nullable Object key) {

        /** The stamp of a file now; null if a later write might leave it as it is, or if the file system does not show it. */
        static @Nullable Stamp of(Path path) throws IOException {
            Stamp stamp = read(path);
            boolean settled = stamp.modified.toInstant().plus(TICK).isBefore(Instant.now());
            return settled ? stamp : null;
        }

        private static Stamp read(Path path) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        }
    }

    private final Path path;
    private final Stamp stamp;
    private final FileChannel channel;

    private UnchangedFile(Path path, Stamp stamp, FileChannel channel) {
        this.path = path;
        this.stamp = stamp;
        this.channel = channel;
    }

    /** Opens a file that was examined; null if its file system has no channels. */
    static @Nullable UnchangedFile open(Path path, Stamp stamp) throws IOException {
        try {
            return new UnchangedFile(path, stamp, FileChannel.open(path, StandardOpenOption.READ));
        } catch (UnsupportedOperationException e) {
            return null;
        }
    }

    /** Whether it is still what was examined. */
    boolean isUnchanged() throws IOException {
        Stamp now = Stamp.read(path);
        return now.size == stamp.size
                && now.modified.equals(stamp.modified)
                && Objects.equals(now.key, stamp.key)
                && channel.size() == stamp.size;
    }

    long size() {
        return stamp.size;
    }

    FileChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
