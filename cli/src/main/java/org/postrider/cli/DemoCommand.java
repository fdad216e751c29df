// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.postrider.Envelope;
import org.postrider.Message;
import org.postrider.SendResult;
import org.postrider.Session;
import org.postrider.Transcript;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code postrider demo}: a mail to a server of our own, over a real connection, on this machine alone. */
@Command(
        name = "demo",
        description =
                "Starts a mail server on this machine, sends it a message, and shows the dialogue and what arrived.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private static final String MESSAGE = """
            From: Ana <ana@example.org>
            To: Bo <bo@example.net>
            Subject: Hello from Postrider
            Message-ID: <demo-1@example.org>

            A line that begins with a dot is sent with two and arrives with one:
            .like this one
            """;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, MessagingException {
        PrintWriter out = spec.commandLine().getOut();
        GreenMail server = new GreenMail(ServerSetup.SMTP.dynamicPort());
        server.start();
        try {
            SendResult result = send(server.getSmtp().getPort(), out);
            MimeMessage[] arrived = server.getReceivedMessages();
            out.println();
            out.println("accepted for " + result.accepted() + ": " + result.reply());
            for (MimeMessage message : arrived) {
                out.println();
                out.println("what arrived:");
                out.println(text(message));
            }
            return arrived.length == 1 ? ExitCode.OK : ExitCode.SOFTWARE;
        } finally {
            server.stop();
            out.flush();
        }
    }

    private static SendResult send(int port, PrintWriter out) throws IOException {
        try (Session session = Session.builder("smtp://127.0.0.1:" + port)
                .listener(Transcript.to(out::println))
                .open()) {
            return session.send(
                    Envelope.from("ana@example.org").to("bo@example.net").build(), Message.ofText(MESSAGE));
        }
    }

    private static String text(MimeMessage message) throws IOException, MessagingException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        message.writeTo(octets);
        return octets.toString(StandardCharsets.UTF_8);
    }
}
