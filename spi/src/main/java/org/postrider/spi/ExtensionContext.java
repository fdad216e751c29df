// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

import org.postrider.EhloKeyword;
import org.postrider.Reply;
import org.postrider.SmtpException;

/**
 * What an extension may do once the session has greeted. Implemented by the engine. It may do so until {@link Extension#greeted} returns; the
 * commands throw {@link IllegalStateException} after that.
 */
public interface ExtensionContext {

    /** {@return the extension's line in the EHLO reply} */
    EhloKeyword offer();

    /** {@return the server, for messages} */
    String peer();

    /**
     * Sends a command of the extension's own and waits for its reply. It stands alone, never in a group (RFC 2920 section 3.1).
     *
     * @param verb letters, digits and hyphens; no verb that has a method in {@link org.postrider.Session}
     * @param argument perhaps empty
     * @return the reply, refusals included
     * @throws SmtpException if the session ended
     * @throws IllegalArgumentException if a part is malformed or too long for a line
     */
    Reply command(String verb, String argument) throws SmtpException;

    /**
     * Greets again, for a command that made the server forget the session. What the EHLO reply says then counts; no extension is told by
     * {@link Extension#greeted} again.
     *
     * @throws SmtpException if the greeting is refused
     */
    void greetAgain() throws SmtpException;
}
