// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What the model server says, on its way to the client: read, arrived but not read, or still under way. It knows
 * which replies the
 * client has read or could have read.
 */
final class ReplyStream {

    /** How the stream ends. */
    enum Ending {
        OPEN,
        FIN,
        RESET
    }

    private final boolean prompt;
    private final Random random;
    private final List<SaidReply> replies = new ArrayList<>();
    private final StringBuilder octets = new StringBuilder();
    private int read;
    private int arrived;
    private Ending ending = Ending.OPEN;
    /** How many octets had been said when the client closed its side. */
    private int saidInTime = Integer.MAX_VALUE;

    /**
     * An empty stream.
     *
     * @param prompt whether what is said arrives at once
     */
    ReplyStream(boolean prompt, Random random) {
        this.prompt = prompt;
        this.random = random;
    }

    /** Says a reply whose text holds its {@linkplain #nextNumber number}. */
    SaidReply say(SaidReply.Role role, String text) {
        octets.append(text).append("\r\n");
        SaidReply reply = new SaidReply(nextNumber(), role, text, octets.length());
        replies.add(reply);
        if (prompt) {
            arrived = octets.length();
        }
        return reply;
    }

    int nextNumber() {
        return replies.size() + 1;
    }

    /** Says octets that are no complete reply. */
    void sayRaw(String text) {
        octets.append(text);
        if (prompt) {
            arrived = octets.length();
        }
    }

    void arriveNow() {
        arrived = octets.length();
    }

    void end(Ending how) {
        ending = how;
    }

    /** The connection broke, and with it what the client has not read yet. */
    void resetAndLose() {
        ending = Ending.RESET;
        octets.setLength(read);
        arrived = read;
    }

    /** The client has closed its side, and reads no further. */
    void clientCloses() {
        saidInTime = Math.min(saidInTime, octets.length());
    }

    Ending ending() {
        return ending;
    }

    List<SaidReply> replies() {
        return replies;
    }

    boolean hasArrived() {
        return arrived > read;
    }

    boolean isUnderWay() {
        return octets.length() > arrived;
    }

    /** Some more octets arrive: all of them, one reply, or any number. */
    void advance() {
        int all = octets.length();
        arrived = switch (random.nextInt(3)) {
            case 0 -> all;
            case 1 ->
                (int) replies.stream()
                        .mapToLong(SaidReply::end)
                        .filter(end -> end > arrived && end <= all)
                        .findFirst()
                        .orElse(all);
            default -> arrived + 1 + random.nextInt(all - arrived);
        };
    }

    /** Hands over some of the octets that have arrived. */
    int read(ByteBuffer target) {
        int most = Math.min(arrived - read, target.remaining());
        int count = random.nextInt(3) == 0 ? 1 + random.nextInt(most) : most;
        target.put(octets.substring(read, read + count).getBytes(StandardCharsets.ISO_8859_1));
        read += count;
        return count;
    }

    /** Whether the client has read all of it. */
    boolean isRead(SaidReply reply) {
        return reply.end() <= read;
    }

    /** Whether the client has read all of it, or could have read it before it gave up. */
    boolean isReadable(SaidReply reply) {
        return reply.end() <= Math.min(octets.length(), saidInTime);
    }

    /** Whether the server refused RSET, which no server may: what it says then can be the reply to something else. */
    boolean isResetRefused() {
        return replies.stream()
                .anyMatch(reply -> reply.role() == SaidReply.Role.RSET && reply.isRefusal() && isReadable(reply));
    }
}
