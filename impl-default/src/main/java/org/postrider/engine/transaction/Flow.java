// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import org.jspecify.annotations.Nullable;
import org.postrider.Mail;

/**
 * A way to send mails one behind the other, so that one is begun before the one before it has ended. Outcomes are told in order. What is sent when
 * the session is over is told as not sent.
 */
interface Flow {

    /** Whether a mail can go this way. */
    boolean takes(PlannedMail planned);

    /**
     * Sends a mail, or begins to. What becomes of it is told now or later, and the planned mail is closed then.
     *
     * @throws RuntimeException what a listener or the consumer of outcomes has thrown
     */
    void send(Mail mail, PlannedMail planned);

    /** Brings everything to its end. */
    void finish();

    /**
     * Tells of everything that has not come to its end. The session is over.
     *
     * @param cause what ended it, if that is known
     */
    void abandon(@Nullable Throwable cause);
}
