// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.postrider.Deadline;
import org.postrider.Reply;
import org.postrider.Transport;
import org.postrider.engine.wire.MalformedReplyException;
import org.postrider.engine.wire.ReplyLimits;
import org.postrider.engine.wire.ReplyParser;

/** Reads replies from a transport: the only place that does. What came early stays for the next reply. */
final class ReplyReader {

    private static final int BUFFER_OCTETS = 8 * 1024;

    private final Transport transport;
    private final ReplyParser parser;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER_OCTETS).flip();

    ReplyReader(Transport transport, boolean acceptBareLf) {
        this.transport = transport;
        this.parser = new ReplyParser(ReplyLimits.DEFAULT, acceptBareLf);
    }

    /**
     * The next reply if it has been read already, or else null.
     *
     * @throws MalformedReplyException if what came is no reply
     */
    @Nullable
    Reply next(Reply.StatusCodes statusCodes, ReplyLimits limits) throws MalformedReplyException {
        parser.limitTo(limits);
        return parser.parse(in, statusCodes);
    }

    /**
     * The next reply, or null if the stream ends before it is complete.
     *
     * @throws MalformedReplyException if what came is no reply
     * @throws IOException as {@link Transport#read}
     */
    @Nullable
    Reply read(Deadline deadline, Reply.StatusCodes statusCodes, ReplyLimits limits)
            throws IOException, MalformedReplyException {
        Reply reply = next(statusCodes, limits);
        while (reply == null) {
            if (fill(deadline) < 0) {
                return null;
            }
            reply = parser.parse(in, statusCodes);
            if (reply == null) {
                checkTime(deadline);
            }
        }
        return reply;
    }

    /** Octets may come without end, and then the transport never has to wait, which is when it looks at the deadline. */
    private void checkTime(Deadline deadline) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while waiting for " + transport.peer());
        }
        if (deadline.isExpired()) {
            throw new SocketTimeoutException(transport.peer() + " sent no whole reply in time");
        }
    }

    /** Whether octets or the end are there, without waiting. */
    Transport.Readiness readiness() {
        return hasUnreadOctets() ? Transport.Readiness.OCTETS : transport.poll();
    }

    /** Whether octets were read that belong to no complete reply. */
    boolean hasUnreadOctets() {
        return in.hasRemaining() || !parser.isEmpty();
    }

    /** Whether no reply has been begun. */
    boolean isBetweenReplies() {
        return parser.isEmpty();
    }

    /** The reply begun, escaped. */
    String partial() {
        return parser.partial();
    }

    private int fill(Deadline deadline) throws IOException {
        in.clear();
        try {
            return transport.read(in, deadline);
        } finally {
            in.flip();
        }
    }
}
