// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.postrider.Reply;
import org.postrider.Stage;

/** The commands that were sent, or are about to be, and wait for their replies, oldest first; and how many there may be. */
final class InFlight {

    /** Octets of commands that no content follows: what a server gets in one piece, and has to answer, stays below any socket buffer. */
    private static final int MAX_GROUP = 16 * 1024;
    /** Commands of all transactions in flight. Replies are read while these are written, so this bounds memory alone. */
    private static final int MAX_OCTETS = 256 * 1024;
    /** Chunks that are not the last. They are not kept, so this bounds no memory; it bounds what a refusal comes too late for. */
    private static final int MAX_CHUNKS = 48;

    private static final long MAX_CHUNK_OCTETS = 16 * 1024 * 1024;

    private final Deque<PendingCommand> exchanges = new ArrayDeque<>();
    private int octets;
    private int afterContent;
    private int chunks;
    private long chunkOctets;

    boolean isEmpty() {
        return exchanges.isEmpty();
    }

    boolean hasRoomFor(PendingCommand exchange) {
        return isEmpty()
                || (group() + exchange.command().octets().length <= MAX_GROUP
                        && octets + exchange.command().octets().length <= MAX_OCTETS
                        && chunks < MAX_CHUNKS
                        && chunkOctets + exchange.contentOctets() <= MAX_CHUNK_OCTETS);
    }

    /** Whether there is room for many commands, so that they leave in one write and not one by one. */
    boolean hasRoomForMany(PendingCommand exchange) {
        return hasRoomFor(exchange)
                && (exchange.contentOctets() > 0 || (group() <= MAX_GROUP / 2 && octets <= MAX_OCTETS / 2));
    }

    /** The octets of unanswered commands after the last content, at most. */
    private int group() {
        return Math.min(afterContent, octets);
    }

    void add(PendingCommand exchange) {
        exchanges.add(exchange);
        count(exchange, 1);
        afterContent = exchange.contentOctets() > 0
                ? 0
                : afterContent + exchange.command().octets().length;
    }

    /** The one whose reply is the next; null if none is due. */
    @Nullable
    PendingCommand oldest() {
        return exchanges.peek();
    }

    /** The oldest one's reply has come. */
    void answer(Reply reply) {
        PendingCommand exchange = exchanges.remove();
        count(exchange, -1);
        exchange.answer(reply);
    }

    private void count(PendingCommand exchange, int sign) {
        octets += sign * exchange.command().octets().length;
        chunkOctets += sign * exchange.contentOctets();
        chunks += exchange.stage() == Stage.CONTENT ? sign : 0;
    }
}
