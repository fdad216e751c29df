// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.contestant;

import jakarta.mail.MessagingException;
import java.util.Properties;

/** Angus Mail with sockets that do not wait for more octets; it has no setting for that, so it is given a factory of sockets. */
public final class AngusMailNoDelay extends AngusMail {

    /**
     * Connects.
     *
     * @param task the task
     * @throws MessagingException if it cannot
     */
    public AngusMailNoDelay(Task task) throws MessagingException {
        super(task, properties());
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.put("mail.smtp.socketFactory", new NoDelaySocketFactory());
        return properties;
    }
}
