// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import java.time.Duration;
import org.postrider.Envelope;
import org.postrider.Greeting;
import org.postrider.Message;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Timeouts;
import org.postrider.testkit.ScriptedServer;

/** What most dialogues begin and end with. */
final class Dialogues {

    static final String QUIT = "C: QUIT\nS: 221 bye\n";
    static final Message HI = Message.ofText("hi\n");
    static final Envelope A_TO_X = Envelope.from("a@b").to("x@y").build();

    private Dialogues() {}

    /** Greeting and EHLO with some keywords. */
    static String ehlo(String... keywords) {
        StringBuilder script = new StringBuilder("S: 220 hi\nC: EHLO me.test\n");
        script.append(keywords.length == 0 ? "S: 250 srv\n" : "S: 250-srv\n");
        for (int i = 0; i < keywords.length; i++) {
            script.append(i < keywords.length - 1 ? "S: 250-" : "S: 250 ")
                    .append(keywords[i])
                    .append('\n');
        }
        return script.toString();
    }

    /** A session as a test wants it: a fixed name, five seconds for each wait, nothing from the class path. */
    static Session.Builder to(ScriptedServer server) {
        return Session.builder(server.uri())
                .localName("me.test")
                .providers(Providers.builtIn())
                .timeouts(Timeouts.ofAll(Duration.ofSeconds(5)));
    }

    static Session open(ScriptedServer server) throws SmtpException {
        return to(server).open();
    }

    /** A session that has said nothing yet. */
    static Session openSilently(ScriptedServer server) throws SmtpException {
        return to(server).greeting(Greeting.LATER).open();
    }
}
