// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Finds the messages of a file: those of an mbox, or the whole as one. As mboxrd has it, a line that begins with {@code From } begins a
 * message, since one in a message is quoted; as not all programs quote, there must be an empty line before it. That line, or one at the end,
 * belongs to no message.
 */
final class MboxScanner {

    private static final int BLOCK = 64 * 1024;

    /**
     * A message.
     *
     * @param start of its first octet in the file
     * @param end behind its last octet
     * @param quoted whether a line of it may be quoted
     * @param crc of the file up to its end, a last line end left out
     */
    record Region(long start, long end, boolean quoted, long crc) {}

    private final FileChannel file;
    private final long size;
    private final boolean mbox;
    private final byte[] block = new byte[BLOCK];
    private final MboxCheck crc = new MboxCheck();
    /** Where in the file the block begins. */
    private long offset;

    private int at;
    private int limit;

    MboxScanner(FileChannel file, long size) throws IOException {
        this.file = file;
        this.size = size;
        has(MboxStart.ENOUGH);
        int first = MboxStart.find(block, limit);
        this.mbox = first >= 0;
        if (mbox) {
            crc.update(block, 0, first);
            at = first;
        }
    }

    /** Whether the file is an mbox. */
    boolean isMbox() {
        return mbox;
    }

    /** The next message; null after the last. */
    @Nullable
    Region next() throws IOException {
        if (position() == size) {
            return null;
        }
        if (mbox) {
            passLine();
        }
        long start = position();
        long end = start;
        boolean quoted = false;
        while (position() < size) {
            int empty = mbox ? emptyLine() : 0;
            if (empty > 0) {
                byte[] line = new byte[empty];
                System.arraycopy(block, at, line, 0, empty);
                at += empty;
                if (isAtFrom() || position() == size) {
                    Region region = new Region(start, end, quoted, crc.value());
                    crc.update(line, 0, empty);
                    return region;
                }
                crc.update(line, 0, empty);
            } else {
                quoted |= mbox && block[at] == '>';
                passLine();
            }
            end = position();
        }
        return new Region(start, end, quoted, crc.value());
    }

    private long position() {
        return offset + at;
    }

    private boolean isAtFrom() throws IOException {
        has("From ".length());
        return MboxStart.isFrom(block, at, limit);
    }

    /** The octets of the line end, if there is nothing before it. */
    private int emptyLine() throws IOException {
        if (has(1) && block[at] == '\n') {
            return 1;
        }
        return has(2) && block[at] == '\r' && block[at + 1] == '\n' ? 2 : 0;
    }

    private void passLine() throws IOException {
        while (has(1)) {
            int from = at;
            while (at < limit) {
                if (block[at++] == '\n') {
                    crc.update(block, from, at - from);
                    return;
                }
            }
            crc.update(block, from, at - from);
        }
    }

    private boolean has(int count) throws IOException {
        if (limit - at >= count) {
            return true;
        }
        System.arraycopy(block, at, block, 0, limit - at);
        offset += at;
        limit -= at;
        at = 0;
        ByteBuffer room = ByteBuffer.wrap(block);
        while (limit < count && offset + limit < size) {
            room.limit((int) Math.min(block.length, size - offset)).position(limit);
            int read = file.read(room, offset + limit);
            if (read < 0) {
                throw new IOException("the file became shorter while it was being read");
            }
            limit += read;
        }
        return limit >= count;
    }
}
