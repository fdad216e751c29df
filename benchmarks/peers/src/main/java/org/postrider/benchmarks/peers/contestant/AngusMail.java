// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.contestant;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.SharedByteArrayInputStream;
import java.util.List;
import java.util.Properties;

/** Angus Mail: one connected transport, and a message that was parsed beforehand and is written as it was. */
public class AngusMail implements Contestant {

    private final Transport transport;
    private final MimeMessage message;
    private final Address[] recipients;

    /**
     * Connects.
     *
     * @param task the task
     * @throws MessagingException if it cannot
     */
    public AngusMail(Task task) throws MessagingException {
        this(task, new Properties());
    }

    AngusMail(Task task, Properties properties) throws MessagingException {
        properties.setProperty("mail.smtp.host", task.host());
        properties.setProperty("mail.smtp.port", Integer.toString(task.port()));
        properties.setProperty("mail.smtp.localhost", Task.CLIENT_NAME);
        properties.setProperty("mail.smtp.from", task.mail().from());
        Session session = Session.getInstance(properties);
        message = new MimeMessage(
                session, new SharedByteArrayInputStream(task.mail().octets()));
        List<String> forwardPaths = task.mail().recipients();
        recipients = new Address[forwardPaths.size()];
        for (int i = 0; i < recipients.length; i++) {
            recipients[i] = new InternetAddress(forwardPaths.get(i));
        }
        transport = session.getTransport("smtp");
        transport.connect();
    }

    @Override
    public void send() throws MessagingException {
        transport.sendMessage(message, recipients);
    }

    @Override
    public void close() throws MessagingException {
        transport.close();
    }
}
