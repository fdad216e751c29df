// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.contestant;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.apache.commons.net.smtp.SMTPClient;
import org.apache.commons.net.smtp.SMTPReply;

/** Commons Net: one client, and the message as text, which is what it takes. */
public class CommonsNet implements Contestant {

    private final SMTPClient client = new SMTPClient();
    private final Mail mail;
    private final String message;

    /**
     * Connects.
     *
     * @param task the task
     * @throws IOException if it cannot
     */
    public CommonsNet(Task task) throws IOException {
        this(task, false);
    }

    CommonsNet(Task task, boolean noDelay) throws IOException {
        mail = task.mail();
        message = new String(mail.octets(), StandardCharsets.US_ASCII);
        client.connect(task.host(), task.port());
        if (noDelay) {
            client.setTcpNoDelay(true);
        }
        require(SMTPReply.isPositiveCompletion(client.getReplyCode()) && client.login(Task.CLIENT_NAME));
    }

    @Override
    public void send() throws IOException {
        require(client.setSender(mail.from()));
        for (String recipient : mail.recipients()) {
            require(client.addRecipient(recipient));
        }
        Writer writer = client.sendMessageData();
        require(writer != null);
        try (writer) {
            writer.write(message);
        }
        require(client.completePendingCommand());
    }

    private void require(boolean accepted) throws IOException {
        if (!accepted) {
            throw new IOException("refused: " + client.getReplyString());
        }
    }

    @Override
    public void close() throws IOException {
        client.logout();
        client.disconnect();
    }
}
