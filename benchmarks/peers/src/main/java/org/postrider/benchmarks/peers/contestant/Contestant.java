// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.contestant;

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
     * Ends the connection.
     *
     * @throws Exception if that fails, or something that was sent was not taken
     */
    void close() throws Exception;
}
