// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import org.jspecify.annotations.Nullable;
import org.postrider.Mail;

/**
 * A way to send mails one after another, so that one begins before the one before it has ended. Outcomes are reported in order. A mail that comes
 * after the end of the session is reported as not sent.
 */
interface Flow {

    /** Whether a mail can go this way. */
    boolean takes(PlannedMail planned);

    /**
     * Sends a mail, or begins to. Its outcome is reported now or later, and the planned mail is closed then.
     *
     * @throws RuntimeException what a listener or the consumer of outcomes has thrown
     */
    void send(Mail mail, PlannedMail planned);

    /** Completes every mail that was begun. */
    void finish();

    /**
     * Reports every mail that was begun and is not complete. The session is over.
     *
     * @param cause what ended it, if that is known
     */
    void abandon(@Nullable Throwable cause);
}
