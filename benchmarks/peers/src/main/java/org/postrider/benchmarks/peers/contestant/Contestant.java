// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.contestant;

import java.util.function.BooleanSupplier;

/**
 * A client with one open connection. A class that implements it has a public constructor that takes a {@link Task}: it connects, greets, and
 * makes of the mail whatever it can make beforehand. One thread uses it.
 */
public interface Contestant {

    /**
     * Sends the task's mail once more. Who keeps several mails in flight may return before the server has taken this one.
     *
     * @throws Exception if it was not taken for all recipients, now or earlier
     */
    void send() throws Exception;

    /**
     * Waits until the server has taken everything that was sent.
     *
     * @throws Exception if something was not taken
     */
    default void finish() throws Exception {}

    /**
     * Sends the task's mail again and again, once at least, and waits until the server has taken everything. Who asks for mails instead of being
     * given them overrides this.
     *
     * @param more whether to go on, asked behind each mail
     * @return how many were sent
     * @throws Exception if something was not taken
     */
    default long sendWhile(BooleanSupplier more) throws Exception {
        long messages = 0;
        do {
            send();
            messages++;
        } while (more.getAsBoolean());
        finish();
        return messages;
    }

    /**
     * Ends the connection.
     *
     * @throws Exception if that fails, or something that was sent was not taken
     */
    void close() throws Exception;
}
