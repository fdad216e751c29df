// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

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
    private @Nullable Reply reply;

    Exchange(Command command, Stage stage, Timeouts.Phase phase, @Nullable Deadline deadline) {
        this.command = command;
        this.stage = stage;
        this.phase = phase;
        this.deadline = deadline;
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

    /** When the reply must have come: what was given, or else the limit of the phase from now on. */
    Deadline deadline(Timeouts timeouts) {
        return deadline == null ? Deadline.after(timeouts.of(phase)) : deadline;
    }

    void answer(Reply answer) {
        reply = answer;
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
