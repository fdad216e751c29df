// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.postrider.Message;

/**
 * A message that is a part of a file.
 *
 * @param file open as long as messages are read
 * @param start of its first octet
 * @param end behind its last octet
 * @param quoted whether lines may be quoted as in mboxrd
 * @param name for messages
 */
record RegionMessage(FileChannel file, long start, long end, boolean quoted, String name) implements Message {

    @Override
    public InputStream openStream() {
        InputStream region = new RegionStream(file, start, end);
        return quoted ? new UnquotingStream(region) : region;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Reads by position, so that many may be open at a time. */
    private static final class RegionStream extends InputStream {

        private final FileChannel file;
        private final long end;
        private long at;

        RegionStream(FileChannel file, long start, long end) {
            this.file = file;
            this.at = start;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (at == end) {
                return -1;
            }
            int read = file.read(ByteBuffer.wrap(into, from, (int) Math.min(length, end - at)), at);
            if (read < 0) {
                throw new IOException("the file became shorter while it was being read");
            }
            at += read;
            return read;
        }
    }
}
