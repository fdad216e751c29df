// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Listeners;

/**
 * What all transactions of a session have in common.
 *
 * @param conversation the commands in flight
 * @param listeners called at each step
 * @param options of the session
 * @param usage what the session has used up
 * @param blocks what content passes through
 */
public record TransactionContext(
        Conversation conversation, Listeners listeners, TransactionOptions options, Usage usage, Blocks blocks) {

    /** For a session that has sent no mail. */
    public static TransactionContext of(Conversation conversation, Listeners listeners, TransactionOptions options) {
        return new TransactionContext(conversation, listeners, options, new Usage(), new Blocks());
    }
}
