// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.contestant;

import com.hubspot.smtp.client.Extension;
import com.hubspot.smtp.client.SmtpClientResponse;
import com.hubspot.smtp.client.SmtpSession;
import com.hubspot.smtp.client.SmtpSessionConfig;
import com.hubspot.smtp.client.SmtpSessionFactory;
import com.hubspot.smtp.client.SmtpSessionFactoryConfig;
import com.hubspot.smtp.messages.MessageContent;
import com.hubspot.smtp.messages.MessageContentEncoding;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.smtp.SmtpRequests;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** HubSpot's NioSmtpClient: one session that talks as it sees fit, which is by BDAT where that is offered. */
public class HubSpotNio implements Contestant {

    private final EventLoopGroup events = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final SmtpSessionFactory factory;
    private final SmtpSession session;
    private final Mail mail;
    private final byte[] octets;

    /**
     * Connects.
     *
     * @param task the task
     * @throws Exception if it cannot
     */
    public HubSpotNio(Task task) throws Exception {
        this(task, EnumSet.noneOf(Extension.class));
    }

    HubSpotNio(Task task, EnumSet<Extension> disabled) throws Exception {
        mail = task.mail();
        octets = mail.file() == null ? mail.octets() : new byte[0];
        factory = new SmtpSessionFactory(SmtpSessionFactoryConfig.builder()
                .eventLoopGroup(events)
                .executor(SmtpSessionFactoryConfig.DIRECT_EXECUTOR)
                .build());
        SmtpSessionConfig config = SmtpSessionConfig.builder()
                .remoteAddress(new InetSocketAddress(task.host(), task.port()))
                .disabledExtensions(disabled)
                .build();
        session = await(factory.connect(config)).getSession();
        await(session.send(SmtpRequests.ehlo(Task.CLIENT_NAME)));
    }

    @Override
    public void send() throws Exception {
        await(session.send(mail.from(), mail.recipients(), content()));
    }

    private MessageContent content() throws IOException {
        Path file = mail.file();
        return file == null
                ? MessageContent.of(Unpooled.wrappedBuffer(octets), MessageContentEncoding.SEVEN_BIT)
                : MessageContent.of(
                        () -> open(file), MessageContentEncoding.SEVEN_BIT, Math.toIntExact(Files.size(file)));
    }

    private static InputStream open(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SmtpClientResponse await(CompletableFuture<SmtpClientResponse> future)
            throws ExecutionException, InterruptedException, IOException {
        SmtpClientResponse response = future.get();
        if (response.containsError()) {
            throw new IOException("refused: " + response);
        }
        return response;
    }

    @Override
    public void close() throws Exception {
        await(session.send(SmtpRequests.quit()));
        factory.close();
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    }
}
