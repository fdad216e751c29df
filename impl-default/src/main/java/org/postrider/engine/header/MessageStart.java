// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.header;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.postrider.Message;
import org.postrider.engine.wire.UnsendableContentException;
import org.postrider.internal.Escape;

/**
 * How a message begins. A server takes what comes after a first line that is no header field for text, the header included. So a byte order
 * mark and the From_ line of an mbox, which are no part of the message, are cut off, and any other line before a header is refused. A message
 * that has no header at all leaves as it is, unless its envelope must come from there.
 */
public final class MessageStart {

    /** As far as a line is looked for. */
    private static final int MAX_OCTETS = 8 * 1024;

    private static final int MOST_SHOWN = 60;
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    /** What shows that a line is of a header, and not of a text with a colon in it. */
    private static final Set<String> KNOWN_FIELDS = Set.of(
            "return-path",
            "received",
            "date",
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "bcc",
            "message-id",
            "subject",
            "mime-version",
            "content-type");

    private static final MessageStart WHOLE = new MessageStart(0, false);

    private final int cut;
    private final boolean mbox;

    private MessageStart(int cut, boolean mbox) {
        this.cut = cut;
        this.mbox = mbox;
    }

    /**
     * Looks at a message that may have no header.
     *
     * @param octets its first octets
     * @param length how many there are
     * @throws UnsendableContentException if a header follows a line that is no field of it
     */
    public static MessageStart of(byte[] octets, int length) throws UnsendableContentException {
        return of(octets, length, false);
    }

    /** Looks at a message whose envelope comes from its header, and leaves its stream where it was. */
    static MessageStart of(BufferedInputStream message) throws IOException {
        message.mark(MAX_OCTETS);
        byte[] octets = new byte[256];
        int length = 0;
        for (int n = message.read(octets); n >= 0; n = message.read(octets, length, octets.length - length)) {
            length += n;
            if (isDecided(octets, length) || length == MAX_OCTETS) {
                break;
            }
            if (length == octets.length) {
                octets = Arrays.copyOf(octets, Math.min(MAX_OCTETS, 4 * length));
            }
        }
        message.reset();
        return of(octets, length, true);
    }

    private static MessageStart of(byte[] octets, int length, boolean headerNeeded) throws UnsendableContentException {
        int begin = beginsWith(MARK, octets, length) ? MARK.length : 0;
        int first = HeaderLines.skipEmpty(octets, begin, length);
        if (HeaderLines.isFrom(octets, first, length)) {
            int second = HeaderLines.next(octets, first, length);
            if (HeaderLines.isField(octets, second, length)) {
                return new MessageStart(second, true);
            }
        }
        boolean field = HeaderLines.isField(octets, begin, length);
        if (!field && (headerNeeded ? begin < length : first == begin && headerFollows(octets, begin, length))) {
            throw refused(octets, begin, length, headerNeeded);
        }
        return begin == 0 ? WHOLE : new MessageStart(begin, false);
    }

    private static UnsendableContentException refused(byte[] octets, int begin, int length, boolean headerNeeded) {
        int end = HeaderLines.end(octets, begin, length);
        String line = new String(octets, begin, end - begin, StandardCharsets.ISO_8859_1);
        String shown = line.length() > MOST_SHOWN ? line.substring(0, MOST_SHOWN) + ".." : line;
        return new UnsendableContentException("the first line of the message, " + Escape.quoted(shown)
                + ", is no header field, so a server would take a header after it for text; take that line out"
                + (headerNeeded ? ", or give the envelope in the call if there is no header" : ""));
    }

    /**
     * Whether it is of no use to read more before {@link #of(byte[], int)} is asked.
     *
     * @param octets the first octets
     * @param length how many there are
     */
    public static boolean isDecided(byte[] octets, int length) {
        if (length >= MAX_OCTETS) {
            return true;
        }
        int begin = beginsWith(MARK, octets, length) ? MARK.length : 0;
        if (begin == length || (begin == 0 && length < MARK.length && octets[0] == MARK[0])) {
            return false;
        }
        // An empty line first: more is looked at if it is there, but not waited for.
        if (HeaderLines.skipEmpty(octets, begin, length) > begin || HeaderLines.isField(octets, begin, length)) {
            return true;
        }
        int second = HeaderLines.next(octets, begin, length);
        if (HeaderLines.isFrom(octets, begin, length)) {
            return HeaderLines.isField(octets, second, length) || HeaderLines.next(octets, second, length) < length;
        }
        return HeaderLines.endOfHeader(octets, begin, length) < length;
    }

    private static boolean beginsWith(byte[] what, byte[] octets, int length) {
        return length >= what.length && Arrays.equals(octets, 0, what.length, what, 0, what.length);
    }

    /** Whether a line before the first empty one is a field that any mail may have. */
    private static boolean headerFollows(byte[] octets, int begin, int length) {
        int end = HeaderLines.endOfHeader(octets, begin, length);
        for (int at = HeaderLines.next(octets, begin, length); at < end; at = HeaderLines.next(octets, at, length)) {
            if (HeaderLines.isField(octets, at, length)
                    && KNOWN_FIELDS.contains(
                            HeaderLines.name(octets, at, length).toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    /** Whether something must be cut off. */
    public boolean isCut() {
        return cut > 0;
    }

    /** The message without what comes before its header; the same if there is nothing. */
    public Message cut(Message message) {
        return isCut() ? new CutMessage(message) : message;
    }

    /** Goes on where the header begins. */
    InputStream cut(InputStream message) throws IOException {
        message.skipNBytes(cut);
        return mbox ? new SingleMailStream(message) : message;
    }

    /** Cuts each time. */
    private final class CutMessage implements Message {

        private final Message message;

        CutMessage(Message message) {
            this.message = message;
        }

        @Override
        public InputStream openStream() throws IOException {
            InputStream stream = message.openStream();
            try {
                return cut(stream);
            } catch (IOException e) {
                stream.close();
                throw e;
            }
        }

        @Override
        public boolean isRepeatable() {
            return message.isRepeatable();
        }

        @Override
        public String toString() {
            return message.toString();
        }
    }
}
