// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.List;

/** The server sent what is no reply, or no reply to what was asked: a malformed or oversized line, codes that differ within a reply, a reply nobody asked for. The two sides are out of step, so the connection was closed and not even QUIT was sent. */
public final class ProtocolViolationException extends DisconnectedException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message names peer and stage, and shows what came, escaped
     * @param stage where it happened
     * @param delivery NOT_SENT, or IN_DOUBT once the end of the content has begun to leave
     * @param outcomes one for each recipient that is known if it has; empty if not
     */
    public ProtocolViolationException(String message, Stage stage, Delivery delivery, List<RecipientOutcome> outcomes) {
        super(message, stage, delivery, outcomes, false, null, null);
    }
}
