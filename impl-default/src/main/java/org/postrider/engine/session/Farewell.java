// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.wire.Command;

/** QUIT whose outcome does not matter: said if the session is in step, awaited for a short time, never a failure. The transport is always closed. */
final class Farewell {

    private Farewell() {}

    static void say(Conversation conversation) {
        try {
            if (conversation.isInStep()) {
                conversation.ask(Command.quit(), Stage.QUIT, Timeouts.Phase.QUIT);
            }
        } catch (Throwable e) {
            System.getLogger(Farewell.class.getName()).log(System.Logger.Level.DEBUG, "QUIT was not answered", e);
        } finally {
            conversation.close("this side closed it");
        }
    }
}
