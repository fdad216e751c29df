// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.contestant;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;
import java.util.concurrent.ExecutionException;

/** Vert.x mail client: a pool of one connection. It takes no message as octets, so it composes one of the same body each time. */
public final class VertxMail implements Contestant {

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final MailClient client;
    private final MailMessage message;

    /**
     * Makes the client, which connects when it sends.
     *
     * @param task the task
     */
    public VertxMail(Task task) {
        client = MailClient.create(
                vertx,
                new MailConfig()
                        .setHostname(task.host())
                        .setPort(task.port())
                        .setOwnHostname(Task.CLIENT_NAME)
                        .setStarttls(StartTLSOptions.DISABLED)
                        .setLogin(LoginOption.DISABLED)
                        .setMaxPoolSize(1));
        message = new MailMessage()
                .setFrom(task.mail().from())
                .setBcc(task.mail().recipients())
                .setSubject(Mail.SUBJECT)
                // A CR in the text would make it use quoted-printable.
                .setText(task.mail().body().replace("\r\n", "\n"));
    }

    @Override
    public void send() throws ExecutionException, InterruptedException {
        await(client.sendMail(message));
    }

    @Override
    public void close() throws ExecutionException, InterruptedException {
        await(client.close());
        await(vertx.close());
    }

    private static void await(Future<?> future) throws ExecutionException, InterruptedException {
        future.toCompletionStage().toCompletableFuture().get();
    }
}
