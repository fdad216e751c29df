// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.postrider.Deadline;
import org.postrider.Reply;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.wire.Command;

/** A command that was sent, or is about to be, and its reply once that has come. */
public final class Exchange {

    private final Command command;
    private final Stage stage;
    private final Timeouts.Phase phase;
    private final @Nullable Deadline deadline;
    private final long contentOctets;
    private final UnaryOperator<Reply> kept;
    private long number = Long.MAX_VALUE;
    private @Nullable Reply reply;

    private Exchange(
            Command command,
            Stage stage,
            Timeouts.Phase phase,
            @Nullable Deadline deadline,
            long contentOctets,
            UnaryOperator<Reply> kept) {
        this.command = command;
        this.stage = stage;
        this.phase = phase;
        this.deadline = deadline;
        this.contentOctets = contentOctets;
        this.kept = kept;
    }

    static Exchange of(Command command, Stage stage, Timeouts.Phase phase, @Nullable Deadline deadline) {
        return new Exchange(command, stage, phase, deadline, 0, UnaryOperator.identity());
    }

    /** One of many whose reply is kept in a form of its own. */
    static Exchange of(Command command, Stage stage, Timeouts.Phase phase, UnaryOperator<Reply> kept) {
        return new Exchange(command, stage, phase, null, 0, kept);
    }

    /**
     * A chunk of content, whose reply is the verdict if it is the last.
     *
     * @param bdat BDAT
     * @param octets how many follow it
     * @param kept the form in which its reply is kept
     */
    public static Exchange chunk(Command bdat, long octets, UnaryOperator<Reply> kept) {
        return bdat.closesGroup()
                ? new Exchange(bdat, Stage.VERDICT, Timeouts.Phase.VERDICT, null, octets, kept)
                : new Exchange(bdat, Stage.CONTENT, Timeouts.Phase.DATA, null, octets, kept);
    }

    /** Its place among all that were sent; beyond all of them before it is. */
    long number() {
        return number;
    }

    void number(long place) {
        number = place;
    }

    Command command() {
        return command;
    }

    Stage stage() {
        return stage;
    }

    Timeouts.Phase phase() {
        return phase;
    }

    /** The octets of its chunk; 0 if it is none. */
    long contentOctets() {
        return contentOctets;
    }

    /** When the reply must have come; null for the limit of the phase, from when it is waited for. */
    @Nullable
    Deadline deadline() {
        return deadline;
    }

    void answer(Reply answer) {
        reply = kept.apply(answer);
    }

    /** The reply, or null if it has not come yet. */
    public @Nullable Reply reply() {
        return reply;
    }

    /** Whether the reply has come and is positive. */
    public boolean isAccepted() {
        Reply known = reply;
        return known != null && known.isPositiveCompletion();
    }

    /** Whether the reply has come and is a refusal. */
    public boolean isRefused() {
        Reply known = reply;
        return known != null && known.isNegative();
    }
}
