// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.contestant;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.simplejavamail.api.email.ContentTransferEncoding;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.api.mailer.Mailer;
import org.simplejavamail.api.mailer.config.TransportStrategy;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;

/** Simple Java Mail with its batch module: a pool of one connection. It composes a MIME message of the same body each time. */
public final class SimpleJavaMail implements Contestant {

    private final Mailer mailer;
    private final Email email;

    /**
     * Makes the mailer, which connects when it sends.
     *
     * @param task the task
     */
    public SimpleJavaMail(Task task) {
        mailer = MailerBuilder.withSMTPServer(task.host(), task.port())
                .withTransportStrategy(TransportStrategy.SMTP)
                .withProperty("mail.smtp.localhost", Task.CLIENT_NAME)
                .withConnectionPoolCoreSize(1)
                .withConnectionPoolMaxSize(1)
                .buildMailer();
        email = EmailBuilder.startingBlank()
                .from(task.mail().from())
                .bccMultiple(task.mail().recipients().toArray(String[]::new))
                .withSubject(Mail.SUBJECT)
                .withPlainText(task.mail().body())
                // As the octets of the others; it would use quoted-printable.
                .withContentTransferEncoding(ContentTransferEncoding.BIT7)
                .buildEmail();
    }

    @Override
    public void send() throws ExecutionException, InterruptedException {
        mailer.sendMail(email).get();
    }

    @Override
    public void close() throws ExecutionException, InterruptedException, TimeoutException {
        mailer.shutdownConnectionPool().get(10, TimeUnit.SECONDS);
    }
}
