// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.postrider.Deadline;
import org.postrider.Reply;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.wire.Command;

/** A command that was sent, or is about to be, and its reply once that has come. */
public final class PendingCommand {

    private final Command command;
    private final Stage stage;
    private final Timeouts.Phase phase;
    private final @Nullable Deadline deadline;
    private final long contentOctets;
    private final UnaryOperator<Reply> kept;
    private final boolean reset;
    private long number = Long.MAX_VALUE;
    private long start = Long.MAX_VALUE;
    private @Nullable Reply reply;

    private PendingCommand(
            Command command,
            Stage stage,
            Timeouts.Phase phase,
            @Nullable Deadline deadline,
            long contentOctets,
            UnaryOperator<Reply> kept,
            boolean reset) {
        this.command = command;
        this.stage = stage;
        this.phase = phase;
        this.deadline = deadline;
        this.contentOctets = contentOctets;
        this.kept = kept;
        this.reset = reset;
    }

    /** A command whose reply may take as long as its phase allows. */
    public static PendingCommand of(Command command, Stage stage, Timeouts.Phase phase) {
        return of(command, stage, phase, (Deadline) null);
    }

    static PendingCommand of(Command command, Stage stage, Timeouts.Phase phase, @Nullable Deadline deadline) {
        return new PendingCommand(command, stage, phase, deadline, 0, UnaryOperator.identity(), false);
    }

    /** One of many whose reply is kept in a form of its own. */
    public static PendingCommand of(Command command, Stage stage, Timeouts.Phase phase, UnaryOperator<Reply> kept) {
        return new PendingCommand(command, stage, phase, null, 0, kept, false);
    }

    /**
     * A chunk of content, whose reply is the verdict if it is the last.
     *
     * @param bdat BDAT
     * @param octets how many follow it
     * @param kept the form in which its reply is kept
     */
    public static PendingCommand chunk(Command bdat, long octets, UnaryOperator<Reply> kept) {
        return bdat.closesGroup()
                ? new PendingCommand(bdat, Stage.VERDICT, Timeouts.Phase.VERDICT, null, octets, kept, false)
                : new PendingCommand(bdat, Stage.CONTENT, Timeouts.Phase.DATA, null, octets, kept, false);
    }

    /** No octets, once for each further reply to the end of a content (RFC 2033 section 4.2). */
    public static List<PendingCommand> furtherVerdicts(int count) {
        List<PendingCommand> verdicts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            verdicts.add(of(Command.nothing(), Stage.VERDICT, Timeouts.Phase.VERDICT));
        }
        return verdicts;
    }

    /**
     * RSET between transactions, which only a server refuses that is about to close.
     *
     * @param kept the form in which its reply is kept
     */
    public static PendingCommand reset(UnaryOperator<Reply> kept) {
        return new PendingCommand(Command.rset(), Stage.COMMAND, Timeouts.Phase.RSET, null, 0, kept, true);
    }

    /** Whether a refusal announces the end of the session. */
    boolean isReset() {
        return reset;
    }

    /** Its place among all that were sent; beyond all of them before it is. */
    long number() {
        return number;
    }

    /** How many octets leave before the one that makes the server act upon it; beyond all of them before it is sent. */
    long start() {
        return start;
    }

    void place(long count, long octets) {
        number = count;
        start = octets;
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
