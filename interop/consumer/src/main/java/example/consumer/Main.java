// SPDX-License-Identifier: Apache-2.0
package example.consumer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.Mail;
import org.postrider.Message;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.SendResult;
import org.postrider.testkit.ScriptedServer;
import org.postrider.xoauth2.OAuthTokens;

/** Sends one mail by each way that the API has, to a server that checks what comes. */
public final class Main {

    private static final String TRANSACTION = """
            C: MAIL FROM:<ana@example.org>
            S: 250 2.1.0 ok
            C: RCPT TO:<bo@example.net>
            S: 250 2.1.5 ok
            C: DATA
            S: 354 go on
            C.
            S: 250 2.0.0 queued
            """;

    private static final Message MESSAGE = Message.of("""
            From: Ana <ana@example.org>
            To: Bo <bo@example.net>
            Subject: a mail from a project of its own

            Hello
            """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));

    private Main() {}

    /** Needs no argument; an exception says what went wrong. */
    public static void main(String[] args) throws Exception {
        Envelope envelope =
                Envelope.from("ana@example.org").to("bo@example.net").build();
        try (ScriptedServer server = ScriptedServer.play("""
                S: 220 consumer.test
                C~ EHLO .*
                S: 250 consumer.test
                """ + TRANSACTION.repeat(3) + """
                C: QUIT
                S: 221 2.0.0 bye
                C<EOF
                """)) {
            try (Session session = Session.builder(server.uri()).open()) {
                delivered(session.send(envelope, MESSAGE));
                delivered(session.send(MESSAGE));
                session.sendAll(List.of(Mail.of(envelope, MESSAGE)), outcome -> {
                    if (outcome.delivery() != Delivery.DELIVERED) {
                        throw new IllegalStateException(outcome.toString());
                    }
                });
            }
            server.verify();
        }
        List<String> providers = Providers.installed().list().stream()
                .map(provider -> provider.id())
                .toList();
        System.out.println("3 mails sent "
                + (Session.class.getModule().isNamed() ? "on the module path" : "on the class path") + ", providers "
                + providers + ", tokens by " + OAuthTokens.class.getSimpleName());
        if (providers.size() != 3 || !Providers.installed().problems().isEmpty()) {
            throw new IllegalStateException("problems: " + Providers.installed().problems());
        }
    }

    private static void delivered(SendResult result) {
        if (!result.refused().isEmpty()) {
            throw new IllegalStateException(result.toString());
        }
    }
}
