// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the messages of a file: those of an mbox, or the whole as one. A message of an mbox begins after a From_ line (RFC 4155). An empty
 * line before the From_ line, or at the end of the file, belongs to no message. A line that may be a From_ line or not is an error, since
 * a mail would go inside another to the wrong people.
 */
final class MboxScanner {

    private static final int BLOCK = 64 * 1024;
    /** How much is looked at of a From_ line and the line after it. */
    private static final int SIGNS = 2 * 1024;
    /** How much of a Content-Length field is looked at. */
    private static final int FIELD = 64;

    private static final int LINE_ENDS = 4;

    private static final String FROM = "From ";
    private static final Pattern CONTENT_LENGTH =
            Pattern.compile("Content-Length[ \\t]*:[ \\t]*(\\d{1,15})[ \\t]*\\r?\\n", Pattern.CASE_INSENSITIVE);
    /** Where a line may begin a mail, with up to two line ends before it: one of the content, and an empty line. */
    private static final Pattern BOUNDARY =
            Pattern.compile("(?:\\n(?:\\r?\\n){0,2}|[^\\n](?:\\r?\\n){1,2})(?=From |\\z)", Pattern.DOTALL);

    private static final long NONE = -1;

    /**
     * A message.
     *
     * @param start of its first octet in the file
     * @param end after its last octet
     * @param quoted whether a line of it may be quoted
     * @param crc of the file up to its end, a last line end left out
     */
    record Region(long start, long end, boolean quoted, long crc) {}

    private final FileChannel file;
    private final long size;
    private final MboxSeparator separator;
    private final boolean mbox;
    private final byte[] block = new byte[BLOCK];
    private final MboxCheck crc = new MboxCheck();
    /** Where in the file the block begins. */
    private long offset;

    private int at;
    private int limit;
    /** The number of the line at the position. */
    private long line = 1;

    private boolean inHeader;
    /** The Content-Length of the message at the position. */
    private long contentLength = NONE;
    /** Where the content ends by that, if a From_ line or the end of the file is there. */
    private long contentEnd = NONE;
    /** Where that is. */
    private long nextFrom = NONE;

    private boolean passedFirst;

    MboxScanner(FileChannel file, long size, MboxSeparator separator) throws IOException {
        this.file = file;
        this.size = size;
        this.separator = separator;
        has(MboxStart.ENOUGH);
        int first = MboxStart.find(block, limit);
        this.mbox = first >= 0;
        if (mbox) {
            while (at < first) {
                line += block[at++] == '\n' ? 1 : 0;
            }
            crc.update(block, 0, first);
        }
    }

    /** Whether the file is an mbox. */
    boolean isMbox() {
        return mbox;
    }

    /**
     * The next message; null after the last.
     *
     * @throws InputException if it cannot be known where it ends
     */
    @Nullable
    Region next() throws IOException {
        if (position() == size) {
            return null;
        }
        return mbox ? nextOfMbox() : whole();
    }

    private Region whole() throws IOException {
        while (position() < size) {
            passLine();
        }
        return new Region(0, size, false, crc.value());
    }

    private Region nextOfMbox() throws IOException {
        if (!passedFirst) {
            checkFirst();
            passedFirst = true;
        }
        passLine();
        inHeader = true;
        contentLength = NONE;
        contentEnd = NONE;
        nextFrom = NONE;
        long start = position();
        long end = start;
        long check = crc.value();
        boolean quoted = false;
        boolean emptyBefore = false;
        while (position() < size && !(isAtFrom() && isSeparator(emptyBefore))) {
            if (inHeader) {
                readContentLength();
            }
            quoted |= block[at] == '>';
            emptyBefore = isEmptyLine();
            if (emptyBefore) {
                // It is no part of the message if that ends here.
                end = position();
                check = crc.value();
                passLine();
                endHeader();
            } else {
                passLine();
                end = position();
                check = crc.value();
            }
        }
        return separator == MboxSeparator.CONTENT_LENGTH
                ? new Region(start, Math.max(end, contentEnd), false, check)
                : new Region(start, end, quoted, check);
    }

    /** Without a header field after it, the first line is perhaps that of a text. */
    private void checkFirst() throws IOException {
        if (separator == MboxSeparator.CERTAIN && !signs(true).fieldFollows()) {
            throw new InputException(
                    "line " + line + " begins with From, as an mbox does, but no header field follows it; take the line"
                            + " away, or give --mbox-separator from if it begins a mail",
                    null);
        }
    }

    /** Whether the line at the position, which begins with {@code From }, begins a mail. */
    private boolean isSeparator(boolean emptyBefore) throws IOException {
        return switch (separator) {
            case FROM -> true;
            case DATED_FROM -> signs(emptyBefore).isDatedSeparator();
            case CONTENT_LENGTH -> isByContentLength();
            case CERTAIN -> isCertain(signs(emptyBefore));
        };
    }

    private boolean isByContentLength() throws IOException {
        if (inHeader || nextFrom == NONE) {
            throw new InputException(
                    "line " + line + " begins with From, and the mail before it has no Content-Length that leads to the"
                            + " end of a mail; give another --mbox-separator (from or dated-from)",
                    null);
        }
        return position() == nextFrom;
    }

    private boolean isCertain(FromLine signs) throws IOException {
        if (signs.isSeparator() && position() >= nextFrom) {
            return true;
        }
        if (signs.isText() && position() != nextFrom) {
            return false;
        }
        String length = position() == nextFrom ? ", and the Content-Length of the mail before it leads to it" : "";
        throw new InputException(
                "line " + line + " begins a mail, or is text of the one before it: " + signs
                        + (position() < nextFrom
                                ? ", and the Content-Length of the mail before it leads past it"
                                : length)
                        + ". Look at it, and say by --mbox-separator what begins a mail (from, dated-from or"
                        + " content-length)",
                null);
    }

    private FromLine signs(boolean emptyBefore) throws IOException {
        has(SIGNS);
        return FromLine.of(emptyBefore, block, at, Math.min(limit, at + SIGNS));
    }

    private void readContentLength() throws IOException {
        if (contentLength != NONE || (block[at] | ' ') != 'c') {
            return;
        }
        has(FIELD);
        String start = new String(block, at, Math.min(FIELD, limit - at), StandardCharsets.ISO_8859_1);
        Matcher field = CONTENT_LENGTH.matcher(start);
        if (field.lookingAt()) {
            contentLength = Long.parseLong(field.group(1));
        }
    }

    /** Looks where the content ends by its length. A length that leads nowhere says nothing: many are wrong. */
    private void endHeader() throws IOException {
        if (!inHeader) {
            return;
        }
        inHeader = false;
        if (contentLength == NONE || contentLength > size - position()) {
            return;
        }
        long end = position() + contentLength;
        // With the octet before it, which ends a line if the next one begins here.
        ByteBuffer octets = ByteBuffer.allocate(1 + LINE_ENDS + FROM.length());
        while (octets.hasRemaining() && file.read(octets, end - 1 + octets.position()) >= 0) {}
        String around = new String(octets.array(), 0, octets.position(), StandardCharsets.ISO_8859_1);
        Matcher boundary = BOUNDARY.matcher(around);
        if (end == size || boundary.lookingAt()) {
            contentEnd = end;
            nextFrom = end == size ? size : end - 1 + boundary.end();
        }
    }

    private long position() {
        return offset + at;
    }

    private boolean isAtFrom() throws IOException {
        has(FROM.length());
        return MboxStart.isFrom(block, at, limit);
    }

    private boolean isEmptyLine() throws IOException {
        return block[at] == '\n' || (block[at] == '\r' && has(2) && block[at + 1] == '\n');
    }

    private void passLine() throws IOException {
        while (has(1)) {
            int from = at;
            while (at < limit) {
                if (block[at++] == '\n') {
                    crc.update(block, from, at - from);
                    line++;
                    return;
                }
            }
            crc.update(block, from, at - from);
        }
    }

    /** Whether so many octets are left; they are in the block then. */
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
