// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.contestant;

/**
 * What a contestant is to do.
 *
 * @param host the server
 * @param port its port
 * @param mail what to send, again and again
 * @param window how many mails may be in flight, for those who can
 */
public record Task(String host, int port, Mail mail, int window) {

    /** The name that contestants give in EHLO. */
    public static final String CLIENT_NAME = "client.example.org";

    /**
     * Makes a contestant, which connects.
     *
     * @param className its class
     * @return the contestant
     * @throws ReflectiveOperationException if there is no such contestant, or it failed to connect
     */
    public Contestant open(String className) throws ReflectiveOperationException {
        return Class.forName(className)
                .asSubclass(Contestant.class)
                .getConstructor(Task.class)
                .newInstance(this);
    }
}
