// SPDX-License-Identifier: Apache-2.0
package org.postrider.lmtp;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.Message;
import org.postrider.Providers;
import org.postrider.RecipientOutcome;
import org.postrider.SendResult;
import org.postrider.Session;
import org.postrider.Timeouts;
import org.postrider.testkit.ScriptedServer;

/** What the dialogues have in common. */
final class Lmtp {

    static final Message HI = Message.ofText("hi\n");
    static final Envelope THREE =
            Envelope.from("a@b").to("r1@y").to("r2@y").to("r3@y").build();
    static final String QUIT = "C: QUIT\nS: 221 bye\n";
    static final String CONTENT = "C: DATA\nS: 354 go\nC: hi\nC: .\n";

    private Lmtp() {}

    /** Greeting and LHLO with some keywords. */
    static String lhlo(String... keywords) {
        StringBuilder script = new StringBuilder("S: 220 hi\nC: LHLO me.test\nS: 250-srv\n");
        for (String keyword : keywords) {
            script.append("S: 250-").append(keyword).append('\n');
        }
        return script.append("S: 250 X\n").toString();
    }

    /** MAIL and an accepted RCPT for each. */
    static String accepted(String... recipients) {
        StringBuilder script = new StringBuilder("C: MAIL FROM:<a@b>\nS: 250 ok\n");
        for (String recipient : recipients) {
            script.append("C: RCPT TO:<").append(recipient).append("@y>\nS: 250 ok\n");
        }
        return script.toString();
    }

    /** By TCP where the socket is null. */
    static ScriptedServer play(String script, boolean unix, Path folder) {
        return unix
                ? ScriptedServer.play(script, folder.resolve("s" + System.nanoTime()))
                : ScriptedServer.play(script);
    }

    static Session.Builder to(URI server) {
        return Session.builder(server)
                .localName("me.test")
                .providers(Providers.builtIn().withLast(new LmtpProvider()))
                .timeouts(Timeouts.ofAll(Duration.ofSeconds(5)));
    }

    static Session.Builder to(ScriptedServer server) {
        return to(server.uri("lmtp"));
    }

    static List<Delivery> deliveries(SendResult result) {
        return result.outcomes().stream().map(RecipientOutcome::delivery).toList();
    }

    static List<Integer> codes(SendResult result) {
        return result.outcomes().stream()
                .map(outcome -> outcome.reply().map(reply -> reply.code()).orElse(0))
                .toList();
    }
}
